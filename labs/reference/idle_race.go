package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// idleRace is lab 14: the server closes an idle connection, and the client's next request is already on it. Which of
// the two is first is not left to luck: what arrives at the client is held back until the request has left.
type idleRace struct{}

type idleRaceKnobs struct {
	IdleTimeout       int    `json:"idleTimeout" help:"of the server, in ms"`
	ClientIdleTimeout int    `json:"clientIdleTimeout" help:"of the client, in ms; 0 for none"`
	Pause             int    `json:"pause" help:"between the first answer and the second request, in ms"`
	Race              string `json:"race" help:"request-first or fin-first"`
	Method            string `json:"method" help:"of the second request"`
	Key               bool   `json:"key" help:"whether it has an Idempotency-Key"`
}

type idleRaceOutcome struct {
	Knobs      idleRaceKnobs `json:"knobs"`
	Client     clientSaw     `json:"client"`
	Attempts   []bool        `json:"attempts"` // each time the second request got a connection: was it reused
	Sent       int           `json:"sent"`     // how often the second request was written
	Dialled    int           `json:"dialled"`
	Served     []string      `json:"served"`     // what the handler was called for
	EndedFirst *string       `json:"endedFirst"` // who ended the first connection before the second request
	Log        []string      `json:"log"`
}

var idleRaceDefaults = idleRaceKnobs{
	IdleTimeout: 5_000, ClientIdleTimeout: 90_000, Pause: 5_000, Race: "request-first", Method: http.MethodPost,
}

// serverCloses says whether the server's patience ends while the client still counts on the connection.
func (k idleRaceKnobs) serverCloses() bool {
	return k.Pause >= k.IdleTimeout && (k.ClientIdleTimeout == 0 || k.IdleTimeout < k.ClientIdleTimeout)
}

// clientCloses says whether the client's patience ends first, before its second request.
func (k idleRaceKnobs) clientCloses() bool {
	return k.ClientIdleTimeout > 0 && k.ClientIdleTimeout < k.IdleTimeout && k.ClientIdleTimeout < k.Pause
}

// A lateConn is a client's connection on which what the server sends can be held under way.
type lateConn struct {
	net.Conn
	writes  *atomic.Int32
	mu      sync.Mutex
	held    chan struct{} // closed by deliver; nil: nothing is held back
	arrived chan struct{} // closed when something is held back
	written chan struct{} // closed when something was written while holding
	once    sync.Once     // closed once
	closed  chan struct{} // closed when the client closes it
}

func (c *lateConn) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held, c.arrived, c.written = make(chan struct{}), make(chan struct{}), make(chan struct{})
}

func (c *lateConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	held := c.held
	c.mu.Unlock()
	if held != nil && err != nil {
		close(c.arrived)
		<-held
	}
	return n, err
}

func (c *lateConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	n, err := c.Conn.Write(p)
	c.mu.Lock()
	if c.held != nil {
		close(c.written)
	}
	c.mu.Unlock()
	return n, err
}

func (c *lateConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

func (k idleRaceKnobs) play() (idleRaceOutcome, error) {
	o := idleRaceOutcome{Knobs: k, Attempts: []bool{}, Served: []string{}}
	if k.IdleTimeout < 1 || k.ClientIdleTimeout < 0 || k.Pause < 1 {
		return o, fmt.Errorf("a knob is too small: %+v", k)
	}
	var mu sync.Mutex
	x, err := newExchange(&http.Server{
		IdleTimeout: ms(k.IdleTimeout),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			o.Served = append(o.Served, r.Method+" "+r.RequestURI)
			mu.Unlock()
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, "done\n")
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	var writes atomic.Int32
	var conns []*lateConn
	transport := x.client.Transport.(*http.Transport)
	transport.IdleConnTimeout = ms(k.ClientIdleTimeout)
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		inner, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		c := &lateConn{Conn: seenByClient(inner), writes: &writes, closed: make(chan struct{})}
		mu.Lock()
		conns = append(conns, c)
		mu.Unlock()
		return c, nil
	}
	if saw := ask(x.client, "http://"+x.addr); saw.Error != nil {
		return o, fmt.Errorf("the first request failed: %s", *saw.Error)
	}
	first := conns[0]
	wrote := writes.Load()

	second := make(chan clientSaw, 1)
	askAgain := func() { second <- k.second(x, &o) }
	switch {
	case k.serverCloses() && k.Race == "request-first":
		first.hold()
		if err := within("the FIN", first.arrived); err != nil {
			return o, err
		}
		o.EndedFirst = new(string)
		*o.EndedFirst = "server"
		go askAgain()
		if err := within("the request", first.written); err != nil {
			return o, err
		}
		close(first.held)
	case k.serverCloses():
		if err := within("the client's close", first.closed); err != nil {
			return o, err
		}
		time.Sleep(ms(k.Pause - k.IdleTimeout))
		who := "server"
		o.EndedFirst = &who
		go askAgain()
	case k.clientCloses():
		if err := within("the client's close", first.closed); err != nil {
			return o, err
		}
		time.Sleep(ms(k.Pause - k.ClientIdleTimeout))
		who := "client"
		o.EndedFirst = &who
		go askAgain()
	default:
		time.Sleep(ms(k.Pause))
		go askAgain()
	}
	select {
	case o.Client = <-second:
	case <-time.After(patience):
		return o, fmt.Errorf("the client still waits: %+v", k)
	}
	mu.Lock()
	defer mu.Unlock()
	o.Sent = int(writes.Load() - wrote)
	o.Dialled = len(conns)
	o.Log = x.logged()
	x.normaliseServer(o.Client.Error)
	return o, nil
}

// within waits for something that must come soon.
func within(what string, c <-chan struct{}) error {
	select {
	case <-c:
		return nil
	case <-time.After(patience):
		return errors.New("did not come: " + what)
	}
}

// second makes the second request, and reads its answer.
func (k idleRaceKnobs) second(x *exchange, o *idleRaceOutcome) clientSaw {
	var saw clientSaw
	var body io.Reader
	switch k.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		body = strings.NewReader("one pair of socks")
	}
	req, err := http.NewRequest(k.Method, "http://"+x.addr+"/orders", body)
	if err != nil {
		saw.Error = text(err)
		return saw
	}
	if k.Key {
		req.Header.Set("Idempotency-Key", "order-7")
	}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { o.Attempts = append(o.Attempts, info.Reused) },
	}))
	res, err := x.client.Do(req)
	if err == nil {
		saw.Status = &res.StatusCode
		saw.body, err = io.ReadAll(res.Body)
		saw.Bytes = len(saw.body)
		res.Body.Close()
	}
	saw.Error = text(err)
	return saw
}

// normaliseServer replaces the server's address; the client's own is in none of these errors.
func (x *exchange) normaliseServer(s *string) {
	if s != nil {
		*s = strings.ReplaceAll(*s, x.addr, "SERVER")
	}
}

func (idleRace) run(knobs json.RawMessage) (any, error) {
	k := idleRaceDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (idleRace) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("idle-race has nothing to sweep")
}

func (idleRace) byHand(args []string) error {
	k := idleRaceDefaults
	if err := parseKnobs("idle-race", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
