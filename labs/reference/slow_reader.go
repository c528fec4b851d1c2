package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// slowReader is lab 09: a client that asks for much, and reads nothing for a while.
type slowReader struct{}

type slowReaderKnobs struct {
	WriteTimeout int `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	Size         int `json:"size" help:"bytes of the answer's body"`
	Reads        int `json:"reads" help:"when the client begins to read, in ms"`
}

// How much a kernel takes differs from machine to machine, so it is all, some or none.
type slowReaderOutcome struct {
	Knobs      slowReaderKnobs `json:"knobs"`
	Written    string          `json:"written"`
	WriteError *string         `json:"writeError"`
	Status     *int            `json:"status"`
	Got        string          `json:"got"`
	Error      *string         `json:"error"`
	Log        []string        `json:"log"` // of the handler
}

var slowReaderDefaults = slowReaderKnobs{WriteTimeout: 10_000, Size: 16_000_000, Reads: 30_000}

// partOf says how much of size n is.
func partOf(n, size int) string {
	switch {
	case n >= size:
		return "all"
	case n == 0:
		return "none"
	default:
		return "some"
	}
}

func (k slowReaderKnobs) play() (slowReaderOutcome, error) {
	o := slowReaderOutcome{Knobs: k, Log: []string{}}
	if k.WriteTimeout < 0 || k.Size < 0 || k.Reads < 1 {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	body := letters(k.Size) // before any deadline counts
	x, err := newExchange(&http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Content-Length", strconv.Itoa(k.Size))
			n, err := w.Write(body)
			o.Written, o.WriteError = partOf(n, k.Size), text(err)
			if err != nil {
				o.Log = append(o.Log, "download: "+err.Error())
			}
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
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", x.addr)
	time.Sleep(ms(k.Reads))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	got := 0
	if err == nil {
		o.Status = &res.StatusCode
		var read []byte
		read, err = io.ReadAll(res.Body)
		got = len(read)
	}
	o.Got, o.Error = partOf(got, k.Size), text(err)
	select {
	case <-x.settled:
	case <-time.After(patience):
		return o, fmt.Errorf("the server is still busy: %+v", k)
	}
	x.normalise(o.WriteError)
	for i := range o.Log {
		x.normalise(&o.Log[i])
	}
	return o, nil
}

func (slowReader) run(knobs json.RawMessage) (any, error) {
	k := slowReaderDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (slowReader) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("slow-reader has nothing to sweep")
}

func (slowReader) byHand(args []string) error {
	k := slowReaderDefaults
	if err := parseKnobs("slow-reader", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
