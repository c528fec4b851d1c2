package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// cutChunks is lab 23: a chunked answer that does not come to its end.
type cutChunks struct{}

type cutChunksKnobs struct {
	After   int    `json:"after" help:"after how many of the 3 rows the handler panics"`
	Every   int    `json:"every" help:"how long it works for a row, in ms"`
	Cut     int    `json:"cut" help:"how many of the last bytes get lost on their way"`
	Trailer bool   `json:"trailer" help:"whether the handler announces, and sends, a Row-Count"`
	Reader  string `json:"reader" help:"careful or careless"`
}

type cutChunksOutcome struct {
	Knobs   cutChunksKnobs `json:"knobs"`
	Status  *int           `json:"status"`
	Bytes   int            `json:"bytes"`
	Error   *string        `json:"error"`
	Trailer *string        `json:"trailer"`
	Log     []string       `json:"log"` // the first line of each entry

	lastChunk bool // it arrived, with its line's end
}

var cutChunksDefaults = cutChunksKnobs{After: 2, Every: 100, Trailer: true, Reader: "careful"}

// handle streams rows, and counts them in a trailer.
func (k cutChunksKnobs) handle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if k.Trailer {
		w.Header().Set("Trailer", "Row-Count")
	}
	for i := range 3 {
		time.Sleep(ms(k.Every))
		if i == k.After {
			panic(errors.New("cursor lost"))
		}
		w.Write(letters(100))
		http.NewResponseController(w).Flush()
	}
	if k.Trailer {
		w.Header().Set("Row-Count", strconv.Itoa(3))
	}
}

func (k cutChunksKnobs) play() (cutChunksOutcome, error) {
	o := cutChunksOutcome{Knobs: k, Log: []string{}}
	if k.Reader != "careful" && k.Reader != "careless" {
		return o, fmt.Errorf("there is no reader %q", k.Reader)
	}
	x, err := newExchange(&http.Server{Handler: http.HandlerFunc(k.handle)})
	if err != nil {
		return o, err
	}
	defer x.close()
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	io.WriteString(x.wire, "GET /export HTTP/1.1\r\nHost: rows\r\nConnection: close\r\n\r\n")
	c.SetReadDeadline(time.Now().Add(ms(3*k.Every) + patience))
	all, err := io.ReadAll(x.wire)
	if err != nil {
		return o, err
	}
	arrived := all[:max(len(all)-k.Cut, 0)]
	o.lastChunk = bytes.Contains(arrived, []byte("\r\n0\r\n"))
	if k.Reader == "careful" {
		o.readCarefully(arrived)
	} else {
		o.readCarelessly(arrived)
	}
	if lines := x.logged(); len(lines) > 0 {
		x.normalise(&lines[0])
		o.Log = lines[:1]
	}
	return o, nil
}

// readCarefully reads what arrived as Go's client does.
func (o *cutChunksOutcome) readCarefully(arrived []byte) {
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(arrived)), nil)
	if err != nil {
		o.Error = text(err)
		return
	}
	o.Status = &res.StatusCode
	body, err := io.ReadAll(res.Body)
	o.Bytes, o.Error = len(body), text(err)
	if value := res.Trailer.Get("Row-Count"); value != "" {
		o.Trailer = &value
	}
}

// readCarelessly puts the chunks together, and takes the end of the connection for the end of the answer.
func (o *cutChunksOutcome) readCarelessly(arrived []byte) {
	head, chunks, _ := bytes.Cut(arrived, []byte("\r\n\r\n"))
	var status int
	if n, _ := fmt.Sscanf(string(head), "HTTP/1.1 %d", &status); n == 1 {
		o.Status = &status
	}
	for {
		line, rest, found := bytes.Cut(chunks, []byte("\r\n"))
		size, err := strconv.ParseInt(string(line), 16, 32)
		if !found || err != nil {
			return
		}
		o.Bytes += min(int(size), len(rest))
		chunks = rest[min(int(size)+2, len(rest)):]
	}
}

func (cutChunks) run(knobs json.RawMessage) (any, error) {
	k := cutChunksDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

// A cutSweep is a range of cuts, and the knobs that stay as they are.
type cutSweep struct {
	cutChunksKnobs
	From int `json:"from"`
	To   int `json:"to"`
}

// sweep runs every cut of a range. Each stretch after the first begins at a boundary.
func (cutChunks) sweep(request json.RawMessage) (any, error) {
	s := cutSweep{cutChunksKnobs: cutChunksDefaults}
	if err := decode(request, &s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	cuts := make([]int, max(0, s.To-s.From+1))
	for i := range cuts {
		cuts[i] = s.From + i
	}
	shapes, err := forEach(cuts, func(cut int) (string, error) {
		k := s.cutChunksKnobs
		k.Cut = cut
		o, err := k.play()
		return o.shape(), err
	})
	if err != nil {
		return nil, err
	}
	var stretches []stretch
	for i, shape := range shapes {
		if i == 0 || shape != shapes[i-1] {
			stretches = append(stretches, stretch{From: cuts[i], Shape: shape})
		}
	}
	return stretches, nil
}

// shape is what happened, in words, without what merely grows with the cut.
func (o cutChunksOutcome) shape() string {
	errText := "no error"
	if o.Error != nil {
		errText = *o.Error
	}
	body, last, counted := "a part of the body", "no last chunk", "no trailer"
	if o.Bytes == 300 {
		body = "all of the body"
	}
	if o.lastChunk {
		last = "the last chunk"
	}
	if o.Trailer != nil {
		counted = "the trailer"
	}
	return fmt.Sprintf("%s, %s, %s: %s", body, last, counted, errText)
}

func (cutChunks) byHand(args []string) error {
	k := cutChunksDefaults
	if err := parseKnobs("cut-chunks", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
