package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

// twoKeepalives is lab 16: the kernels probe a silent connection, and no deadline of HTTP moves because of it.
type twoKeepalives struct{}

type twoKeepalivesKnobs struct {
	TCPKeepAlive bool `json:"tcpKeepAlive" help:"whether both kernels probe the silent connection"`
	ProbeAfter   int  `json:"probeAfter" help:"the silence before a probe, in ms"`
	HandlerTime  int  `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	WriteTimeout int  `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	IdleTimeout  int  `json:"idleTimeout" help:"of the server, in ms"`
}

var twoKeepalivesDefaults = twoKeepalivesKnobs{
	TCPKeepAlive: true, ProbeAfter: 15_000, HandlerTime: 60_000, WriteTimeout: 90_000, IdleTimeout: 60_000,
}

// keepAliveOptions is what the kernel says of a socket (getsockopt). Times are in seconds.
type keepAliveOptions struct {
	On       bool `json:"on"`
	Idle     int  `json:"idle"`
	Interval int  `json:"interval"`
	Count    int  `json:"count"`
}

type twoKeepalivesOutcome struct {
	Knobs   twoKeepalivesKnobs          `json:"knobs"`
	Client  clientSaw                   `json:"client"`
	Ending  *string                     `json:"ending"` // the deadline that ended the connection: write or idle
	End     string                      `json:"end"`
	Log     []string                    `json:"log"`
	Sockets map[string]keepAliveOptions `json:"sockets"`
}

// options asks the kernel. The numbers of the options are Linux's: TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT.
func options(c net.Conn) (o keepAliveOptions, err error) {
	raw, err := c.(*net.TCPConn).SyscallConn()
	if err != nil {
		return o, err
	}
	get := func(fd uintptr, level, option int) int {
		n, failed := syscall.GetsockoptInt(int(fd), level, option)
		err = errors.Join(err, failed)
		return n
	}
	failed := raw.Control(func(fd uintptr) {
		o.On = get(fd, syscall.SOL_SOCKET, syscall.SO_KEEPALIVE) != 0
		o.Idle = get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE)
		o.Interval = get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL)
		o.Count = get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT)
	})
	return o, errors.Join(err, failed)
}

// A seenConn is the server's connection, which tells which deadline of it was met. It keeps what it wraps for options.
type seenConn struct {
	*net.TCPConn
	write, read *atomic.Bool
}

func (c seenConn) Write(p []byte) (int, error) {
	n, err := c.TCPConn.Write(p)
	note(c.write, err)
	return n, err
}

func (c seenConn) Read(p []byte) (int, error) {
	n, err := c.TCPConn.Read(p)
	note(c.read, err)
	return n, err
}

func note(met *atomic.Bool, err error) {
	var failed net.Error
	if errors.As(err, &failed) && failed.Timeout() {
		met.Store(true)
	}
}

type seenListener struct {
	net.Listener
	accepted    chan *net.TCPConn
	write, read *atomic.Bool
}

func (l seenListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.accepted <- c.(*net.TCPConn)
	return seenConn{c.(*net.TCPConn), l.write, l.read}, nil
}

func (k twoKeepalivesKnobs) play() (twoKeepalivesOutcome, error) {
	o := twoKeepalivesOutcome{Knobs: k, Sockets: map[string]keepAliveOptions{}}
	if k.ProbeAfter < 1000 || k.ProbeAfter%1000 != 0 || k.HandlerTime < 1 || k.WriteTimeout < 0 || k.IdleTimeout < 1 {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	closed := make(chan struct{})
	var write, read atomic.Bool
	x, err := newExchange(&http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		IdleTimeout:  ms(k.IdleTimeout),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(ms(k.HandlerTime))
			io.WriteString(w, "report\n")
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	// A listener of its own: that is where Go's server gets its connections' keep-alive from.
	config := net.KeepAliveConfig{Enable: k.TCPKeepAlive, Idle: ms(k.ProbeAfter), Interval: ms(k.ProbeAfter)}
	listen := net.ListenConfig{KeepAliveConfig: config}
	if !k.TCPKeepAlive {
		listen.KeepAlive = -1
	}
	inner, err := listen.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	settle := x.server.ConnState
	x.server.ConnState = func(c net.Conn, state http.ConnState) {
		settle(c, state)
		if state == http.StateClosed {
			close(closed)
		}
	}
	x.addr = inner.Addr().String()
	accepted := make(chan *net.TCPConn, 1)
	go serve(x.server, seenListener{inner, accepted, &write, &read})

	var dialled keepAliveOptions
	dialer := net.Dialer{KeepAliveConfig: config}
	if !k.TCPKeepAlive {
		dialer.KeepAlive = -1
	}
	x.client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		if dialled, err = options(c); err != nil {
			return nil, err
		}
		x.wire = &watchedConn{Conn: seenByClient(c), ended: make(chan struct{})}
		return x.wire, nil
	}
	got := make(chan clientSaw, 1)
	go func() { got <- x.get() }()
	server := <-accepted
	if o.Sockets["accepted"], err = options(server); err != nil {
		return o, err
	}
	o.Client = <-got
	o.Sockets["dialled"] = dialled
	if err := within("the server's close", closed); err != nil {
		return o, err
	}
	if err := within("the connection's end", x.wire.ended); err != nil {
		return o, err
	}
	o.End = endFIN
	if !errors.Is(x.wire.err, io.EOF) {
		o.End = x.wire.err.Error()
	}
	ending := "idle"
	if write.Load() {
		ending = "write"
	} else if !read.Load() {
		return o, errors.New("no deadline passed")
	}
	o.Ending = &ending
	o.Log = x.logged()
	x.normalise(o.Client.Error)
	return o, nil
}

func (twoKeepalives) run(knobs json.RawMessage) (any, error) {
	k := twoKeepalivesDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (twoKeepalives) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("two-keepalives has nothing to sweep")
}

func (twoKeepalives) byHand(args []string) error {
	k := twoKeepalivesDefaults
	if err := parseKnobs("two-keepalives", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
