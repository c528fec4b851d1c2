package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// whoCloses is lab 18: one exchange, and whether its connection is there for a second one.
type whoCloses struct{}

type whoClosesKnobs struct {
	Version    string `json:"version" help:"1.0 or 1.1"`
	Asks       string `json:"asks" help:"what the request says in Connection: nothing, close or keep-alive"`
	Handler    string `json:"handler" help:"what the handler sets as Connection"`
	Method     string `json:"method" help:"GET or HEAD"`
	Status     string `json:"status" help:"200, 204, 304, 404 or 500"`
	Size       int    `json:"size" help:"what the handler writes, in bytes"`
	KeepAlives bool   `json:"keepAlives" help:"whether the server keeps connections at all"`
}

type whoClosesOutcome struct {
	Knobs   whoClosesKnobs `json:"knobs"`
	Status  int            `json:"status"`
	Bytes   int            `json:"bytes"`
	Said    *string        `json:"said"`    // Connection in the answer
	Framing string         `json:"framing"` // "Content-Length", "chunked", "its connection" or "no body"
	Kept    bool           `json:"kept"`    // a second request was answered
}

var connectionField = regexp.MustCompile(`\r\nConnection: ([^\r]*)\r\n`)

var whoClosesDefaults = whoClosesKnobs{
	Version: "1.0", Asks: "keep-alive", Handler: "nothing", Method: "GET", Status: "200", Size: 5_000, KeepAlives: true,
}

func (k whoClosesKnobs) handle(w http.ResponseWriter, _ *http.Request) {
	if k.Handler != "nothing" {
		w.Header().Set("Connection", k.Handler)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	status, _ := strconv.Atoi(k.Status)
	w.WriteHeader(status)
	if status != http.StatusNoContent && status != http.StatusNotModified {
		w.Write(letters(k.Size))
	}
}

func (k whoClosesKnobs) play() (whoClosesOutcome, error) {
	o := whoClosesOutcome{Knobs: k}
	server := &http.Server{Handler: http.HandlerFunc(k.handle)}
	server.SetKeepAlivesEnabled(k.KeepAlives)
	x, err := newExchange(server)
	if err != nil {
		return o, err
	}
	defer x.close()
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	c.SetDeadline(time.Now().Add(patience))
	connection := ""
	if k.Asks != "nothing" {
		connection = "Connection: " + k.Asks + "\r\n"
	}
	request := fmt.Sprintf("%s / HTTP/%s\r\nHost: keeper\r\n%s\r\n", k.Method, k.Version, connection)
	br := bufio.NewReader(x.wire)
	read := func() (*http.Response, int, error) {
		if _, err := io.WriteString(x.wire, request); err != nil {
			return nil, 0, err
		}
		res, err := http.ReadResponse(br, &http.Request{Method: k.Method})
		if err != nil {
			return nil, 0, err
		}
		n, err := io.Copy(io.Discard, res.Body)
		return res, int(n), err
	}
	res, n, err := read()
	if err != nil {
		return o, err
	}
	o.Status, o.Bytes = res.StatusCode, n
	// From what the client was given ReadResponse has taken it out.
	if m := connectionField.FindStringSubmatch(*x.header()); m != nil {
		o.Said = &m[1]
	}
	switch {
	case k.Method == "HEAD" || res.StatusCode == http.StatusNoContent || res.StatusCode == http.StatusNotModified:
		o.Framing = "no body"
	case len(res.TransferEncoding) > 0:
		o.Framing = "chunked"
	case res.ContentLength >= 0:
		o.Framing = "Content-Length"
	default:
		o.Framing = "its connection"
	}
	_, _, err = read()
	o.Kept = err == nil
	return o, nil
}

func (whoCloses) run(knobs json.RawMessage) (any, error) {
	k := whoClosesDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (whoCloses) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("who-closes has nothing to sweep")
}

func (whoCloses) byHand(args []string) error {
	k := whoClosesDefaults
	if err := parseKnobs("who-closes", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
