package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// truncated is lab 04: the first half of the answer is flushed in time, the second is written when WriteTimeout has
// passed. The client has its 200, half a body, and `unexpected EOF`.
type truncated struct{}

type truncatedKnobs struct {
	WriteTimeout int    `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int    `json:"handlerTime" help:"how long the handler works between the halves, in ms"`
	First        int    `json:"first" help:"bytes that are written before the wait"`
	Second       int    `json:"second" help:"bytes that are written after it"`
	Framing      string `json:"framing" help:"chunked or content-length"`
	Flush        bool   `json:"flush" help:"whether the first half is flushed"`
}

var truncatedDefaults = truncatedKnobs{
	WriteTimeout: 10_000, HandlerTime: 60_000, First: 1000, Second: 1000, Framing: "chunked", Flush: true,
}

// handle sends what it has, fetches the rest, and sends that.
func (k truncatedKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	body := letters(k.First + k.Second)
	if k.Framing == "content-length" {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}

	n, err := w.Write(body[:k.First])
	calls.wrote(k.First, n, err)
	if k.Flush {
		calls.flushed(http.NewResponseController(w).Flush())
	}

	sleepPastDeadline(r.Context(), k.takes(), ms(k.WriteTimeout))

	n, err = w.Write(body[k.First:])
	calls.wrote(k.Second, n, err)
}

func (k truncatedKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }),
	}
}

func (k truncatedKnobs) takes() time.Duration { return ms(k.HandlerTime) }

func (k truncatedKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.HandlerTime < 0, k.First < 0, k.Second < 0:
		return fmt.Errorf("a knob is below zero: %+v", k)
	case k.Framing != "chunked" && k.Framing != "content-length":
		return fmt.Errorf(`framing is %q; it is "chunked" or "content-length"`, k.Framing)
	}
	return nil
}

func (truncated) run(knobs json.RawMessage) (any, error) { return runCase(truncatedDefaults, knobs) }

func (truncated) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("truncated has nothing to sweep")
}

func (truncated) byHand(args []string) error { return playByHand("truncated", truncatedDefaults, args) }
