package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// lengthLies is lab 22: the handler sets a Content-Length, and writes more than that, or less.
type lengthLies struct{}

type lengthLiesKnobs struct {
	Declared int  `json:"declared" help:"the Content-Length"`
	Written  int  `json:"written" help:"bytes that are written"`
	Pieces   int  `json:"pieces" help:"in how many writes"`
	Flush    bool `json:"flush" help:"whether the handler flushes after its last write"`
	Work     int  `json:"work" help:"how long the handler works after it, in ms"`
}

var lengthLiesDefaults = lengthLiesKnobs{Declared: 1500, Written: 1000, Pieces: 2, Flush: true, Work: 5_000}

// handle promises, writes, and works on.
func (k lengthLiesKnobs) handle(w http.ResponseWriter, calls *callLog) {
	body := letters(k.Written)
	size := (k.Written + k.Pieces - 1) / k.Pieces
	w.Header().Set("Content-Length", strconv.Itoa(k.Declared))
	for i := range k.Pieces {
		piece := body[min(i*size, len(body)):min((i+1)*size, len(body))]
		n, err := w.Write(piece)
		calls.wrote(len(piece), n, err)
	}
	if k.Flush {
		calls.flushed(http.NewResponseController(w).Flush())
	}
	time.Sleep(k.takes())
}

func (k lengthLiesKnobs) server(calls *callLog) *http.Server {
	return &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { k.handle(w, calls) })}
}

func (k lengthLiesKnobs) takes() time.Duration { return ms(k.Work) }

func (k lengthLiesKnobs) check() error {
	if k.Declared < 0 || k.Written < 0 || k.Work < 0 || k.Pieces < 1 {
		return fmt.Errorf("a knob is too small: %+v", k)
	}
	return nil
}

func (lengthLies) run(knobs json.RawMessage) (any, error) { return runCase(lengthLiesDefaults, knobs) }

func (lengthLies) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("length-lies has nothing to sweep")
}

func (lengthLies) byHand(args []string) error {
	return playByHand("length-lies", lengthLiesDefaults, args)
}
