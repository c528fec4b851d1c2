package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// silentEOF is lab 01: WriteTimeout passes while the handler works. Its writes report no error, the log stays
// clean, and the client gets `Get "http://127.0.0.1:8800": EOF`.
type silentEOF struct{}

// eofKnobs are the lab's numbers. Durations are in ms.
type eofKnobs struct {
	WriteTimeout int    `json:"writeTimeout"` // of the server; 0: none
	HandlerTime  int    `json:"handlerTime"`  // how long the handler works before it writes
	Size         int    `json:"size"`         // bytes of the body
	WriteSize    int    `json:"writeSize"`    // bytes per Write; 0: all in one
	Flush        bool   `json:"flush"`        // whether the handler flushes in the end
	Body         string `json:"body"`         // "text" or "random"
	Seed         uint32 `json:"seed"`         // what a random body is made from
}

// The story's own numbers.
var eofDefaults = eofKnobs{WriteTimeout: 10_000, HandlerTime: 60_000, Size: 200, Body: "text", Seed: 1}

// handle is the handler of the story. It looks at every error that net/http is willing to give it, and carries on.
func (k eofKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	k.work(r)

	for piece := range k.pieces() {
		n, err := w.Write(piece)
		calls.wrote(len(piece), n, err)
	}
	if k.Flush {
		err := http.NewResponseController(w).Flush()
		calls.flushed(err)
	}
}

// work is what the handler is busy with before it has anything to write.
func (k eofKnobs) work(r *http.Request) {
	sleepPastDeadline(r.Context(), k.handlerTime(), k.writeTimeout())
}

func (k eofKnobs) writeTimeout() time.Duration {
	return time.Duration(k.WriteTimeout) * time.Millisecond
}
func (k eofKnobs) handlerTime() time.Duration { return time.Duration(k.HandlerTime) * time.Millisecond }

// pieces yields the body as it is written: at least one piece, if an empty one.
func (k eofKnobs) pieces() func(yield func([]byte) bool) {
	body := k.body()
	if k.WriteSize == 0 || len(body) == 0 {
		return func(yield func([]byte) bool) { yield(body) }
	}
	return slices.Chunk(body, k.WriteSize)
}

func (k eofKnobs) body() []byte {
	body := make([]byte, k.Size)
	if k.Body == "text" {
		for i := range body {
			body[i] = 'a' + byte(i%26)
		}
		return body
	}
	x := max(k.Seed, 1) // xorshift32, which would stay 0 for ever
	for i := range body {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		body[i] = byte(x)
	}
	return body
}

func (k eofKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.HandlerTime < 0, k.Size < 0, k.WriteSize < 0:
		return fmt.Errorf("a knob is below zero: %+v", k)
	case k.Body != "text" && k.Body != "random":
		return fmt.Errorf(`body is %q; it is "text" or "random"`, k.Body)
	}
	return nil
}

// A call is one that the handler made, and what it returned.
type call struct {
	Call  string  `json:"call"`        // "write" or "flush"
	N     *int    `json:"n,omitempty"` // what Write returned
	Error *string `json:"error"`
	Times int     `json:"times"` // how many times in a row it was the same

	short bool // n is less than what was to be written
}

// A callLog is the handler's calls in order. It is the handler's own until the exchange has ended.
type callLog []call

func (l *callLog) wrote(asked, n int, err error) {
	events.emit("handler.write", events.only(), fact{"bytes": asked})
	events.emit("handler.wrote", events.only(), fact{"n": n, "error": text(err)})
	l.add(call{Call: "write", N: &n, Error: text(err), short: n < asked})
}

func (l *callLog) flushed(err error) {
	events.emit("handler.flush", events.only(), nil)
	events.emit("handler.flushed", events.only(), fact{"error": text(err)})
	l.add(call{Call: "flush", Error: text(err)})
}

func (l *callLog) add(c call) {
	if n := len(*l); n > 0 && (*l)[n-1].same(c) {
		(*l)[n-1].Times++
		return
	}
	c.Times = 1
	*l = append(*l, c)
}

