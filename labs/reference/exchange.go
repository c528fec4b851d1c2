package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long the part of an exchange may take that is not the handler's own waiting.
const patience = 30 * time.Second

// How the server ended the connection, as the client's socket saw it.
const (
	endFIN  = "fin"  // the client read EOF
	endRST  = "rst"  // the client read ECONNRESET
	endOpen = "open" // it was kept for a next request
)

// An exchange is one real server, one real client and one request between them, on a port of their own, watched
// from all sides: what the client's program got, what its socket saw, what the server logged.
type exchange struct {
	server *http.Server
	client *http.Client
	addr   string // the server's address

	log  lockedBuffer // what the server's ErrorLog got
	wire *watchedConn // the client's connection; nil until it has dialled

	// settled receives the server's first idle or closed state: it is done with the request.
	settled chan http.ConnState
}

// clientSaw is what the program that called Get knows afterwards.
type clientSaw struct {
	Status *int    `json:"status"` // null when no response came
	Bytes  int     `json:"bytes"`  // of the body
	Error  *string `json:"error"`  // of Get, or of reading the body
	body   []byte
}

// newExchange starts the server on 127.0.0.1. Its Handler and timeouts are the caller's; the rest is set here.
func newExchange(server *http.Server) (*exchange, error) {
	x := &exchange{server: server, settled: make(chan http.ConnState, 1)}

	server.ErrorLog = log.New(&x.log, "", 0)
	server.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, c)
	}
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateIdle || state == http.StateClosed {
			select {
			case x.settled <- state:
			default: // only the first one is of interest
			}
		}
	}

	transport := http.DefaultTransport.(*http.Transport).Clone()
	dialTCP := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialTCP(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		x.wire = &watchedConn{Conn: seenByClient(c), ended: make(chan struct{})}
		return x.wire, nil
	}
	x.client = &http.Client{Transport: transport}

	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	x.addr = ln.Addr().String()
	go serve(server, ln)
	return x, nil
}

// close takes everything down. Nobody watches any more.
func (x *exchange) close() {
	if x.wire != nil {
		x.wire.leaveNothing()
	}
	x.client.CloseIdleConnections()
	x.server.Close()
}

// get is what the story's client did: one Get, and then the whole body.
func (x *exchange) get() clientSaw {
	var saw clientSaw
	res, err := x.client.Get("http://" + x.addr)
	if err == nil {
		saw.Status = &res.StatusCode
		saw.body, err = io.ReadAll(res.Body)
		saw.Bytes = len(saw.body)
		res.Body.Close()
	}
	saw.Error = text(err)
	saw.tell()
	return saw
}

