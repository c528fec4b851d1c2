package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// halfClosed is lab 19: the client sends its request, shuts down its sending side, and waits for the answer. The
// server takes it for gone and cancels the request's context; what the handler writes reaches the client all the same.
type halfClosed struct{}

type halfClosedKnobs struct {
	HalfClose   bool   `json:"halfClose" help:"whether the client shuts its sending side behind the request"`
	Request     string `json:"request" help:"get, post, half-body or half-header"`
	KeepAlive   bool   `json:"keepAlive" help:"whether the request leaves the connection open"`
	Reads       bool   `json:"reads" help:"whether the handler reads the request's body before it works"`
	Watch       bool   `json:"watch" help:"whether the handler's work ends when the context is done"`
	HandlerTime int    `json:"handlerTime" help:"how long the work takes, in ms"`
}

type halfClosedOutcome struct {
	Knobs    halfClosedKnobs `json:"knobs"`
	Calls    callLog         `json:"calls"`
	Client   clientSaw       `json:"client"`
	Header   *string         `json:"header"`
	SHA256   *string         `json:"sha256"`
	End      string          `json:"end"`
	Log      []string        `json:"log"`
	Aborted  bool            `json:"aborted"`  // the context was done while the handler was at work
	Finished bool            `json:"finished"` // the work was done to its end
}

var halfClosedDefaults = halfClosedKnobs{
	HalfClose: true, Request: "get", KeepAlive: true, Reads: true, Watch: true, HandlerTime: 1_000,
}

// bytes is what the client sends before its FIN.
func (k halfClosedKnobs) bytes(host string) string {
	closing := ""
	if !k.KeepAlive {
		closing = "Connection: close\r\n"
	}
	switch k.Request {
	case "half-header":
		return fmt.Sprintf("GET / HTTP/1.1\r\nHost: %s\r\nUser-Ag", host)
	case "get":
		return fmt.Sprintf("GET / HTTP/1.1\r\nHost: %s\r\n%s\r\n", host, closing)
	}
	sent := 1000
	if k.Request == "half-body" {
		sent = 400
	}
	return fmt.Sprintf("POST / HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 1000\r\n\r\n%s",
		host, closing, strings.Repeat("b", sent))
}

func (k halfClosedKnobs) handle(w http.ResponseWriter, r *http.Request, o *halfClosedOutcome, started chan<- struct{}) {
	log := r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog
	defer func() { o.Aborted = r.Context().Err() != nil }()
	answer := func(status int, text []byte) {
		if status != http.StatusOK {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.WriteHeader(status)
		}
		n, err := w.Write(text)
		o.Calls.wrote(len(text), n, err)
	}
	if k.Reads {
		if k.Request == "half-body" {
			started <- struct{}{}
		}
		if _, err := io.ReadAll(r.Body); err != nil {
			log.Printf("body: %v", err)
			answer(http.StatusBadRequest, []byte("bad body\n"))
			return
		}
	}
	started <- struct{}{}
	var done <-chan struct{} // nil: never
	if k.Watch {
		done = r.Context().Done()
	}
	select {
	case <-done:
		log.Printf("query: %v", r.Context().Err())
		answer(http.StatusInternalServerError, []byte("query failed\n"))
		return
	case <-time.After(ms(k.HandlerTime)):
	}
	o.Finished = true
	answer(http.StatusOK, letters(200))
}

func (k halfClosedKnobs) play() (halfClosedOutcome, error) {
	o := halfClosedOutcome{Knobs: k, Calls: callLog{}}
	x := &exchange{settled: make(chan http.ConnState, 1), client: &http.Client{}}
	started := make(chan struct{}, 2)
	x.server = &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, &o, started) }),
		ErrorLog: log.New(&x.log, "", 0),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed || state == http.StateIdle && !k.HalfClose {
				select {
				case x.settled <- state:
				default: // only the first one is of interest
				}
			}
		},
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	x.addr = ln.Addr().String()
	go serve(x.server, ln)
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	defer x.close()
	if _, err := io.WriteString(c, k.bytes(x.addr)); err != nil {
		return o, err
	}
	timeout := time.After(patience)
	if k.Request != "half-header" {
		select {
		case <-started:
		case <-timeout:
			return o, fmt.Errorf("the handler is not called: %+v", k)
		}
	}
	if k.HalfClose {
		if err := c.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
			return o, err
		}
	}
	o.Client.Error = text(o.Client.receive(x.wire))
	if k.HalfClose || !k.KeepAlive {
		io.Copy(io.Discard, x.wire)
	}
	if o.End, err = x.end(timeout); err != nil {
		return o, fmt.Errorf("%w: %+v", err, k)
	}
	o.Header, o.SHA256, o.Log = x.header(), o.Client.sum(), x.logged()
	x.normalise(o.Client.Error, o.Header)
	for i := range o.Log {
		x.normalise(&o.Log[i])
	}
	return o, nil
}

func (halfClosed) run(knobs json.RawMessage) (any, error) {
	k := halfClosedDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (halfClosed) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("half-closed has nothing to sweep")
}

func (halfClosed) byHand(args []string) error {
	k := halfClosedDefaults
	if err := parseKnobs("half-closed", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