func (c call) same(d call) bool {
	return c.Call == d.Call && c.short == d.short && equal(c.N, d.N) && equal(c.Error, d.Error)
}

func equal[T comparable](a, b *T) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// eofResult is everything that is recorded of a case.
type eofResult struct {
	Knobs  eofKnobs  `json:"knobs"`
	Calls  callLog   `json:"calls"`
	Client clientSaw `json:"client"`
	Header *string   `json:"header"` // as on the wire; null when nothing came
	SHA256 *string   `json:"sha256"` // of the body that came
	End    string    `json:"end"`    // "fin", "rst" or "open"
	Log    []string  `json:"log"`    // of the server

	clientAfter time.Duration // when Get had returned and the body was read
}

// recorded makes the result one that is the same in every run.
func (r eofResult) recorded(x *exchange) eofResult {
	for _, c := range r.Calls {
		x.normalise(c.Error)
	}
	for i := range r.Log {
		x.normalise(&r.Log[i])
	}
	x.normalise(r.Client.Error, r.Header)
	return r
}

// record runs one case, for a recording.
func (k eofKnobs) record() (eofResult, error) {
	r, x, err := k.exchange()
	if err != nil {
		return eofResult{}, err
	}
	return r.recorded(x), nil
}

// exchange runs one case on a server and a client of its own. The exchange is over when it returns.
func (k eofKnobs) exchange() (eofResult, *exchange, error) {
	if err := k.check(); err != nil {
		return eofResult{}, nil, err
	}
	var calls callLog
	x, err := newExchange(&http.Server{
		WriteTimeout: k.writeTimeout(),
		Handler:      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, &calls) }),
	})
	if err != nil {
		return eofResult{}, nil, err
	}
	defer x.close()

	timeout := time.After(k.handlerTime() + patience)
	client := make(chan clientSaw, 1)
	began := time.Now()
	go func() { client <- x.get() }()
	var saw clientSaw
	select {
	case saw = <-client:
	case <-timeout:
		return eofResult{}, nil, fmt.Errorf("the client still waits: %+v", k)
	}
	clientAfter := time.Since(began)
	end, err := x.end(timeout)
	if err != nil {
		return eofResult{}, nil, fmt.Errorf("%w: %+v", err, k)
	}
	return eofResult{
		Knobs: k, Calls: calls, Client: saw, Header: x.header(), SHA256: saw.sum(), End: end, Log: x.logged(),
		clientAfter: clientAfter,
	}, x, nil
}

func (silentEOF) run(knobs json.RawMessage) (any, error) {
	k := eofDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.record()
}

// eofSweep is a range of sizes, with the other knobs fixed.
type eofSweep struct {
	eofKnobs
	From int `json:"from"`
	To   int `json:"to"`
}

// A stretch is a run of sizes whose outcome has the same shape.
type stretch struct {
	From  int    `json:"from"`
	Shape string `json:"shape"`
}