// get10 asks as an HTTP/1.0 client does: a connection for one request, read until the server ends it.
func (x *exchange) get10() clientSaw {
	var saw clientSaw
	c, err := dial(x.addr)
	if err != nil {
		saw.Error = text(err)
		return saw
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	defer x.wire.Close()
	fmt.Fprintf(x.wire, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", x.addr)
	br := bufio.NewReader(x.wire)
	res, err := http.ReadResponse(br, nil)
	if err == nil {
		saw.Status = &res.StatusCode
		saw.body, err = io.ReadAll(res.Body)
		saw.Bytes = len(saw.body)
	}
	saw.Error = text(err)
	saw.tell()
	io.Copy(io.Discard, br)
	return saw
}

// end waits until the server is done with the request, and says how it ended the connection.
func (x *exchange) end(timeout <-chan time.Time) (string, error) {
	select {
	case state := <-x.settled:
		if state == http.StateIdle {
			return endOpen, nil
		}
	case <-timeout:
		return "", errors.New("the server is still busy with the request")
	}
	select {
	case <-x.wire.ended:
	case <-timeout:
		return "", errors.New("the server has closed the connection and the client has not noticed")
	}
	switch err := x.wire.err; {
	case err == io.EOF:
		return endFIN, nil
	case errors.Is(err, syscall.ECONNRESET):
		return endRST, nil
	default:
		return "", fmt.Errorf("the client has not seen the connection's end: %w", err)
	}
}

// header is the response's header block as it came over the wire; nil when none came.
func (x *exchange) header() *string {
	received := x.wire.received()
	end := bytes.Index(received, []byte("\r\n\r\n"))
	if end < 0 {
		return nil
	}
	h := string(received[:end+4])
	return &h
}

// framing says how the response told the client where its body ends.
func framing(header *string) string {
	switch {
	case header == nil:
		return "none"
	case strings.Contains(*header, "\r\nContent-Length: "):
		return "content-length"
	case strings.Contains(*header, "\r\nTransfer-Encoding: chunked\r\n"):
		return "chunked"
	default:
		return "none"
	}
}

// logged is the lines of the server's error log.
func (x *exchange) logged() []string {
	lines := []string{}
	for line := range strings.Lines(x.log.String()) {
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	return lines
}

var (
	address = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	// Every Date has the same length, so another one moves no boundary.
	date = regexp.MustCompile(`(\r\nDate: )[^\r]{29}`)
)

// normalise replaces what differs from run to run: the two addresses and the date.
func (x *exchange) normalise(texts ...*string) {
	for _, text := range texts {
		if text == nil {
			continue
		}
		*text = address.ReplaceAllStringFunc(*text, func(addr string) string {
			switch addr {
			case x.addr:
				return "SERVER"
			case x.wire.LocalAddr().String():
				return "CLIENT"
			default:
				return addr
			}
		})
		*text = date.ReplaceAllString(*text, "${1}Thu, 01 Jan 1970 00:00:00 GMT")
	}
}

// text is what err prints; nil for no error.
func text(err error) *string {
	if err == nil {
		return nil
	}
	text := err.Error()
	return &text
}

// sum is the SHA-256 of the body that came; nil when no response did.
func (saw clientSaw) sum() *string {
	if saw.Status == nil {
		return nil
	}
	sum := sha256.Sum256(saw.body)
	text := hex.EncodeToString(sum[:])
	return &text
}

// tell reports what the program that asked knows.
func (saw clientSaw) tell() {
	var said any
	if saw.Error != nil {
		said = *saw.Error // as it is now: it is normalised later
	}
	events.emit("client.result", events.only(), fact{
		"status": saw.Status, "bytes": saw.Bytes, "sha256": saw.sum(), "error": said,
	})
}

// connKey finds the server's own net.Conn in a request's context. The conn itself is not wrapped, so that nothing
// stands in net/http's way, unless somebody wants to see the events (events.go).
type connKey struct{}

// sleepPastDeadline sleeps as a slow handler does. On a busy machine the runtime may notice late that the
// connection's write deadline has passed, later even than that the sleep is over. So this waits until it has: a
// write of no bytes sends nothing, and still fails once the deadline is seen to have passed.
func sleepPastDeadline(ctx context.Context, d, writeTimeout time.Duration) {
	time.Sleep(d)
	if writeTimeout == 0 || d <= writeTimeout {
		return
	}
	awaitDeadline(ctx.Value(connKey{}).(net.Conn))
}

// awaitDeadline waits until the runtime has seen that a connection's write deadline has passed.
func awaitDeadline(conn net.Conn) {
	for range patience / time.Millisecond {
		if _, err := conn.Write(nil); errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// A watchedConn is the client's connection. It keeps what was read of it, and how it ended.
type watchedConn struct {
	net.Conn
	mu    sync.Mutex
	bytes []byte        // what was read first, enough to hold a header
	once  sync.Once     // ends once
	ended chan struct{} // closed when a read has failed
	err   error         // with what; to be read after ended
}

// headerRoom is how many bytes a watchedConn keeps: all of a header, and little of the body.
const headerRoom = 16 << 10

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	c.bytes = append(c.bytes, p[:min(n, headerRoom-len(c.bytes))]...)
	c.mu.Unlock()
	if err != nil {
		c.once.Do(func() {
			c.err = err
			close(c.ended)
		})
	}
	return n, err
}

// Close is called by the client's Transport, also when the server has ended the connection before.
func (c *watchedConn) Close() error {
	select {
	case <-c.ended:
		c.leaveNothing()
	default: // the server may still be at work, and must see a client that closes as clients do
	}
	return c.Conn.Close()
}

// leaveNothing makes Close reset the connection, which spares the machine its TIME_WAIT: a sweep has thousands of
// connections within a minute.
func (c *watchedConn) leaveNothing() {
	c.Conn.(interface{ SetLinger(int) error }).SetLinger(0)
}

func (c *watchedConn) received() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Clone(c.bytes)
}

// A lockedBuffer is a buffer that the server may write to while somebody reads it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	line, _, _ := strings.Cut(string(p), "\n") // behind it may stand a stack
	events.emit("server.log", events.only(), fact{"line": line})
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
