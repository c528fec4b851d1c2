package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// panics is lab 27: a handler panics, before its first write, after it, or after a flush.
type panics struct{}

type panicKnobs struct {
	When   string `json:"when" help:"before, after-write or after-flush"`
	Thrown string `json:"thrown" help:"error, or abort for http.ErrAbortHandler"`
	Size   int    `json:"size" help:"bytes that are written"`
	Work   int    `json:"work" help:"how long the handler works before it panics, in ms"`
}

var panicDefaults = panicKnobs{When: "after-write", Thrown: "error", Size: 200, Work: 5_000}

// handle writes, works, and meets what it did not expect.
func (k panicKnobs) handle(w http.ResponseWriter, calls *callLog) {
	if k.When != "before" {
		n, err := w.Write(letters(k.Size))
		calls.wrote(k.Size, n, err)
	}
	if k.When == "after-flush" {
		calls.flushed(http.NewResponseController(w).Flush())
	}
	time.Sleep(k.takes())
	if k.Thrown == "abort" {
		panic(http.ErrAbortHandler)
	}
	panic(errors.New("no such order"))
}

func (k panicKnobs) server(calls *callLog) *http.Server {
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { k.handle(w, calls) })}
}

func (k panicKnobs) takes() time.Duration { return ms(k.Work) }

func (k panicKnobs) check() error {
	switch {
	case !slices.Contains([]string{"before", "after-write", "after-flush"}, k.When):
		return fmt.Errorf(`when is %q; it is "before", "after-write" or "after-flush"`, k.When)
	case k.Thrown != "error" && k.Thrown != "abort":
		return fmt.Errorf(`thrown is %q; it is "error" or "abort"`, k.Thrown)
	case k.Size < 1, k.Work < 0:
		return fmt.Errorf("a knob is too small: %+v", k)
	}
	return nil
}

// run keeps the first line of the log entry: the stack trace behind it is another in each program.
func (panics) run(knobs json.RawMessage) (any, error) {
	k := panicDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	o, err := recordOnce(k)
	o.Log = o.Log[:min(1, len(o.Log))]
	if o.Calls == nil {
		o.Calls = callLog{} // a handler that called nothing: an empty list in the recording
	}
	return o, err
}

func (panics) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("panic has nothing to sweep")
}

func (panics) byHand(args []string) error { return playByHand("panic", panicDefaults, args) }
