// Go's http.Get: given a limit in ms and URLs, a line of JSON for each.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

type said struct {
	Status *int    `json:"status"`
	Bytes  int     `json:"bytes"`
	Sha256 *string `json:"sha256"`
	Error  *string `json:"error"`
}

func main() {
	limit, err := strconv.Atoi(os.Args[1])
	if err != nil {
		panic(err)
	}
	client := &http.Client{Timeout: time.Duration(limit) * time.Millisecond}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for _, url := range os.Args[2:] {
		if err := out.Encode(ask(client, url)); err != nil {
			panic(err)
		}
	}
}

func ask(client *http.Client, url string) said {
	res, err := client.Get(url)
	if err != nil {
		text := err.Error()
		return said{Error: &text}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	s := said{Status: &res.StatusCode, Bytes: len(body), Sha256: &digest}
	if err != nil {
		text := err.Error()
		s.Error = &text
	}
	return s
}
