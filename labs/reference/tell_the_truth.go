package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// tellTheTruth is lab 06: a middleware flushes when the handler is done, and logs what that said.
type tellTheTruth struct{}

type truthKnobs struct {
	WriteTimeout int    `json:"writeTimeout" help:"of the server, in ms; 0 for none"`
	HandlerTime  int    `json:"handlerTime" help:"how long the handler works before it writes, in ms"`
	Size         int    `json:"size" help:"bytes of the body"`
	Middleware   string `json:"middleware" help:"flush, plain or none"`
}

var truthDefaults = truthKnobs{WriteTimeout: 10_000, HandlerTime: 60_000, Size: 200, Middleware: "flush"}

func (k truthKnobs) handle(w http.ResponseWriter, r *http.Request, calls *callLog) {
	sleepPastDeadline(r.Context(), k.takes(), ms(k.WriteTimeout))

	body := letters(k.Size)
	n, err := w.Write(body)
	calls.wrote(len(body), n, err)
}

// A watchedWriter passes everything on, and keeps account of it.
type watchedWriter struct {
	http.ResponseWriter
	status int
	bytes  int
	err    error // the first one
}

func (w *watchedWriter) WriteHeader(code int) {
	w.status = code
	w.ResponseWriter.WriteHeader(code)
}

func (w *watchedWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	if err == nil {
		w.bytes += n
	} else if w.err == nil {
		w.err = err
	}
	return n, err
}

func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// accessLog logs a line for each request into the server's own log.
func (k truthKnobs) accessLog(next http.HandlerFunc, calls *callLog) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		watched := &watchedWriter{ResponseWriter: w, status: http.StatusOK}
		next(watched, r)
		if k.Middleware == "flush" {
			err := http.NewResponseController(w).Flush()
			calls.flushed(err)
			if watched.err == nil {
				watched.err = err
			}
		}
		line := fmt.Sprintf("%s %s %d %d", r.Method, r.RequestURI, watched.status, watched.bytes)
		if watched.err != nil {
			line += " error: " + watched.err.Error()
		}
		r.Context().Value(http.ServerContextKey).(*http.Server).ErrorLog.Println(line)
	}
}

func (k truthKnobs) server(calls *callLog) *http.Server {
	handler := func(w http.ResponseWriter, r *http.Request) { k.handle(w, r, calls) }
	if k.Middleware != "none" {
		handler = k.accessLog(handler, calls)
	}
	return &http.Server{WriteTimeout: ms(k.WriteTimeout), Handler: http.HandlerFunc(handler)}
}

func (k truthKnobs) takes() time.Duration { return ms(k.HandlerTime) }

func (k truthKnobs) check() error {
	switch {
	case k.WriteTimeout < 0, k.HandlerTime < 0, k.Size < 0:
		return fmt.Errorf("a knob is below zero: %+v", k)
	case k.Middleware != "flush" && k.Middleware != "plain" && k.Middleware != "none":
		return fmt.Errorf("middleware is %q; it is flush, plain or none", k.Middleware)
	}
	return nil
}

func (tellTheTruth) run(knobs json.RawMessage) (any, error) { return runCase(truthDefaults, knobs) }

func (tellTheTruth) sweep(json.RawMessage) (any, error) {
	return nil, errors.New("tell-the-truth has nothing to sweep")
}

func (tellTheTruth) byHand(args []string) error {
	return playByHand("tell-the-truth", truthDefaults, args)
}
