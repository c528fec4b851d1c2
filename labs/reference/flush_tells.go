package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// flushTells is lab 03: the handler of lab 01, which flushes in the end. A flush goes down to the socket, so it has
// something to tell; ResponseController.Flush tells it, Flusher.Flush cannot.
type flushTells struct{}

type flushKnobs struct {
	WriteTimeout int    `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int    `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	Size         int    `json:"size" help:"bytes of the body"`
	Flush        string `json:"flush" help:"controller, flusher or none"`
	Declare      bool   `json:"declare" help:"whether the handler sets Content-Length itself"`
}

var flushDefaults = flushKnobs{WriteTimeout: 10_000, HandlerTime: 60_000, Size: 200, Flush: "controller"}

func (k flushKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	sleepPastDeadline(r.Context(), k.takes(), ms(k.WriteTimeout))

	body := letters(k.Size)
	if k.Declare {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	n, err := w.Write(body)
	calls.wrote(len(body), n, err)

	switch k.Flush {
	case "controller":
		calls.flushed(http.NewResponseController(w).Flush())
	case "flusher":
		w.(http.Flusher).Flush()
		calls.flushed(nil) // it has no result
	}
}

func (k flushKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }),
	}
}

func (k flushKnobs) takes() time.Duration { return ms(k.HandlerTime) }

func (k flushKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.HandlerTime < 0, k.Size < 0:
		return fmt.Errorf("a knob is below zero: %+v", k)
	case k.Flush != "controller" && k.Flush != "flusher" && k.Flush != "none":
		return fmt.Errorf(`flush is %q; it is "controller", "flusher" or "none"`, k.Flush)
	}
	return nil
}

func (flushTells) run(knobs json.RawMessage) (any, error) { return runCase(flushDefaults, knobs) }

func (flushTells) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("flush-tells has nothing to sweep")
}

func (flushTells) byHand(args []string) error { return playByHand("flush-tells", flushDefaults, args) }
