package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// unreadBody is lab 15: the handler answers before the upload has been read. With 256 KB or more to come the server
// ends the connection, and if it did so at once, the reset would be all that the client gets.
type unreadBody struct{}

type unreadKnobs struct {
	Size       int    `json:"size" help:"bytes of the request's body"`
	Reads      int    `json:"reads" help:"how many of them the handler reads before it answers"`
	Framing    string `json:"framing" help:"content-length or chunked"`
	Linger     bool   `json:"linger" help:"whether the server's sockets know the half-close"`
	Every      int    `json:"every" help:"how long the client waits before each further piece, in ms"`
	Looks      int    `json:"looks" help:"from when on it looks for an answer before each piece, in ms"`
	FailedSend string `json:"failedSend" help:"give-up or read: what it does when it cannot send"`
}

type unreadOutcome struct {
	Knobs  unreadKnobs `json:"knobs"`
	Calls  callLog     `json:"calls"`
	Client clientSaw   `json:"client"`
	Header *string     `json:"header"`
	Kept   bool        `json:"kept"` // the connection was ready for another request
}

var unreadDefaults = unreadKnobs{
	Size: 1_000_000, Framing: "content-length", Every: 150, Looks: 300, FailedSend: "give-up",
}

// unreadPiece is how much of the body the client sends at once.
const unreadPiece = 8192

func (k unreadKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	io.CopyN(io.Discard, r.Body, int64(k.Reads))
	answer := "thank you\n"
	if k.Reads < k.Size {
		answer = "too large\n"
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}
	n, err := io.WriteString(w, answer)
	calls.wrote(len(answer), n, err)
}

// pieces is the request in the pieces in which it is sent. The first has the header.
func (k unreadKnobs) pieces(host string) [][]byte {
	length := "Content-Length: " + strconv.Itoa(k.Size)
	if k.Framing == "chunked" {
		length = "Transfer-Encoding: chunked"
	}
	before := fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: %s\r\n%s\r\n\r\n", host, length)
	var pieces [][]byte
	for part := range slices.Chunk(letters(k.Size), unreadPiece) {
		if k.Framing == "chunked" {
			before += fmt.Sprintf("%x\r\n", len(part))
		}
		piece := append([]byte(before), part...)
		if k.Framing == "chunked" {
			piece = append(piece, "\r\n"...)
		}
		pieces = append(pieces, piece)
		before = ""
	}
	if k.Framing == "chunked" {
		pieces[len(pieces)-1] = append(pieces[len(pieces)-1], "0\r\n\r\n"...)
	}
	return pieces
}

// An unreadConn is the server's connection, which tells what has become of it.
type unreadConn struct {
	*net.TCPConn
	saw    *unreadSaw
	linger bool
}

// unreadSaw is what has been done with the server's connection.
type unreadSaw struct {
	read     atomic.Int64 // bytes
	answered atomic.Bool  // the answer has left
	ended    atomic.Bool  // the server ends the connection, or waits for the next request
	kept     atomic.Bool  // it waits for the next request
	closed   chan struct{}
}

func (c unreadConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	c.saw.read.Add(int64(n))
	return n, err
}

func (c unreadConn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	c.saw.answered.Store(true)
	return n, err
}

// CloseWrite closes both directions, unless the connection knows the half-close.
func (c unreadConn) CloseWrite() error {
	defer c.saw.ended.Store(true)
	if c.linger {
		return c.TCPConn.CloseWrite()
	}
	return c.TCPConn.Close()
}

func (c unreadConn) Close() error {
	defer c.saw.ended.Store(true)
	return c.TCPConn.Close()
}

type unreadListener struct {
	net.Listener
	saw    *unreadSaw
	linger bool
}

func (l unreadListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return unreadConn{c.(*net.TCPConn), l.saw, l.linger}, nil
}

func (k unreadKnobs) check() error {
	framing := k.Framing == "content-length" || k.Framing == "chunked"
	failedSend := k.FailedSend == "give-up" || k.FailedSend == "read"
	if k.Size < 1 || k.Reads < 0 || k.Every < 1 || k.Looks < 0 || !framing || !failedSend {
		return fmt.Errorf("a knob is not allowed: %+v", k)
	}
	return nil
}

