// Command reference runs eoflab's labs on Go's own net/http. What it prints is what eoflab is measured against:
// where eoflab claims Go's behaviour, the claim was recorded here.
//
// By hand, one lab prints what happened (flags set its knobs):
//
//	go run . silent-eof
//	go run . silent-eof -writeTimeout 500ms -handlerTime 1s -size 5000
//
// For a program, it reads one request from standard input and answers on standard output. Durations are in ms.
//
//	{"lab": "silent-eof", "cases": [{"writeTimeout": 5, "handlerTime": 40}, …]}
//	{"lab": "silent-eof", "cases": [{"writeTimeout": 5, "handlerTime": 40}], "events": true}
//	{"lab": "silent-eof", "sweep": {"writeTimeout": 5, "handlerTime": 40, "from": 0, "to": 4600}}
//
// Each lab is a file of its own, with the handler as it would be in production; exchange.go is what they share.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// atOnce is how many cases run at the same time. They mostly sleep.
const atOnce = 64

// A lab runs one failure mode for given knobs. A knob that is left out has its default.
type lab interface {
	// run runs one case and returns what is recorded of it.
	run(knobs json.RawMessage) (any, error)
	// sweep runs every value of one knob in a range, and returns where the outcome changes.
	sweep(sweep json.RawMessage) (any, error)
	// byHand runs one case and prints it for a person. args are the flags of the command line.
	byHand(args []string) error
}

// labs is every lab there is, by its id.
var labs = map[string]lab{
	"silent-eof":       silentEOF{},
	"the-threshold":    theThreshold{},
	"flush-tells":      flushTells{},
	"truncated":        truncated{},
	"no-error-at-all":  noErrorAtAll{},
	"tell-the-truth":   tellTheTruth{},
	"slow-headers":     slowHeaders{},
	"slow-upload":      slowUpload{},
	"slow-reader":      slowReader{},
	"longer-please":    longerPlease{},
	"timeout-handler":  timeoutHandlerLab{},
	"blocked-loop":     blockedLoop{},
	"client-gives-up":  clientGivesUp{},
	"idle-race":        idleRace{},
	"unread-body":      unreadBody{},
	"two-keepalives":   twoKeepalives{},
	"pipelining":       pipelining{},
	"who-closes":       whoCloses{},
	"half-closed":      halfClosed{},
	"the-second-write": theSecondWrite{},
	"shutdown":         shutdownLab{},
	"length-lies":      lengthLies{},
	"cut-chunks":       cutChunks{},
	"continue":         continueLab{},
	"too-much-header":  tooMuchHeader{},
	"two-lengths":      twoLengths{},
	"panic":            panics{},
	"hijack":           hijack{},
}

type request struct {
	Lab   string            `json:"lab"`
	Cases []json.RawMessage `json:"cases"`
	// Whether to tell what happened, step by step: of one case only.
	Events bool            `json:"events"`
	Sweep  json.RawMessage `json:"sweep"`
}

type response struct {
	Go      string `json:"go"`
	Lab     string `json:"lab"`
	Results []any  `json:"results,omitempty"`
	Sweep   any    `json:"sweep,omitempty"`
	Events  []fact `json:"events,omitempty"`
}

func main() {
	var err error
	if len(os.Args) > 1 {
		err = byHand(os.Args[1], os.Args[2:])
	} else {
		err = answer(os.Stdin, os.Stdout)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "reference:", err)
		os.Exit(1)
	}
}

func find(id string) (lab, error) {
	if l, ok := labs[id]; ok {
		return l, nil
	}
	known := slices.Sorted(maps.Keys(labs))
	return nil, fmt.Errorf("there is no lab %q; there is: %s", id, strings.Join(known, ", "))
}

func byHand(id string, args []string) error {
	l, err := find(id)
	if err != nil {
		return err
	}
	return l.byHand(args)
}

// answer reads one request and writes its response.
func answer(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	var req request
	if err := decode(text, &req); err != nil {
		return fmt.Errorf("the request: %w", err)
	}
	l, err := find(req.Lab)
	if err != nil {
		return err
	}

	res := response{Go: runtime.Version(), Lab: req.Lab}
	switch {
	case req.Cases != nil && req.Sweep != nil:
		return errors.New("the request has both cases and a sweep")
	case req.Events && len(req.Cases) != 1:
		return errors.New("events are told of one case")
	case req.Events:
		events = newEventLog()
		res.Results, err = forEach(req.Cases, l.run)
		res.Events = events.told()
	case req.Cases != nil:
		res.Results, err = forEach(req.Cases, l.run)
	case req.Sweep != nil:
		res.Sweep, err = l.sweep(req.Sweep)
	default:
		return errors.New("the request has neither cases nor a sweep")
	}
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(res)
}

// decode reads JSON strictly: a knob that does not exist is a mistake, not something to skip. What into holds
// already are the defaults.
func decode(text []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	return dec.Decode(into)
}

// forEach runs f for every item, a bounded number of them at once, and returns the results in the items' order.
func forEach[T, R any](items []T, f func(T) (R, error)) ([]R, error) {
	results := make([]R, len(items))
	errs := make([]error, len(items))
	slots := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i, item := range items {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if results[i], errs[i] = f(item); errs[i] != nil {
				errs[i] = fmt.Errorf("case %d: %w", i, errs[i])
			}
		})
	}
	wg.Wait()
	return results, errors.Join(errs...)
}
