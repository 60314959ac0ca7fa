// Command verify judges statements: `go run verify.go run.go KEYS < RECORDS`, see README.md.
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// Key is what a roster says about one key.
type Key struct {
	X         string
	NotBefore string `json:"not_before"`
	NotAfter  string `json:"not_after"`
	Revoked   bool
	Signs     map[string][]string
}

func judged(record string, keys map[string]Key) (said string) {
	defer func() {
		if code := recover(); code != nil {
			said = fmt.Sprint(code)
		}
	}()
	parts := strings.Split(record, "\t")
	digest := sha256.Sum256(verify(parts[2], parts[0], parts[1], keys))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func main() {
	var keys map[string]Key
	text, err := os.ReadFile(os.Args[1])
	if err == nil {
		err = json.Unmarshal(text, &keys)
	}
	if err != nil {
		panic(err)
	}
	records, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	for _, record := range strings.Split(string(records), "\x00") {
		fmt.Println(judged(record, keys))
	}
}