func (k unreadKnobs) play() (unreadOutcome, error) {
	o := unreadOutcome{Knobs: k}
	if err := k.check(); err != nil {
		return o, err
	}
	saw := &unreadSaw{closed: make(chan struct{})}
	server := &http.Server{
		Handler:  http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, &o.Calls) }),
		ErrorLog: log.New(io.Discard, "", 0),
		ConnState: func(_ net.Conn, state http.ConnState) {
			switch state {
			case http.StateIdle:
				saw.kept.Store(true)
				saw.ended.Store(true)
			case http.StateClosed:
				close(saw.closed)
			}
		},
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	go serve(server, unreadListener{ln, saw, k.Linger})
	defer server.Close()
	c, err := dial(ln.Addr().String())
	if err != nil {
		return o, err
	}
	x := &exchange{addr: ln.Addr().String(), wire: &watchedConn{Conn: c, ended: make(chan struct{})}}
	failed, err := k.send(x, saw)
	if err != nil {
		return o, err
	}
	if failed == nil || k.FailedSend == "read" {
		failed = o.Client.receive(x.wire)
	}
	o.Client.Error = text(failed)
	o.Header = x.header()
	x.normalise(o.Client.Error, o.Header)
	for _, call := range o.Calls {
		x.normalise(call.Error)
	}
	c.Close()
	select {
	case <-saw.closed:
	case <-time.After(patience):
		return o, fmt.Errorf("the server is still busy: %+v", k)
	}
	o.Kept = saw.kept.Load()
	return o, nil
}

// send sends the request until it is sent, until an answer is there, or until it cannot, and why. Time passes only
// when there is an answer: before that nobody can be late.
func (k unreadKnobs) send(x *exchange, saw *unreadSaw) (failed, err error) {
	sent := 0
	pieces := k.pieces(x.addr)
	for i, piece := range pieces {
		if i > 0 && saw.answered.Load() {
			time.Sleep(ms(k.Every))
			if i*k.Every >= k.Looks {
				return nil, nil
			}
		}
		if _, err := x.wire.Write(piece); err != nil {
			return err, nil
		}
		sent += len(piece)
		done := func() bool { return saw.ended.Load() || i+1 < len(pieces) && saw.read.Load() >= int64(sent) }
		for deadline := time.Now().Add(patience); !done(); time.Sleep(time.Millisecond / 4) {
			if time.Now().After(deadline) {
				return nil, fmt.Errorf("the server neither reads nor ends: %+v", k)
			}
		}
	}
	return nil, nil
}

// receive reads an answer.
func (saw *clientSaw) receive(c net.Conn) error {
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	saw.Status = &res.StatusCode
	saw.body, err = io.ReadAll(res.Body)
	saw.Bytes = len(saw.body)
	return err
}

func (unreadBody) run(knobs json.RawMessage) (any, error) {
	k := unreadDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

// unreadSweep is a range of sizes, with the other knobs fixed.
type unreadSweep struct {
	unreadKnobs
	From int `json:"from"`
	To   int `json:"to"`
}

// shape is what came of a case, in words.
func (o unreadOutcome) shape() string {
	client := "nothing"
	switch {
	case o.Client.Status != nil:
		client = strconv.Itoa(*o.Client.Status)
	case o.Client.Error != nil:
		client = (*o.Client.Error)[strings.LastIndex(*o.Client.Error, ": ")+2:]
	}
	return fmt.Sprintf("kept: %t; the client gets %s", o.Kept, client)
}

// sweep runs 64 sizes of a range, and finds by bisection, between two whose outcomes differ, where that begins.
func (unreadBody) sweep(request json.RawMessage) (any, error) {
	s := unreadSweep{unreadKnobs: unreadDefaults}
	if err := decode(request, &s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	if s.From < 1 || s.To <= s.From {
		return nil, errors.New("sweep: no such sizes")
	}
	shapes := map[int]string{}
	try := func(sizes []int) error {
		found, err := forEach(sizes, func(size int) (string, error) {
			k := s.unreadKnobs
			k.Size = size
			o, err := k.play()
			return o.shape(), err
		})
		for i, size := range sizes {
			shapes[size] = found[i]
		}
		return err
	}
	sizes := []int{}
	for size := s.From; size < s.To; size += max(1, (s.To-s.From)/64) {
		sizes = append(sizes, size)
	}
	sizes = append(sizes, s.To)
	for added := sizes; len(added) > 0; {
		if err := try(added); err != nil {
			return nil, err
		}
		slices.Sort(sizes)
		added = nil
		for i, high := range sizes[1:] {
			if low := sizes[i]; shapes[low] != shapes[high] && high-low > 1 {
				added = append(added, (low+high)/2)
			}
		}
		sizes = append(sizes, added...)
	}
	var stretches []stretch
	for i, size := range sizes {
		if i == 0 || shapes[size] != shapes[sizes[i-1]] {
			stretches = append(stretches, stretch{From: size, Shape: shapes[size]})
		}
	}
	return stretches, nil
}

func (unreadBody) byHand(args []string) error {
	k := unreadDefaults
	if err := parseKnobs("unread-body", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
