package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// slowHeaders is lab 07: clients that send their header a byte at a time, and an honest one beside them.
type slowHeaders struct{}

type slowHeadersKnobs struct {
	ReadHeaderTimeout int `json:"readHeaderTimeout" help:"of the server, in ms; 0 for none"`
	Clients           int `json:"clients" help:"how many slow clients there are; they come one per ms"`
	First             int `json:"first" help:"how many bytes of its header each sends at once"`
	Every             int `json:"every" help:"how often each of them sends one byte more, in ms"`
	Patience          int `json:"patience" help:"when they give up by themselves, in ms"`
	Honest            int `json:"honest" help:"when an honest client asks, in ms"`
	Limit             int `json:"limit" help:"how many connections the server has at a time; 0 for any number"`
}

// A gotten is what one client got.
type gotten struct {
	Status *int    `json:"status"`
	Error  *string `json:"error"`
}

type slowHeadersOutcome struct {
	Knobs          slowHeadersKnobs `json:"knobs"`
	Slow           []gotten         `json:"slow"` // each thing once
	ClosedByServer int              `json:"closedByServer"`
	Honest         gotten           `json:"honest"`
	Open           int              `json:"open"` // connections, when the honest client asked
	Waited         bool             `json:"waited"`
	Log            []string         `json:"log"`
}

var slowHeadersDefaults = slowHeadersKnobs{
	ReadHeaderTimeout: 5_000, Clients: 1, First: 1, Every: 2_000, Patience: 20_000, Honest: 3_000,
}

// endlessHeader is a header of n bytes that is never whole.
func endlessHeader(n int) string {
	head := "GET / HTTP/1.1\r\nHost: slow\r\n"
	return (head + strings.Repeat("X-Later: yes\r\n", n/14+1))[:n]
}

// A limitedListener accepts while it has room; a place is free when the server has closed a connection.
type limitedListener struct {
	net.Listener
	places chan struct{}
}

type limitedConn struct {
	net.Conn
	release func()
}

func (l limitedListener) Accept() (net.Conn, error) {
	l.places <- struct{}{}
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &limitedConn{c, sync.OnceFunc(func() { <-l.places })}, nil
}

func (c *limitedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// A connCount counts the connections that a server has.
type connCount struct {
	mu   sync.Mutex
	open map[net.Conn]bool
}

func (c *connCount) state(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if state == http.StateClosed {
		delete(c.open, conn)
	} else {
		c.open[conn] = true
	}
}

func (c *connCount) now() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.open)
}

// trickle is one slow client. It reports whether the server ended the connection before it did.
func (k slowHeadersKnobs) trickle(addr string, begin time.Time) (got gotten, byServer bool, err error) {
	c, err := dial(addr)
	if err != nil {
		return got, false, err
	}
	header := endlessHeader(k.First + k.Patience/k.Every)
	io.WriteString(c, header[:k.First])
	done := make(chan struct{})
	go func() {
		defer close(done)
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err == nil {
			got.Status = &res.StatusCode
			_, err = io.ReadAll(res.Body)
		}
		got.Error = text(err)
	}()
	for i := 1; ; i++ {
		at := begin.Add(ms(min(i*k.Every, k.Patience)))
		select {
		case <-done:
			c.Close()
			got.Error = k.named(got.Error, addr, c)
			return got, true, nil
		case <-time.After(time.Until(at)):
		}
		if i*k.Every >= k.Patience {
			break
		}
		io.WriteString(c, header[k.First+i-1:k.First+i])
	}
	c.Close()
	<-done
	got.Error = k.named(got.Error, addr, c)
	return got, false, nil
}

func (k slowHeadersKnobs) named(err *string, addr string, c net.Conn) *string {
	if err == nil {
		return nil
	}
	s := strings.NewReplacer(addr, "SERVER", c.LocalAddr().String(), "CLIENT").Replace(*err)
	return &s
}

func (k slowHeadersKnobs) play() (slowHeadersOutcome, error) {
	o := slowHeadersOutcome{Knobs: k, Log: []string{}}
	if k.Clients < 1 || k.First < 1 || k.Every < 1 || k.Limit > 0 && k.Limit < k.Clients {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	addr := ln.Addr().String()
	if k.Limit > 0 {
		ln = limitedListener{ln, make(chan struct{}, k.Limit)}
	}
	count := connCount{open: map[net.Conn]bool{}}
	var logged lockedBuffer
	server := &http.Server{
		ReadHeaderTimeout: ms(k.ReadHeaderTimeout),
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello\n") }),
		ErrorLog:          log.New(&logged, "", 0),
		ConnState:         count.state,
	}
	go serve(server, ln)
	defer server.Close()

	begin := time.Now()
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for i := range k.Clients {
		wg.Go(func() {
			time.Sleep(time.Until(begin.Add(ms(i))))
			got, byServer, err := k.trickle(addr, begin)
			mu.Lock()
			defer mu.Unlock()
			failed = errors.Join(failed, err)
			o.add(got)
			if byServer {
				o.ClosedByServer++
			}
		})
	}
	time.Sleep(time.Until(begin.Add(ms(k.Honest))))
	o.Open = count.now()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	asked := time.Now()
	saw := ask(client, "http://"+addr)
	// A place is free only when a deadline has passed, or when patience is over: at least 200 ms later.
	o.Waited = time.Since(asked) > 150*time.Millisecond
	o.Honest = gotten{saw.Status, saw.Error}
	client.CloseIdleConnections()
	wg.Wait()
	for line := range strings.Lines(logged.String()) {
		o.Log = append(o.Log, strings.TrimSuffix(line, "\n"))
	}
	return o, failed
}

func (o *slowHeadersOutcome) add(got gotten) {
	for _, g := range o.Slow {
		if same(g.Status, got.Status) && same(g.Error, got.Error) {
			return
		}
	}
	o.Slow = append(o.Slow, got)
}

func same[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func (slowHeaders) run(knobs json.RawMessage) (any, error) {
	k := slowHeadersDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (slowHeaders) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("slow-headers has nothing to sweep")
}

func (slowHeaders) byHand(args []string) error {
	k := slowHeadersDefaults
	if err := parseKnobs("slow-headers", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
