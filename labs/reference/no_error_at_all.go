package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// noErrorAtAll is lab 05: an answer that ends where the connection ends. The second half never leaves the server, and
// the client has a 200, half a body and no error.
type noErrorAtAll struct{}

type noErrorKnobs struct {
	WriteTimeout int    `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int    `json:"handlerTime" help:"how long the handler works between the halves, in ms"`
	First        int    `json:"first" help:"bytes that are written and flushed before the wait"`
	Second       int    `json:"second" help:"bytes that are written after it"`
	Proto        string `json:"proto" help:"1.0 or 1.1: what the client speaks"`
	Framing      string `json:"framing" help:"none, content-length or identity"`
}

var noErrorDefaults = noErrorKnobs{
	WriteTimeout: 10_000, HandlerTime: 60_000, First: 1000, Second: 1000, Proto: "1.0", Framing: "none",
}

func (k noErrorKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	body := letters(k.First + k.Second)
	switch k.Framing {
	case "content-length":
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	case "identity":
		w.Header().Set("Transfer-Encoding", "identity")
	}

	n, err := w.Write(body[:k.First])
	calls.wrote(k.First, n, err)
	calls.flushed(http.NewResponseController(w).Flush())

	sleepPastDeadline(r.Context(), k.takes(), ms(k.WriteTimeout))

	n, err = w.Write(body[k.First:])
	calls.wrote(k.Second, n, err)
}

// ask asks in the version of HTTP that the knobs name; Go's own client speaks no 1.0.
func (k noErrorKnobs) ask(x *exchange) clientSaw {
	if k.Proto == "1.0" {
		return x.get10()
	}
	return x.get()
}

func (k noErrorKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }),
	}
}

func (k noErrorKnobs) takes() time.Duration { return ms(k.HandlerTime) }

func (k noErrorKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.HandlerTime < 0, k.First < 0, k.Second < 0:
		return fmt.Errorf("a knob is below zero: %+v", k)
	case k.Proto != "1.0" && k.Proto != "1.1":
		return fmt.Errorf(`proto is %q; it is "1.0" or "1.1"`, k.Proto)
	case k.Framing != "none" && k.Framing != "content-length" && k.Framing != "identity":
		return fmt.Errorf(`framing is %q; it is "none", "content-length" or "identity"`, k.Framing)
	}
	return nil
}

func (noErrorAtAll) run(knobs json.RawMessage) (any, error) { return runCase(noErrorDefaults, knobs) }

func (noErrorAtAll) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("no-error-at-all has nothing to sweep")
}

func (noErrorAtAll) byHand(args []string) error {
	return playByHand("no-error-at-all", noErrorDefaults, args)
}
