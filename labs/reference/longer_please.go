package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// longerPlease is lab 10: a stream on a server with a strict WriteTimeout, which no event that is sent moves. A handler
// can move it itself, through ResponseController.
type longerPlease struct{}

type longerKnobs struct {
	WriteTimeout int    `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	Events       int    `json:"events" help:"how many events the stream has"`
	Every        int    `json:"every" help:"how long the handler works for each of them, in ms"`
	Extend       string `json:"extend" help:"never, once or each"`
	Extra        int    `json:"extra" help:"how far from then its own deadline lies, in ms"`
}

var longerDefaults = longerKnobs{WriteTimeout: 10_000, Events: 5, Every: 4_000, Extend: "never", Extra: 15_000}

func (k longerKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	controller := http.NewResponseController(w)
	deadline := time.Now().Add(ms(k.WriteTimeout))
	if k.WriteTimeout == 0 {
		deadline = time.Time{}
	}
	longer := func() {
		deadline = time.Now().Add(ms(k.Extra))
		controller.SetWriteDeadline(deadline)
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if k.Extend == "once" {
		longer()
	}
	for i := 1; i <= k.Events; i++ {
		time.Sleep(ms(k.Every))
		if k.Extend == "each" {
			longer()
		} else if !deadline.IsZero() && time.Now().After(deadline) {
			awaitDeadline(r.Context().Value(connKey{}).(net.Conn))
		}
		event := fmt.Sprintf("data: %d\n\n", i)
		n, err := w.Write([]byte(event))
		calls.wrote(len(event), n, err)
		if err == nil {
			err = controller.Flush()
			calls.flushed(err)
		}
		if err != nil {
			r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog.Printf("stream: event %d: %v", i, err)
			return
		}
	}
}

func (k longerKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }),
	}
}

func (k longerKnobs) takes() time.Duration { return ms(k.Every * k.Events) }

func (k longerKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.Events < 1, k.Every < 1, k.Extra < 1:
		return fmt.Errorf("a knob is not allowed: %+v", k)
	case k.Extend != "never" && k.Extend != "once" && k.Extend != "each":
		return fmt.Errorf(`extend is %q; it is "never", "once" or "each"`, k.Extend)
	}
	return nil
}

func (longerPlease) run(knobs json.RawMessage) (any, error) { return runCase(longerDefaults, knobs) }

func (longerPlease) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("longer-please has nothing to sweep")
}

func (longerPlease) byHand(args []string) error {
	return playByHand("longer-please", longerDefaults, args)
}
