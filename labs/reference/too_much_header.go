package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// tooMuchHeader is lab 25: a header that is longer than the server takes, or that never ends. MaxHeaderBytes is not the
// limit: 4096 bytes more are read.
type tooMuchHeader struct{}

type headerKnobs struct {
	MaxHeaderBytes    int  `json:"maxHeaderBytes" help:"of the server"`
	ReadHeaderTimeout int  `json:"readHeaderTimeout" help:"of the server, in ms; 0 for none"`
	Size              int  `json:"size" help:"bytes of the request's header"`
	Ends              bool `json:"ends" help:"whether it ends with the empty line"`
	Piece             int  `json:"piece" help:"bytes that the client sends at once; 0 for all"`
	Every             int  `json:"every" help:"how long it waits between two pieces, in ms"`
}

var headerDefaults = headerKnobs{MaxHeaderBytes: 1024, Size: 6_000, Ends: true, Every: 1_000}

// text is the header, of exactly the size.
func (k headerKnobs) text() string {
	line, end := "GET / HTTP/1.1\r\nHost: lab\r\nCookie: ", "\r\n\r\n"
	if !k.Ends {
		end = ""
	}
	return line + strings.Repeat("a", k.Size-len(line)-len(end)) + end
}

// send sends the header in pieces, until all of it is out or the connection does not take any more.
func (k headerKnobs) send(c net.Conn) {
	rest := k.text()
	for first := true; rest != ""; first = false {
		if !first {
			time.Sleep(ms(k.Every))
		}
		n := len(rest)
		if k.Piece > 0 {
			n = min(n, k.Piece)
		}
		if _, err := io.WriteString(c, rest[:n]); err != nil {
			return
		}
		rest = rest[n:]
	}
}

func (k headerKnobs) ask(x *exchange) clientSaw {
	var saw clientSaw
	c, err := dial(x.addr)
	if err != nil {
		saw.Error = text(err)
		return saw
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	go k.send(c)
	br := bufio.NewReader(x.wire)
	res, err := http.ReadResponse(br, nil)
	if err == nil {
		saw.Status = &res.StatusCode
		saw.body, err = io.ReadAll(res.Body)
		saw.Bytes = len(saw.body)
	}
	saw.Error = text(err)
	return saw
}

func (k headerKnobs) server(calls *callLog) *http.Server {
	return &http.Server{
		MaxHeaderBytes:    k.MaxHeaderBytes,
		ReadHeaderTimeout: ms(k.ReadHeaderTimeout),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, err := io.WriteString(w, "hello\n")
			calls.wrote(6, n, err)
		}),
	}
}

func (k headerKnobs) takes() time.Duration {
	if k.Piece == 0 {
		return 0
	}
	return time.Duration(k.Size/k.Piece+1) * ms(k.Every)
}

func (k headerKnobs) check() error {
	if k.MaxHeaderBytes < 1 || k.ReadHeaderTimeout < 0 || k.Size < 39 || k.Piece < 0 || k.Every < 1 {
		return fmt.Errorf("a knob is not allowed: %+v", k)
	}
	return nil
}

func (tooMuchHeader) run(knobs json.RawMessage) (any, error) { return runCase(headerDefaults, knobs) }

// headerSweep is a range of sizes, with the other knobs fixed.
type headerSweep struct {
	headerKnobs
	From int `json:"from"`
	To   int `json:"to"`
}

// sweep runs every size of a range. Each stretch after the first begins at a boundary.
func (tooMuchHeader) sweep(request json.RawMessage) (any, error) {
	s := headerSweep{headerKnobs: headerDefaults}
	if err := decode(request, &s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	sizes := make([]int, max(0, s.To-s.From+1))
	for i := range sizes {
		sizes[i] = s.From + i
	}
	shapes, err := forEach(sizes, func(size int) (string, error) {
		k := s.headerKnobs
		k.Size = size
		o, err := recordOnce(k)
		if err != nil {
			return "", err
		}
		if o.Client.Status == nil {
			return "no answer, end: " + o.End, nil
		}
		return fmt.Sprintf("%d, end: %s", *o.Client.Status, o.End), nil
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

func (tooMuchHeader) byHand(args []string) error {
	return playByHand("too-much-header", headerDefaults, args)
}
