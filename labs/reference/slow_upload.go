package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// slowUpload is lab 08: the body trickles, and ReadTimeout passes in the handler's own read.
type slowUpload struct{}

type uploadKnobs struct {
	ReadTimeout int `json:"readTimeout" help:"of the server, in ms; 0 for none"`
	Size        int `json:"size" help:"bytes of the request's body"`
	Piece       int `json:"piece" help:"bytes that the client sends at once"`
	Every       int `json:"every" help:"how long it waits before each piece, in ms"`
}

type uploadOutcome struct {
	Knobs  uploadKnobs `json:"knobs"`
	Calls  callLog     `json:"calls"`
	Client clientSaw   `json:"client"`
	Header *string     `json:"header"`
	SHA256 *string     `json:"sha256"`
	Log    []string    `json:"log"` // of the server, with what the handler says of its reading
}

var uploadDefaults = uploadKnobs{ReadTimeout: 5_000, Size: 1_000, Piece: 200, Every: 2_000}

// A slowBody takes its time.
type slowBody struct {
	rest  []byte
	piece int
	every time.Duration
}

func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.rest) == 0 {
		return 0, io.EOF
	}
	time.Sleep(b.every)
	n := copy(p, b.rest[:min(b.piece, len(b.rest))])
	b.rest = b.rest[n:]
	return n, nil
}

func (k uploadKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	log := r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog
	body, err := io.ReadAll(r.Body)
	answer := "thank you\n"
	if err == nil {
		log.Printf("upload: %d bytes", len(body))
	} else {
		log.Printf("upload: after %d bytes: %v", len(body), err)
		answer = "too slow\n"
		w.WriteHeader(http.StatusRequestTimeout)
	}
	n, err := io.WriteString(w, answer)
	calls.wrote(len(answer), n, err)
}

func (k uploadKnobs) play() (uploadOutcome, error) {
	o := uploadOutcome{Knobs: k}
	if k.ReadTimeout < 0 || k.Size < 1 || k.Piece < 1 || k.Every < 1 {
		return o, fmt.Errorf("a knob is not allowed: %+v", k)
	}
	x, err := newExchange(&http.Server{
		ReadTimeout: ms(k.ReadTimeout),
		Handler:     http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, &o.Calls) }),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	req, err := http.NewRequest("POST", "http://"+x.addr, &slowBody{letters(k.Size), k.Piece, ms(k.Every)})
	if err != nil {
		return o, err
	}
	req.ContentLength = int64(k.Size)
	res, err := x.client.Do(req)
	if err == nil {
		o.Client.Status = &res.StatusCode
		o.Client.body, err = io.ReadAll(res.Body)
		o.Client.Bytes = len(o.Client.body)
		res.Body.Close()
	}
	o.Client.Error = text(err)
	select {
	case <-x.settled:
	case <-time.After(patience):
		return o, fmt.Errorf("the server is still busy: %+v", k)
	}
	o.Header, o.SHA256, o.Log = x.header(), o.Client.sum(), x.logged()
	x.normalise(o.Client.Error, o.Header)
	for i := range o.Log {
		x.normalise(&o.Log[i])
	}
	return o, nil
}

func (slowUpload) run(knobs json.RawMessage) (any, error) {
	k := uploadDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (slowUpload) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("slow-upload has nothing to sweep")
}

func (slowUpload) byHand(args []string) error {
	k := uploadDefaults
	if err := parseKnobs("slow-upload", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
