package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// clientGivesUp is lab 13: the client's time is over before the handler's work is. The server notices and cancels the
// request's context; a handler that does not look works on, and its Write reports no error.
type clientGivesUp struct{}

type givesUpKnobs struct {
	ClientTimeout int  `json:"clientTimeout" help:"of the client, in ms; 0 for none"`
	HandlerTime   int  `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	Size          int  `json:"size" help:"bytes of the body"`
	Watch         bool `json:"watch" help:"whether the handler ends its work when the context is done"`
}

type givesUpOutcome struct {
	Knobs    givesUpKnobs `json:"knobs"`
	Calls    callLog      `json:"calls"`
	Client   clientSaw    `json:"client"`
	Aborted  bool         `json:"aborted"`  // the context was done while the handler worked
	Finished bool         `json:"finished"` // the handler worked to its end
	Log      []string     `json:"log"`
}

var givesUpDefaults = givesUpKnobs{ClientTimeout: 2_000, HandlerTime: 10_000, Size: 200}

func (k givesUpKnobs) handle(w http.ResponseWriter, r *http.Request, o *givesUpOutcome) {
	var done <-chan struct{} // nil: never
	if k.Watch {
		done = r.Context().Done()
	}
	select {
	case <-done:
		o.Aborted = true
		return
	case <-time.After(ms(k.HandlerTime)):
		o.Aborted = r.Context().Err() != nil
		o.Finished = true
	}
	n, err := w.Write(letters(k.Size))
	o.Calls.wrote(k.Size, n, err)
}

func (k givesUpKnobs) play() (givesUpOutcome, error) {
	o := givesUpOutcome{Knobs: k, Calls: callLog{}}
	if k.ClientTimeout < 0 || k.HandlerTime < 0 || k.Size < 0 {
		return o, fmt.Errorf("a knob is below zero: %+v", k)
	}
	returned := make(chan struct{})
	x, err := newExchange(&http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(returned)
			k.handle(w, r, &o)
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	x.client.Timeout = ms(k.ClientTimeout)
	o.Client = x.get()
	timeout := time.After(ms(k.HandlerTime) + patience)
	select {
	case <-returned:
	case <-timeout:
		return o, fmt.Errorf("the handler is still at work: %+v", k)
	}
	select {
	case <-x.settled:
	case <-timeout:
		return o, fmt.Errorf("the server is still busy: %+v", k)
	}
	o.Log = x.logged()
	x.normalise(o.Client.Error)
	return o, nil
}

func (clientGivesUp) run(knobs json.RawMessage) (any, error) {
	k := givesUpDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (clientGivesUp) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("client-gives-up has nothing to sweep")
}

func (clientGivesUp) byHand(args []string) error {
	k := givesUpDefaults
	if err := parseKnobs("client-gives-up", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
