package main

import (
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// What happens in a case, for whoever wants to see it step by step: what can be seen from around net/http, whose own
// buffers tell nothing. The names and the facts are those of eoflab's recordings (lib/trace/events.ts).

// events collects what happens in the one case that is run; nil when nobody wants to see it.
var events *eventLog

type fact = map[string]any

// An eventLog is what has happened so far.
type eventLog struct {
	mu    sync.Mutex
	began time.Time
	all   []fact
	conns map[string]int // the number of a connection, by the client's address
}

func newEventLog() *eventLog {
	return &eventLog{began: time.Now(), conns: map[string]int{}}
}

// emit adds an event. conn is the client's address, or "" for what belongs to no connection.
func (l *eventLog) emit(name, conn string, facts fact) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	number := 0
	if conn != "" {
		if number = l.conns[conn]; number == 0 {
			number = len(l.conns) + 1
			l.conns[conn] = number
		}
	}
	event := fact{"t": float64(time.Since(l.began).Microseconds()) / 1000, "conn": number, "name": name}
	maps.Copy(event, facts)
	l.all = append(l.all, event)
}

// told is all that has happened.
func (l *eventLog) told() []fact {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// only is the one connection of a case, for who knows no address; "" where there are several or none.
func (l *eventLog) only() string {
	if l == nil {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for addr := range l.conns {
		if len(l.conns) == 1 {
			return addr
		}
	}
	return ""
}

// serve is server.Serve, seen from outside: its handler, and its sockets.
func serve(server *http.Server, ln net.Listener) error {
	if events == nil {
		return server.Serve(ln)
	}
	events.emit("server.listen", "", fact{"addr": ln.Addr().String()})
	events.mu.Lock()
	if _, isSeen := server.Handler.(seenHandler); !isSeen { // a server may have two listeners
		server.Handler = seenHandler{server.Handler}
	}
	events.mu.Unlock()
	return server.Serve(seenServer{ln})
}

// A seenHandler tells when it is called, and when it returns. Its writer is net/http's own: another one would lack what
// http.MaxBytesReader asks of it.
type seenHandler struct{ inner http.Handler }

func (h seenHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	events.emit("handler.start", r.RemoteAddr, fact{"method": r.Method, "target": r.RequestURI})
	why := any("panic")
	defer func() { events.emit("handler.return", r.RemoteAddr, fact{"error": why}) }()
	h.inner.ServeHTTP(w, r)
	why = nil
}

// A seenServer is a listener whose connections tell what the server does with them.
type seenServer struct{ net.Listener }

func (l seenServer) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	addr := c.RemoteAddr().String()
	events.emit("server.accept", addr, fact{"addr": addr})
	return &serverConn{Conn: c, addr: addr}, nil
}

// A serverConn is one of them. Its methods are all that net/http asks of a connection.
type serverConn struct {
	net.Conn
	addr   string         // the client's
	waking atomic.Bool    // whether net/http wakes its own reader: its read deadline is in the past
	armed  [2]atomic.Bool // whether a deadline is to come, of reads and of writes
}

func (c *serverConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		events.emit("rwc.read", c.addr, fact{"bytes": n})
	}
	switch {
	case err == nil, errors.Is(err, net.ErrClosed), c.waking.Load():
	case err == io.EOF:
		events.emit("rwc.fin", c.addr, nil)
	default:
		events.emit("rwc.error", c.addr, fact{"error": err.Error()})
	}
	return n, err
}

func (c *serverConn) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return c.Conn.Write(p) // only asks whether the deadline has passed
	}
	events.emit("rwc.write", c.addr, fact{"bytes": len(p)})
	n, err := c.Conn.Write(p)
	events.emit("rwc.wrote", c.addr, fact{"n": n, "error": text(err), "late": nil})
	return n, err
}

func (c *serverConn) Close() error {
	events.emit("rwc.close", c.addr, nil)
	return c.Conn.Close()
}

func (c *serverConn) CloseWrite() error {
	events.emit("rwc.closeWrite", c.addr, nil)
	return c.Conn.(interface{ CloseWrite() error }).CloseWrite()
}

func (c *serverConn) SyscallConn() (syscall.RawConn, error) {
	return c.Conn.(syscall.Conn).SyscallConn()
}

func (c *serverConn) SetReadDeadline(t time.Time) error {
	after := time.Until(t)
	c.waking.Store(!t.IsZero() && after <= 0)
	c.deadline("read", &c.armed[0], t, after)
	return c.Conn.SetReadDeadline(t)
}

func (c *serverConn) SetWriteDeadline(t time.Time) error {
	c.deadline("write", &c.armed[1], t, time.Until(t))
	return c.Conn.SetWriteDeadline(t)
}

// deadline tells of one that is to come, and of one that is cleared.
func (c *serverConn) deadline(which string, armed *atomic.Bool, t time.Time, after time.Duration) {
	if after > 0 {
		armed.Store(true)
		events.emit("deadline.set", c.addr, fact{"which": which, "after": float64(after.Round(100*time.Microsecond).Microseconds()) / 1000})
	} else if t.IsZero() && armed.Swap(false) {
		events.emit("deadline.clear", c.addr, fact{"which": which})
	}
}

// dial opens a client's connection, which tells what the client sees of it.
func dial(addr string) (net.Conn, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return seenByClient(c), nil
}

// seenByClient makes a client's connection tell.
func seenByClient(c net.Conn) net.Conn {
	if events == nil {
		return c
	}
	addr := c.LocalAddr().String()
	events.emit("client.connected", addr, fact{"addr": addr})
	return &clientConn{TCPConn: c.(*net.TCPConn), addr: addr}
}

type clientConn struct {
	*net.TCPConn
	addr string
	once sync.Once // told of its end
}

func (c *clientConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	if n > 0 {
		events.emit("client.read", c.addr, fact{"bytes": n, "data": slices.Clone(p[:n])})
	}
	if err == io.EOF {
		c.once.Do(func() { events.emit("client.fin", c.addr, nil) })
	} else if err != nil && !errors.Is(err, net.ErrClosed) {
		c.once.Do(func() { events.emit("client.error", c.addr, fact{"op": "read", "error": err.Error()}) })
	}
	return n, err
}

func (c *clientConn) Write(p []byte) (int, error) {
	events.emit("client.write", c.addr, fact{"bytes": len(p), "data": slices.Clone(p)})
	n, err := c.TCPConn.Write(p)
	if err != nil {
		events.emit("client.error", c.addr, fact{"op": "write", "error": err.Error()})
	}
	return n, err
}

func (c *clientConn) CloseWrite() error {
	events.emit("client.closeWrite", c.addr, nil)
	return c.TCPConn.CloseWrite()
}

func (c *clientConn) Close() error {
	c.once.Do(func() { events.emit("client.close", c.addr, fact{"why": "done"}) })
	return c.TCPConn.Close()
}
