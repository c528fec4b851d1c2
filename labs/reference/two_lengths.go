package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// twoLengths is lab 26: requests that say twice where they end. The bytes are eoflab's own, and come with the case.
type twoLengths struct{}

type twoLengthsKnobs struct {
	Request string `json:"request" help:"its name"`
	Bytes   string `json:"bytes" help:"what is sent; each character is a byte"`
}

type twoLengthsOutcome struct {
	Knobs    twoLengthsKnobs `json:"knobs"`
	Requests []string        `json:"requests"` // that the handler was called for
	Statuses []int           `json:"statuses"` // of the answers
	End      string          `json:"end"`
}

var statusLine = regexp.MustCompile(`HTTP/1\.[01] (\d{3}) `)

func (k twoLengthsKnobs) play() (twoLengthsOutcome, error) {
	o := twoLengthsOutcome{Knobs: k, Requests: []string{}, Statuses: []int{}}
	var mu sync.Mutex
	x, err := newExchange(&http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			size := strconv.Itoa(len(body)) + " bytes"
			if err != nil {
				size = "a body that breaks off"
			}
			answer := r.Method + " " + r.URL.Path + ": " + size
			mu.Lock()
			o.Requests = append(o.Requests, answer)
			mu.Unlock()
			w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
			io.WriteString(w, answer)
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	if _, err := io.WriteString(x.wire, k.Bytes); err != nil {
		return o, err
	}
	c.SetReadDeadline(time.Now().Add(patience))
	received, err := io.ReadAll(x.wire)
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return o, fmt.Errorf("the server still waits: %q", k.Bytes)
	case err == nil:
		o.End = endFIN
	default:
		o.End = endRST
	}
	for _, m := range statusLine.FindAllSubmatch(received, -1) {
		status, _ := strconv.Atoi(string(m[1]))
		o.Statuses = append(o.Statuses, status)
	}
	mu.Lock()
	defer mu.Unlock()
	return o, nil
}

func (twoLengths) run(knobs json.RawMessage) (any, error) {
	var k twoLengthsKnobs
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (twoLengths) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("two-lengths has nothing to sweep")
}

func (twoLengths) byHand(args []string) error {
	var k twoLengthsKnobs
	if err := parseKnobs("two-lengths", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
