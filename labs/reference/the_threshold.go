package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// theThreshold is lab 02: which size makes Write fail, once the deadline has passed? The one that no longer fits
// into the buffers, the header included.
type theThreshold struct{}

type thresholdKnobs struct {
	WriteTimeout int  `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int  `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	Size         int  `json:"size" help:"bytes of the body"`
	WriteSize    int  `json:"writeSize" help:"bytes per Write; 0 for all in one"`
	Pad          int  `json:"pad" help:"bytes of the value of one header more; 0 for no such header"`
	Retry        bool `json:"retry" help:"whether a write that fails is tried once more"`
}

var thresholdDefaults = thresholdKnobs{WriteTimeout: 10_000, HandlerTime: 60_000, Size: 4000, Retry: true}

func (k thresholdKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	sleepPastDeadline(r.Context(), k.takes(), ms(k.WriteTimeout))

	if k.Pad > 0 {
		w.Header().Set("X-Pad", strings.Repeat("p", k.Pad))
	}
	write := func(piece []byte) error {
		n, err := w.Write(piece)
		calls.wrote(len(piece), n, err)
		return err
	}
	for piece := range k.pieces() {
		err := write(piece)
		if err != nil && k.Retry {
			err = write(piece)
		}
		if err != nil {
			return
		}
	}
}

// pieces yields the body as it is written: at least one piece, if an empty one.
func (k thresholdKnobs) pieces() func(yield func([]byte) bool) {
	body := letters(k.Size)
	if k.WriteSize == 0 || len(body) == 0 {
		return func(yield func([]byte) bool) { yield(body) }
	}
	return slices.Chunk(body, k.WriteSize)
}

func (k thresholdKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }),
	}
}

func (k thresholdKnobs) takes() time.Duration { return ms(k.HandlerTime) }

func (k thresholdKnobs) check() error {
	if k.WriteTimeout < 0 || k.HandlerTime < 0 || k.Size < 0 || k.WriteSize < 0 || k.Pad < 0 {
		return fmt.Errorf("a knob is below zero: %+v", k)
	}
	return nil
}

func (theThreshold) run(knobs json.RawMessage) (any, error) { return runCase(thresholdDefaults, knobs) }

// thresholdSweep is a range of sizes, with the other knobs fixed.
type thresholdSweep struct {
	thresholdKnobs
	From int `json:"from"`
	To   int `json:"to"`
}

// sweep runs every size of a range. Each stretch after the first begins at a boundary.
func (theThreshold) sweep(request json.RawMessage) (any, error) {
	s := thresholdSweep{thresholdKnobs: thresholdDefaults}
	if err := decode(request, &s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	if s.From < 0 || s.To < s.From {
		return nil, fmt.Errorf("sweep: no sizes from %d to %d", s.From, s.To)
	}
	sizes := make([]int, s.To-s.From+1)
	for i := range sizes {
		sizes[i] = s.From + i
	}
	shapes, err := forEach(sizes, func(size int) (string, error) {
		k := s.thresholdKnobs
		k.Size = size
		o, err := recordOnce(k)
		// Lab 01's words for it, which need to know of the knobs only how long the body is.
		return eofResult{
			Knobs: eofKnobs{Size: size}, Calls: o.Calls, Client: o.Client, Header: o.Header, End: o.End,
		}.shape(), err
	})
	if err != nil {
		return nil, err
	}
	var stretches []stretch
	for i, shape := range shapes {
		if i == 0 || shape != shapes[i-1] {
			stretches = append(stretches, stretch{From: sizes[i], Shape: shape})
		}
	}
	return stretches, nil
}

func (theThreshold) byHand(args []string) error {
	return playByHand("the-threshold", thresholdDefaults, args)
}
