package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// continueLab is lab 24: the client asks with Expect: 100-continue before it sends its body, and the handler takes its
// time. Who has not been told for long enough sends the body untold.
type continueLab struct{}

type continueKnobs struct {
	Size                  int  `json:"size" help:"bytes of the request's body"`
	Limit                 int  `json:"limit" help:"bytes of the largest body that the handler takes"`
	HandlerTime           int  `json:"handlerTime" help:"how long the handler works before it looks, in ms"`
	Expect                bool `json:"expect" help:"whether the client asks first"`
	ExpectContinueTimeout int  `json:"expectContinueTimeout" help:"of the client, in ms"`
}

type continueOutcome struct {
	Knobs  continueKnobs `json:"knobs"`
	Calls  callLog       `json:"calls"`
	Client clientSaw     `json:"client"`
	Header *string       `json:"header"` // of the final answer
	SHA256 *string       `json:"sha256"`
	Log    []string      `json:"log"`  // of the server, with what the handler says
	Body   string        `json:"body"` // "with the header", "told", "unasked" or "never"
	Sent   int           `json:"sent"` // bytes of the body that left the client
	Told   bool          `json:"told"` // whether 100 Continue came
}

var continueDefaults = continueKnobs{
	Size: 10_000, Limit: 1_000, HandlerTime: 2_000, Expect: true, ExpectContinueTimeout: 1_000,
}

var goOn = []byte("HTTP/1.1 100 Continue\r\n\r\n")

func (k continueKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	log := r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog
	time.Sleep(ms(k.HandlerTime))
	if r.ContentLength > int64(k.Limit) {
		log.Printf("upload: %d bytes are too many", r.ContentLength)
		refusal := "too large\n"
		w.Header().Set("Content-Length", strconv.Itoa(len(refusal)))
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		n, err := io.WriteString(w, refusal)
		calls.wrote(len(refusal), n, err)
		calls.flushed(http.NewResponseController(w).Flush())
		return
	}
	body, _ := io.ReadAll(r.Body)
	log.Printf("upload: %d bytes", len(body))
	thanks := "thank you\n"
	n, err := io.WriteString(w, thanks)
	calls.wrote(len(thanks), n, err)
}

// A sendingConn notes when and how much of a request's body is sent.
type sendingConn struct {
	*watchedConn
	mu     sync.Mutex
	header int    // bytes of the request's header; 0 before the first write
	sent   int    // bytes of all writes
	body   string // when the body began to leave
}

func (c *sendingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	switch {
	case c.header == 0:
		c.header = bytes.Index(p, []byte("\r\n\r\n")) + 4
		c.body = "never"
		if len(p) > c.header {
			c.body = "with the header"
		}
	case c.body == "never" && bytes.HasPrefix(c.received(), goOn):
		c.body = "told"
	case c.body == "never":
		c.body = "unasked"
	}
	c.sent += len(p)
	c.mu.Unlock()
	return c.Conn.Write(p)
}

func (k continueKnobs) play() (continueOutcome, error) {
	o := continueOutcome{Knobs: k}
	if k.Size < 1 || k.Limit < 0 || k.HandlerTime < 0 || k.ExpectContinueTimeout < 1 {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	x, err := newExchange(&http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, &o.Calls) }),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	var conn *sendingConn
	transport := x.client.Transport.(*http.Transport)
	transport.ExpectContinueTimeout = ms(k.ExpectContinueTimeout)
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if _, err := dial(ctx, network, addr); err != nil {
			return nil, err
		}
		conn = &sendingConn{watchedConn: x.wire}
		return conn, nil
	}

	req, err := http.NewRequest("POST", "http://"+x.addr, bytes.NewReader(letters(k.Size)))
	if err != nil {
		return o, err
	}
	if k.Expect {
		req.Header.Set("Expect", "100-continue")
	}
	res, err := x.client.Do(req)
	if err == nil {
		o.Client.Status = &res.StatusCode
		o.Client.body, err = io.ReadAll(res.Body)
		o.Client.Bytes = len(o.Client.body)
		res.Body.Close()
	}
	o.Client.Error = text(err)
	select {
	case <-x.settled:
	case <-time.After(patience):
		return o, fmt.Errorf("the server is still busy: %+v", k)
	}
	conn.mu.Lock()
	o.Body, o.Sent = conn.body, conn.sent-conn.header
	conn.mu.Unlock()
	o.Told = bytes.HasPrefix(x.wire.received(), goOn)
	o.Header, o.SHA256, o.Log = finalHeader(x.wire.received()), o.Client.sum(), x.logged()
	x.normalise(o.Client.Error, o.Header)
	return o, nil
}

// finalHeader is the header of the answer behind 100 Continue, if that was said; nil when none came.
func finalHeader(received []byte) *string {
	header, _, whole := bytes.Cut(bytes.TrimPrefix(received, goOn), []byte("\r\n\r\n"))
	if !whole {
		return nil
	}
	h := string(header) + "\r\n\r\n"
	return &h
}

func (continueLab) run(knobs json.RawMessage) (any, error) {
	k := continueDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (continueLab) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("continue has nothing to sweep")
}

func (continueLab) byHand(args []string) error {
	k := continueDefaults
	if err := parseKnobs("continue", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
