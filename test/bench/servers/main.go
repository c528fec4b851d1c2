// Go's net/http, as the bench runs it: with GOMAXPROCS=1, and pinned to one core like the others.
package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

var (
	small = []byte("Hello, World!\n")
	large = bytes.Repeat([]byte("x"), 100<<10)
	piece = []byte("0123456789abcde\n")
)

func answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.RequestURI == "/stream":
		for range 1000 {
			w.Write(piece)
			w.(http.Flusher).Flush()
		}
	case r.Method == "POST":
		body, err := io.ReadAll(r.Body)
		if err == nil {
			answerWith(w, body)
		}
	case r.RequestURI == "/large":
		answerWith(w, large)
	default:
		w.Header().Set("Content-Type", "text/plain")
		w.Write(small)
	}
}

// The others say a length by themselves; Go, and eoflab, do so for short answers only.
func answerWith(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func main() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("port %d, process %d\n", l.Addr().(*net.TCPAddr).Port, os.Getpid())
	panic(http.Serve(l, http.HandlerFunc(answer)))
}
