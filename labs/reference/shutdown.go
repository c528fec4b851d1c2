package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// shutdownLab is lab 21: the server is told to end. One client is idle, one waits for its answer, and one has sent half
// a header; a fourth comes too late.
type shutdownLab struct{}

type shutdownKnobs struct {
	How         string `json:"how" help:"shutdown or close"`
	Patience    int    `json:"patience" help:"how long Shutdown may take before Close follows, in ms; 0 for as long as it takes"`
	HandlerTime int    `json:"handlerTime" help:"how long the handler still has to work, in ms"`
	Rest        int    `json:"rest" help:"after what time the rest of the header comes, in ms; 0 for never"`
	Told        int    `json:"told" help:"how long the handler still takes when RegisterOnShutdown has told it to end, in ms; 0: nobody does"`
}

type shutdownOutcome struct {
	Knobs    shutdownKnobs `json:"knobs"`
	Shutdown *string       `json:"shutdown"` // what it returned
	InOrder  []int         `json:"inOrder"`  // the connections that ended before Close, in their order
	Waited   clientSaw     `json:"waited"`   // the client that waited for its answer
	Late     *string       `json:"late"`     // the error of a client that came when the idle connection had ended
	Half     int           `json:"half"`     // bytes that came for half a header
	HalfEnd  *string       `json:"halfEnd"`  // the error with which that ended; null for FIN
	Aborted  bool          `json:"aborted"`  // the context of the request was done before its handler was
	Log      []string      `json:"log"`
}

var shutdownDefaults = shutdownKnobs{How: "shutdown", Patience: 10_000, HandlerTime: 3_000}

func (k shutdownKnobs) play() (shutdownOutcome, error) {
	o := shutdownOutcome{Knobs: k, InOrder: []int{}}
	if k.How != "shutdown" && k.How != "close" || k.Patience < 0 || k.HandlerTime < 1 || k.Rest < 0 || k.Told < 0 {
		return o, fmt.Errorf("knobs that are not allowed: %+v", k)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	x := &exchange{addr: ln.Addr().String()}
	started, told, done, ending := make(chan struct{}), make(chan struct{}), make(chan struct{}), make(chan struct{})
	server := &http.Server{ErrorLog: log.New(&x.log, "", 0)}
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := "done\n"
		if r.URL.Path == "/slow" {
			defer close(done)
			close(started)
			<-told
			select {
			case <-time.After(ms(k.HandlerTime)):
			case <-ending:
				time.Sleep(ms(k.Told))
				answer = "bye\n"
			}
			o.Aborted = r.Context().Err() != nil
		}
		io.WriteString(w, answer)
	})
	if k.Told > 0 {
		server.RegisterOnShutdown(func() { close(ending) })
	}
	go serve(server, ln)
	defer server.Close()

	var mu sync.Mutex
	var wg sync.WaitGroup
	cut := false
	ended := func(conn int) {
		mu.Lock()
		defer mu.Unlock()
		if !cut {
			o.InOrder = append(o.InOrder, conn)
		}
	}
	closeAll := func() {
		mu.Lock()
		cut = true
		mu.Unlock()
		server.Close()
	}

	idle, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	fmt.Fprintf(idle, "GET /quick HTTP/1.1\r\nHost: %s\r\n\r\n", x.addr)
	br := bufio.NewReader(idle)
	res, err := http.ReadResponse(br, nil)
	if err != nil {
		return o, err
	}
	io.Copy(io.Discard, res.Body)
	wg.Go(func() {
		io.Copy(io.Discard, br)
		ended(1)
		late, err := http.Get("http://" + x.addr + "/late")
		if err == nil {
			late.Body.Close()
		}
		o.Late = text(err)
	})

	wg.Go(func() {
		client := &http.Client{Transport: &http.Transport{}}
		res, err := client.Get("http://" + x.addr + "/slow")
		if err == nil {
			o.Waited.Status = &res.StatusCode
			o.Waited.body, err = io.ReadAll(res.Body)
			o.Waited.Bytes = len(o.Waited.body)
		}
		o.Waited.Error = text(err)
		ended(2)
	})
	<-started

	half, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: half, ended: make(chan struct{})}
	io.WriteString(half, "GET /half HTTP/1.1\r\nHost: exam")
	wg.Go(func() {
		n, err := io.Copy(io.Discard, half)
		o.Half, o.HalfEnd = int(n), text(err)
		ended(3)
	})

	time.Sleep(50 * time.Millisecond) // half a header has been read, and the first answer's connection is idle
	close(told)
	if k.Rest > 0 {
		time.AfterFunc(ms(k.Rest), func() { io.WriteString(half, "ple.com\r\n\r\n") })
	}
	if k.How == "close" {
		closeAll()
	} else {
		ctx, cancel := context.Background(), context.CancelFunc(func() {})
		if k.Patience > 0 {
			ctx, cancel = context.WithTimeout(ctx, ms(k.Patience))
		}
		err := server.Shutdown(ctx)
		cancel()
		o.Shutdown = text(err)
		if err != nil {
			closeAll()
		}
	}
	wg.Wait()
	<-done
	o.Log = x.logged()
	x.normalise(o.Waited.Error, o.Late, o.HalfEnd)
	return o, nil
}

func (shutdownLab) run(knobs json.RawMessage) (any, error) {
	k := shutdownDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (shutdownLab) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("shutdown has nothing to sweep")
}

func (shutdownLab) byHand(args []string) error {
	k := shutdownDefaults
	if err := parseKnobs("shutdown", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
