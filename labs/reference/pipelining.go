package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// pipelining is lab 17: three requests in one segment. The bytes are eoflab's own, and come with the case.
type pipelining struct{}

type pipeliningKnobs struct {
	Slow    int    `json:"slow" help:"which of the requests takes long; 0 for none"`
	Work    int    `json:"work" help:"how long it takes, in ms"`
	Trouble string `json:"trouble" help:"none, panic, malformed, close-asked or close-set"`
	At      int    `json:"at" help:"which request has it"`
	Bytes   string `json:"bytes" help:"what is sent; each character is a byte"`
}

type pipelinedAnswer struct {
	Status *int    `json:"status"`
	Body   string  `json:"body"`
	Error  *string `json:"error"`
}

type pipeliningOutcome struct {
	Knobs   pipeliningKnobs   `json:"knobs"`
	Handled []string          `json:"handled"` // the paths, in the order of the calls
	Waited  bool              `json:"waited"`  // whether each handler was called after the one before had returned
	Answers []pipelinedAnswer `json:"answers"` // up to the one with which the connection ends
	End     string            `json:"end"`
	Log     []string          `json:"log"` // the first line of each entry
}

// handle is a handler that takes long for one order, and does not expect another.
func (k pipeliningKnobs) handle(w http.ResponseWriter, r *http.Request) {
	number, _ := strconv.Atoi(r.URL.Path[1:])
	if number == k.Slow {
		time.Sleep(ms(k.Work))
	}
	if number == k.At && k.Trouble == "panic" {
		panic(fmt.Errorf("order %d: out of stock", number))
	}
	if number == k.At && k.Trouble == "close-set" {
		w.Header().Set("Connection", "close")
	}
	fmt.Fprintf(w, "order %d\n", number)
}

func (k pipeliningKnobs) play() (pipeliningOutcome, error) {
	o := pipeliningOutcome{Knobs: k, Handled: []string{}, Waited: true, Answers: []pipelinedAnswer{}, Log: []string{}}
	if !slices.Contains([]string{"none", "panic", "malformed", "close-asked", "close-set"}, k.Trouble) {
		return o, fmt.Errorf("there is no trouble %q", k.Trouble)
	}
	var mu sync.Mutex
	running := 0
	x, err := newExchange(&http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			o.Handled = append(o.Handled, r.URL.Path)
			o.Waited = o.Waited && running == 0
			running++
			mu.Unlock()
			defer func() {
				mu.Lock()
				running--
				mu.Unlock()
			}()
			k.handle(w, r)
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	if _, err := io.WriteString(x.wire, k.Bytes); err != nil {
		return o, err
	}
	c.SetReadDeadline(time.Now().Add(ms(k.Work) + patience))
	o.Answers = readPipelined(bufio.NewReader(x.wire))

	if last := o.Answers[len(o.Answers)-1]; last.Error == nil && len(o.Answers) == 3 && k.keeps() {
		c.Close()
		o.End = endOpen
	} else {
		_, err := io.Copy(io.Discard, x.wire)
		var timeout net.Error
		switch {
		case errors.As(err, &timeout) && timeout.Timeout():
			return o, fmt.Errorf("the server still waits: %+v", k)
		case err == nil:
			o.End = endFIN
		default:
			o.End = endRST
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if lines := x.logged(); len(lines) > 0 {
		x.normalise(&lines[0])
		o.Log = lines[:1]
	}
	return o, nil
}

// keeps says whether the connection is there for another request.
func (k pipeliningKnobs) keeps() bool { return k.Trouble == "none" }

// readPipelined reads answers until three are there, or the connection ends.
func readPipelined(br *bufio.Reader) []pipelinedAnswer {
	var answers []pipelinedAnswer
	for range 3 {
		var a pipelinedAnswer
		res, err := http.ReadResponse(br, nil)
		ends := err != nil
		if err == nil {
			a.Status = &res.StatusCode
			body, readErr := io.ReadAll(res.Body)
			a.Body, err = strings.TrimSpace(string(body)), readErr
			ends = res.Close
		}
		a.Error = text(err)
		answers = append(answers, a)
		if ends {
			break
		}
	}
	return answers
}

func (pipelining) run(knobs json.RawMessage) (any, error) {
	var k pipeliningKnobs
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (pipelining) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("pipelining has nothing to sweep")
}

func (pipelining) byHand(args []string) error {
	k := pipeliningKnobs{Slow: 1, Work: 500, Trouble: "none", At: 2}
	k.Bytes = strings.Repeat("GET /1 HTTP/1.1\r\nHost: x\r\n\r\n", 3)
	if err := parseKnobs("pipelining", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
