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
	"os"
	"regexp"
	"strconv"
	"sync"
	"time"
)

// hijack is lab 28: a handler takes the connection over. What the server has read already is in the bufio.Reader, and
// none of the server's deadlines is left.
type hijack struct{}

type hijackKnobs struct {
	Early        string `json:"early" help:"when the client sends its first line: with the request, behind it, or after the 101"`
	ReadFrom     string `json:"readFrom" help:"what the handler reads from: conn or bufrw"`
	Flush        bool   `json:"flush" help:"whether the handler flushes behind each echo"`
	End          string `json:"end" help:"what the handler does at the end: close, return or write"`
	Lines        int    `json:"lines" help:"how many lines the client has to send"`
	Work         int    `json:"work" help:"how long the handler works, before it takes the connection and on each line, in ms"`
	Idle         int    `json:"idle" help:"the read deadline that the handler sets before each line, in ms; 0: none"`
	ReadTimeout  int    `json:"readTimeout" help:"http.Server.ReadTimeout, in ms"`
	WriteTimeout int    `json:"writeTimeout" help:"http.Server.WriteTimeout, in ms"`
	Patience     int    `json:"patience" help:"how long the client waits, in ms"`
}

type hijackOutcome struct {
	Knobs    hijackKnobs `json:"knobs"`
	Calls    callLog     `json:"calls"`
	Client   clientSaw   `json:"client"`
	Header   *string     `json:"header"`
	SHA256   *string     `json:"sha256"`
	End      string      `json:"end"`
	Log      []string    `json:"log"`
	Buffered int         `json:"buffered"` // what the bufio.Reader held when the handler got it
	States   []string    `json:"states"`
}

var hijackDefaults = hijackKnobs{
	Early: "with", ReadFrom: "conn", Flush: true, End: "close", Lines: 2, Work: 100,
	ReadTimeout: 5_000, WriteTimeout: 10_000, Patience: 30_000,
}

const hijackRequest = "GET /echo HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: eoflab-echo\r\n\r\n"
const switchingProtocols = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: eoflab-echo\r\n\r\n"

// fromCaller is where a log line names the file that called.
var fromCaller = regexp.MustCompile(`(on hijacked connection) from .*`)

// handle answers each line with itself. It returns the connection, so that the garbage collector does not close it.
func (k hijackKnobs) handle(w http.ResponseWriter, r *http.Request, o *hijackOutcome, working chan<- struct{}) net.Conn {
	log := r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog
	working <- struct{}{}
	time.Sleep(ms(k.Work))
	conn, bufrw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		log.Printf("echo: %v", err)
		return nil
	}
	o.Buffered = bufrw.Reader.Buffered()
	var from io.Reader = conn
	if k.ReadFrom == "bufrw" {
		from = bufrw.Reader
	}
	bufrw.WriteString(switchingProtocols)
	bufrw.Flush()
	lines := bufio.NewReader(from)
	for {
		if k.Idle > 0 {
			conn.SetReadDeadline(time.Now().Add(ms(k.Idle)))
		}
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			log.Print("echo: the client has gone")
			break
		}
		if err != nil {
			log.Printf("echo: %v", err)
			if k.End != "return" {
				conn.Close()
			}
			return conn
		}
		line = line[:len(line)-1]
		log.Printf("echo: line %s", strconv.Quote(line))
		time.Sleep(ms(k.Work))
		bufrw.WriteString(line + "\n")
		if k.Flush {
			bufrw.Flush()
		}
	}
	if k.End == "write" {
		n, err := io.WriteString(w, "bye\n")
		o.Calls.wrote(len("bye\n"), n, err)
		if err != nil {
			log.Printf("echo: %v", err)
		}
	}
	if k.End != "return" {
		conn.Close()
	}
	return conn
}

// converse is the client: it sends a line when the one before has come back, and gives up when none comes.
func (k hijackKnobs) converse(x *exchange, o *hijackOutcome, working <-chan struct{}) error {
	c := x.wire.Conn
	send := func(text string) error {
		_, err := io.WriteString(c, text)
		return err
	}
	line := func(i int) string { return fmt.Sprintf("line %d\n", i) }
	request := hijackRequest
	if k.Early == "with" {
		request += line(1)
	}
	if err := send(request); err != nil {
		return err
	}
	<-working
	if k.Early == "behind" {
		if err := send(line(1)); err != nil {
			return err
		}
	}
	br := bufio.NewReader(x.wire)
	res, err := http.ReadResponse(br, nil)
	if err != nil {
		return err
	}
	o.Client.Status = &res.StatusCode
	var failed error
	for i := 1; i <= k.Lines && failed == nil; i++ {
		if i > 1 || k.Early == "after" {
			if err := send(line(i)); err != nil {
				return err
			}
		}
		c.SetReadDeadline(time.Now().Add(ms(k.Patience)))
		var echo []byte
		echo, failed = br.ReadBytes('\n')
		o.Client.body = append(o.Client.body, echo...)
	}
	if failed == nil {
		c.(interface{ CloseWrite() error }).CloseWrite()
		c.SetReadDeadline(time.Now().Add(ms(k.Patience)))
		_, failed = br.ReadByte()
	}
	o.Client.Bytes = len(o.Client.body)
	switch {
	case failed == io.EOF:
		o.End = endFIN
	case errors.Is(failed, os.ErrDeadlineExceeded):
		o.End, o.Client.Error = endOpen, text(failed)
	default:
		return failed
	}
	return nil
}

func (k hijackKnobs) play() (hijackOutcome, error) {
	o := hijackOutcome{Knobs: k, Calls: callLog{}, States: []string{}}
	x := &exchange{client: &http.Client{}}
	working, done := make(chan struct{}, 1), make(chan net.Conn, 1)
	var states sync.Mutex
	x.server = &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			done <- k.handle(w, r, &o, working)
		}),
		ReadTimeout:  ms(k.ReadTimeout),
		WriteTimeout: ms(k.WriteTimeout),
		ErrorLog:     log.New(&x.log, "", 0),
		ConnState: func(_ net.Conn, state http.ConnState) {
			states.Lock()
			defer states.Unlock()
			o.States = append(o.States, state.String())
		},
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return o, err
	}
	x.addr = ln.Addr().String()
	go serve(x.server, ln)
	c, err := dial(x.addr)
	if err != nil {
		return o, err
	}
	x.wire = &watchedConn{Conn: c, ended: make(chan struct{})}
	defer x.close()
	err = k.converse(x, &o, working)
	c.Close()
	if err != nil {
		return o, fmt.Errorf("%w: %+v", err, k)
	}
	if conn := <-done; conn != nil {
		conn.Close()
	}
	states.Lock()
	defer states.Unlock()
	o.Header, o.SHA256, o.Log = x.header(), o.Client.sum(), x.logged()
	x.normalise(o.Client.Error, o.Header)
	for i := range o.Log {
		o.Log[i] = fromCaller.ReplaceAllString(o.Log[i], "$1")
		x.normalise(&o.Log[i])
	}
	return o, nil
}

func (hijack) run(knobs json.RawMessage) (any, error) {
	k := hijackDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (hijack) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("hijack has nothing to sweep")
}

func (hijack) byHand(args []string) error {
	k := hijackDefaults
	if err := parseKnobs("hijack", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
