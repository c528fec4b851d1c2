package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"syscall"
	"time"
)

// theSecondWrite is lab 20: the client has gone. The first write to it succeeds, the second one fails, and which error
// it reports depends on whether a read has taken the RST before.
type theSecondWrite struct{}

type secondWriteKnobs struct {
	End     string `json:"end" help:"how the client goes: fin or rst"`
	Gets    int    `json:"gets" help:"how many pieces the client reads before it goes"`
	Watched bool   `json:"watched" help:"whether the server reads ahead; otherwise the request has a body that nobody reads"`
	Looks   bool   `json:"looks" help:"whether the handler looks at the context before each piece"`
	Pieces  int    `json:"pieces" help:"how many pieces the handler writes"`
	Size    int    `json:"size" help:"bytes of a piece"`
}

type secondWriteOutcome struct {
	Knobs   secondWriteKnobs `json:"knobs"`
	Calls   callLog          `json:"calls"`
	Aborted int              `json:"aborted"` // before which call, from 0, the context was first seen to be done; -1: never
	Log     []string         `json:"log"`
}

var secondWriteDefaults = secondWriteKnobs{End: "fin", Watched: true, Pieces: 3, Size: 100}

func (k secondWriteKnobs) check() error {
	if k.End != "fin" && k.End != "rst" {
		return fmt.Errorf("end is %q", k.End)
	}
	if k.Gets < 0 || k.Gets >= k.Pieces || k.Size < 1 {
		return fmt.Errorf("knobs that do not go together: %+v", k)
	}
	return nil
}

func (k secondWriteKnobs) play() (secondWriteOutcome, error) {
	o := secondWriteOutcome{Knobs: k, Calls: callLog{}, Aborted: -1, Log: []string{}}
	if err := k.check(); err != nil {
		return o, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	x := &exchange{addr: ln.Addr().String()}
	turn, done := make(chan struct{}), make(chan struct{})
	var served net.Conn
	var failed error // of finding out that the RST is there
	calls := 0
	handler := func(w http.ResponseWriter, r *http.Request) {
		defer close(done)
		note := func() {
			if o.Aborted == -1 && r.Context().Err() != nil {
				o.Aborted = calls
			}
			calls++
		}
		served = r.Context().Value(connKey{}).(net.Conn)
		for i := range k.Pieces {
			turn <- struct{}{}
			<-turn
			if i == k.Gets && k.Watched {
				<-r.Context().Done()
			}
			if k.Looks && r.Context().Err() != nil {
				break
			}
			note()
			n, err := w.Write(letters(k.Size))
			o.Calls.wrote(k.Size, n, err)
			note()
			o.Calls.flushed(http.NewResponseController(w).Flush())
			if i >= k.Gets && failed == nil {
				failed = awaitReset(served)
			}
		}
		note()
	}
	server := &http.Server{
		Handler:  http.HandlerFunc(handler),
		ErrorLog: log.New(&x.log, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c)
		},
	}
	go serve(server, ln)
	defer server.Close()

	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	request := "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"
	if !k.Watched {
		request = "POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 1000000\r\n\r\n"
	}
	if _, err := io.WriteString(c, request); err != nil {
		return o, err
	}
conversation:
	for i := range k.Pieces {
		select {
		case <-turn:
		case <-done: // the handler has looked, and stopped
			break conversation
		}
		if i > 0 && i <= k.Gets {
			if _, err := c.Read(make([]byte, headerRoom)); err != nil {
				return o, err
			}
		}
		if i == k.Gets {
			k.leave(c)
			if k.End == "rst" {
				if err := awaitReset(served); err != nil {
					return o, err
				}
			}
		}
		turn <- struct{}{}
	}
	<-done
	if failed != nil {
		return o, failed
	}
	o.Log = x.logged()
	for _, call := range o.Calls {
		x.normalise(call.Error)
	}
	return o, nil
}

// leave ends the client's connection.
func (k secondWriteKnobs) leave(c net.Conn) {
	if k.End == "rst" {
		c.(interface{ SetLinger(int) error }).SetLinger(0)
	}
	c.Close()
}

// awaitReset waits until a connection's socket has got an RST. It is neither read from nor written to: a socket
// that was reset has no peer any more, and the kernel says so to who asks for its name.
func awaitReset(conn net.Conn) error {
	raw, err := conn.(syscall.Conn).SyscallConn()
	if err != nil {
		return err
	}
	for range patience / time.Millisecond {
		var of error
		if err := raw.Control(func(fd uintptr) { _, of = syscall.Getpeername(int(fd)) }); err != nil {
			return nil // the server has closed it, as it does after an error
		}
		if errors.Is(of, syscall.ENOTCONN) {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return errors.New("no RST came")
}

func (theSecondWrite) run(knobs json.RawMessage) (any, error) {
	k := secondWriteDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (theSecondWrite) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("the-second-write has nothing to sweep")
}

func (theSecondWrite) byHand(args []string) error {
	k := secondWriteDefaults
	if err := parseKnobs("the-second-write", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
