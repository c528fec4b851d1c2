package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"reflect"
	"time"
)

// What most labs need: one server, one request, and everything that is recorded of it.

// A scene is a lab's knobs, and what they make of the server and its handler.
type scene interface {
	// check says which knobs are not allowed.
	check() error
	// server is the server with its timeouts and its handler, which reports its calls.
	server(calls *callLog) *http.Server
	// takes is how long the handler is at work.
	takes() time.Duration
}

// An asker is a scene whose client does not simply Get.
type asker interface {
	ask(x *exchange) clientSaw
}

// An outcome is everything that is recorded of a case.
type outcome[K scene] struct {
	Knobs  K         `json:"knobs"`
	Calls  callLog   `json:"calls"`
	Client clientSaw `json:"client"`
	Header *string   `json:"header"` // as on the wire; null when nothing came
	SHA256 *string   `json:"sha256"` // of the body that came
	End    string    `json:"end"`    // "fin", "rst" or "open"
	Log    []string  `json:"log"`    // of the server

	clientAfter time.Duration // when Get had returned and the body was read
}

// recordOnce runs one case, and makes its outcome one that is the same in every run.
func recordOnce[K scene](k K) (outcome[K], error) {
	o, x, err := runOnce(k)
	if err != nil {
		return o, err
	}
	for _, c := range o.Calls {
		x.normalise(c.Error)
	}
	for i := range o.Log {
		x.normalise(&o.Log[i])
	}
	x.normalise(o.Client.Error, o.Header)
	return o, nil
}

// runOnce runs one case on a server and a client of its own. The exchange is over when it returns.
func runOnce[K scene](k K) (outcome[K], *exchange, error) {
	var none outcome[K]
	if err := k.check(); err != nil {
		return none, nil, err
	}
	calls := callLog{}
	x, err := newExchange(k.server(&calls))
	if err != nil {
		return none, nil, err
	}
	defer x.close()

	timeout := time.After(k.takes() + patience)
	client := make(chan clientSaw, 1)
	began := time.Now()
	ask := (*exchange).get
	if a, ok := any(k).(asker); ok {
		ask = a.ask
	}
	go func() { client <- ask(x) }()
	var saw clientSaw
	select {
	case saw = <-client:
	case <-timeout:
		return none, nil, fmt.Errorf("the client still waits: %+v", k)
	}
	clientAfter := time.Since(began)
	end, err := x.end(timeout)
	if err != nil {
		return none, nil, fmt.Errorf("%w: %+v", err, k)
	}
	return outcome[K]{
		Knobs: k, Calls: calls, Client: saw, Header: x.header(), SHA256: saw.sum(), End: end, Log: x.logged(),
		clientAfter: clientAfter,
	}, x, nil
}

// runCase is lab.run for a lab of one exchange: knobs that are left out have their defaults.
func runCase[K scene](defaults K, knobs json.RawMessage) (any, error) {
	k := defaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return recordOnce(k)
}

// playByHand is lab.byHand for a lab of one exchange. Each knob is a flag of its JSON name, and durations are in ms.
func playByHand[K scene](id string, defaults K, args []string) error {
	k := defaults
	if err := parseKnobs(id, &k, args); err != nil {
		return err
	}
	fmt.Printf("%s with %+v\n", id, k)
	o, _, err := runOnce(k)
	if err != nil {
		return err
	}
	eofResult{
		Calls: o.Calls, Client: o.Client, Header: o.Header, SHA256: o.SHA256, End: o.End, Log: o.Log,
		clientAfter: o.clientAfter,
	}.print()
	return nil
}

// parseKnobs sets the knobs that the flags name, each by its JSON name. knobs points to a struct.
func parseKnobs(id string, knobs any, args []string) error {
	flags := flag.NewFlagSet(id, flag.ContinueOnError)
	fields := reflect.ValueOf(knobs).Elem()
	for i := range fields.NumField() {
		name, usage := fields.Type().Field(i).Tag.Get("json"), fields.Type().Field(i).Tag.Get("help")
		switch p := fields.Field(i).Addr().Interface().(type) {
		case *int:
			flags.IntVar(p, name, *p, usage)
		case *bool:
			flags.BoolVar(p, name, *p, usage)
		case *string:
			flags.StringVar(p, name, *p, usage)
		default:
			return fmt.Errorf("knob %s has a type without a flag", name)
		}
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q? The knobs are flags", flags.Arg(0))
	}
	return nil
}

// printJSON prints what is recorded of a case, for a person to read.
func printJSON(o any) error {
	text, err := json.MarshalIndent(o, "", "  ")
	if err != nil {
		return err
	}
	fmt.Println(string(text))
	return nil
}

// letters is the body that the labs send: a to z, again and again.
func letters(size int) []byte {
	body := make([]byte, size)
	for i := range body {
		body[i] = 'a' + byte(i%26)
	}
	return body
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }
