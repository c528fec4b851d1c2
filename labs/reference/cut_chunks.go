package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
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
	c, err := net.Dial("tcp", x.addr)
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

func (cutChunks) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("cut-chunks is swept case by case")
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
