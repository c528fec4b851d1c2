package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// timeoutHandlerLab is lab 11: TimeoutHandler answers 503 in the place of a handler that takes too long, and its answer
// meets the same WriteTimeout as any other.
type timeoutHandlerLab struct{}

type timeoutKnobs struct {
	Limit        int `json:"limit" help:"how much time TimeoutHandler gives the handler, in ms"`
	WriteTimeout int `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	Size         int `json:"size" help:"bytes of the body"`
}

type timeoutOutcome struct {
	Knobs  timeoutKnobs `json:"knobs"`
	Client clientSaw    `json:"client"`
	Header *string      `json:"header"`
	SHA256 *string      `json:"sha256"`
	End    string       `json:"end"`
	Log    []string     `json:"log"` // of the server, with what the handler says of its own write
}

var timeoutDefaults = timeoutKnobs{Limit: 5_000, WriteTimeout: 10_000, HandlerTime: 60_000, Size: 200}

// takes is when the answer is made, by whomever.
func (k timeoutKnobs) takes() time.Duration { return ms(min(k.Limit, k.HandlerTime)) }

func (k timeoutKnobs) play() (timeoutOutcome, error) {
	o := timeoutOutcome{Knobs: k}
	if k.Limit <= 0 || k.WriteTimeout < 0 || k.HandlerTime < 0 || k.Size < 0 {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	done := make(chan struct{})
	report := func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		time.Sleep(ms(k.HandlerTime))
		log := r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog
		if n, err := w.Write(letters(k.Size)); err != nil {
			log.Printf("report: %v", err)
		} else {
			log.Printf("report: wrote %d bytes", n)
		}
	}
	x, err := newExchange(&http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.TimeoutHandler(http.HandlerFunc(report), ms(k.Limit), "too slow\n"),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	timeout := time.After(ms(k.HandlerTime) + patience)
	o.Client = x.get()
	if o.End, err = x.end(timeout); err != nil {
		return o, fmt.Errorf("%w: %+v", err, k)
	}
	select {
	case <-done:
	case <-timeout:
		return o, fmt.Errorf("the handler is still at work: %+v", k)
	}
	o.Header, o.SHA256, o.Log = x.header(), o.Client.sum(), x.logged()
	x.normalise(o.Client.Error, o.Header)
	return o, nil
}

func (timeoutHandlerLab) run(knobs json.RawMessage) (any, error) {
	k := timeoutDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (timeoutHandlerLab) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("timeout-handler has nothing to sweep")
}

func (timeoutHandlerLab) byHand(args []string) error {
	k := timeoutDefaults
	if err := parseKnobs("timeout-handler", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
