package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// blockedLoop is lab 12: one handler computes, and another client asks for something quick. In Go it does not wait.
type blockedLoop struct{}

type blockedKnobs struct {
	Compute      int  `json:"compute" help:"how long the one handler computes, in ms"`
	WriteTimeout int  `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	Elsewhere    bool `json:"elsewhere" help:"whether the handler sleeps instead"`
}

type blockedOutcome struct {
	Knobs  blockedKnobs `json:"knobs"`
	Slow   clientSaw    `json:"slow"`
	Quick  clientSaw    `json:"quick"`
	Waited bool         `json:"waited"` // the quick one, for at least half of the computation
	Log    []string     `json:"log"`
}

var blockedDefaults = blockedKnobs{Compute: 2_000, WriteTimeout: 1_000}

func (k blockedKnobs) play() (blockedOutcome, error) {
	o := blockedOutcome{Knobs: k}
	if k.Compute < 0 || k.WriteTimeout < 0 {
		return o, fmt.Errorf("a knob is below zero: %+v", k)
	}
	started := make(chan struct{})
	x, err := newExchange(&http.Server{
		WriteTimeout: ms(k.WriteTimeout),
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/quick" {
				io.WriteString(w, "quick\n")
				return
			}
			close(started)
			if k.Elsewhere {
				time.Sleep(ms(k.Compute))
			} else {
				for until := time.Now().Add(ms(k.Compute)); time.Now().Before(until); {
				}
			}
			if k.WriteTimeout > 0 && k.Compute > k.WriteTimeout {
				awaitDeadline(r.Context().Value(connKey{}).(net.Conn))
			}
			io.WriteString(w, "computed\n")
		}),
	})
	if err != nil {
		return o, err
	}
	defer x.close()
	slow := make(chan clientSaw, 1)
	go func() { slow <- ask(x.client, "http://"+x.addr+"/compute") }()
	<-started
	hurried := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	began := time.Now()
	o.Quick = ask(hurried, "http://"+x.addr+"/quick")
	o.Waited = k.Compute > 0 && time.Since(began) >= ms(k.Compute)/2
	select {
	case o.Slow = <-slow:
	case <-time.After(ms(k.Compute) + patience):
		return o, fmt.Errorf("the client still waits: %+v", k)
	}
	o.Log = x.logged()
	x.normalise(o.Slow.Error, o.Quick.Error)
	return o, nil
}

// ask gets a URL, and reads the whole body.
func ask(client *http.Client, url string) clientSaw {
	var saw clientSaw
	res, err := client.Get(url)
	if err == nil {
		saw.Status = &res.StatusCode
		saw.body, err = io.ReadAll(res.Body)
		saw.Bytes = len(saw.body)
		res.Body.Close()
	}
	saw.Error = text(err)
	return saw
}

func (blockedLoop) run(knobs json.RawMessage) (any, error) {
	k := blockedDefaults
	if err := decode(knobs, &k); err != nil {
		return nil, fmt.Errorf("knobs: %w", err)
	}
	return k.play()
}

func (blockedLoop) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("blocked-loop has nothing to sweep")
}

func (blockedLoop) byHand(args []string) error {
	k := blockedDefaults
	if err := parseKnobs("blocked-loop", &k, args); err != nil {
		return err
	}
	o, err := k.play()
	if err != nil {
		return err
	}
	return printJSON(o)
}