// sweep runs every size of a range. Each stretch after the first begins at a boundary.
func (silentEOF) sweep(request json.RawMessage) (any, error) {
	s := eofSweep{eofKnobs: eofDefaults}
	if err := decode(request, &s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	if s.From < 0 || s.To < s.From {
		return nil, fmt.Errorf("sweep: no sizes from %d to %d", s.From, s.To)
	}
	var sizes []int
	for size := s.From; size <= s.To; size++ {
		sizes = append(sizes, size)
	}
	shapes, err := forEach(sizes, func(size int) (string, error) {
		k := s.eofKnobs
		k.Size = size
		result, err := k.record()
		return result.shape(), err
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

// shape is what of a result does not simply grow with the size: the calls with their errors and whether each took
// all its bytes, what the client got, how the connection ended, how the body was framed.
func (r eofResult) shape() string {
	var calls []string
	for _, c := range r.Calls {
		s := c.Call
		if c.short {
			s += " short"
		}
		if c.Error != nil {
			s += " (" + *c.Error + ")"
		}
		calls = append(calls, s)
	}
	// The last piece may have a length of its own: that is no difference.
	calls = slices.Compact(calls)

	client := "no answer"
	if r.Client.Status != nil {
		client = fmt.Sprintf("%d and part of the body", *r.Client.Status)
		if r.Client.Bytes == r.Knobs.Size {
			client = fmt.Sprintf("%d and the whole body", *r.Client.Status)
		}
	}
	if r.Client.Error != nil {
		client += " (" + *r.Client.Error + ")"
	}
	return fmt.Sprintf("%s; client: %s; end: %s; framing: %s", strings.Join(calls, ", "), client, r.End, framing(r.Header))
}

func (silentEOF) byHand(args []string) error {
	k := eofDefaults
	writeTimeout, handlerTime, seed := k.writeTimeout(), k.handlerTime(), uint(k.Seed)
	flags := flag.NewFlagSet("silent-eof", flag.ContinueOnError)
	flags.DurationVar(&writeTimeout, "writeTimeout", writeTimeout, "the server's WriteTimeout; 0 for none")
	flags.DurationVar(&handlerTime, "handlerTime", handlerTime, "how long the handler works before it writes")
	flags.IntVar(&k.Size, "size", k.Size, "`bytes` of the body")
	flags.IntVar(&k.WriteSize, "writeSize", k.WriteSize, "`bytes` per Write; 0 for all in one")
	flags.BoolVar(&k.Flush, "flush", k.Flush, "flush after the writes")
	flags.StringVar(&k.Body, "body", k.Body, `"text" or "random"`)
	flags.UintVar(&seed, "seed", seed, "of a random body")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q? The knobs are flags: -size 5000", flags.Arg(0))
	}
	k.WriteTimeout, k.HandlerTime, k.Seed = int(writeTimeout.Milliseconds()), int(handlerTime.Milliseconds()), uint32(seed)
	if uint(k.Seed) != seed {
		return errors.New("the seed is a number of 32 bits")
	}

	fmt.Printf("A server with WriteTimeout %v. A handler that works for %v, then writes %d bytes.\n",
		writeTimeout, handlerTime, k.Size)
	r, _, err := k.exchange()
	if err != nil {
		return err
	}
	r.print()
	return nil
}

// print tells what happened, each from where one would have stood.
func (r eofResult) print() {
	fmt.Println("\nThe handler")
	for _, c := range r.Calls {
		var line strings.Builder
		if fmt.Fprintf(&line, "  %-6s", c.Call); c.N != nil {
			fmt.Fprintf(&line, " returned %d bytes,", *c.N)
		} else {
			line.WriteString(" returned")
		}
		fmt.Fprintf(&line, " error %s", orNil(c.Error))
		if c.Times > 1 {
			fmt.Fprintf(&line, "  (%d times)", c.Times)
		}
		fmt.Println(line.String())
	}

	fmt.Println("\nThe server's error log")
	if len(r.Log) == 0 {
		fmt.Println("  (empty)")
	}
	for _, line := range r.Log {
		fmt.Println(" ", line)
	}

	fmt.Printf("\nThe client, after %v\n", r.clientAfter.Round(time.Millisecond))
	if r.Client.Status != nil {
		fmt.Printf("  status %d, %d bytes of body\n", *r.Client.Status, r.Client.Bytes)
	}
	fmt.Println("  error", orNil(r.Client.Error))

	fmt.Println("\nThe wire")
	if r.Header == nil {
		fmt.Println("  not one byte of a response")
	} else {
		for line := range strings.Lines(strings.TrimSuffix(*r.Header, "\r\n")) {
			fmt.Println(" ", strings.TrimRight(line, "\r\n"))
		}
	}
	switch r.End {
	case endFIN:
		fmt.Println("  the server closed the connection: FIN")
	case endRST:
		fmt.Println("  the server reset the connection: RST")
	case endOpen:
		fmt.Println("  the connection stays open for the next request")
	}
}

func orNil(text *string) string {
	if text == nil {
		return "nil"
	}
	return *text
}
