// Command verify judges statements: `go run verify.go run.go [KEYS] < RECORDS`, see README.md.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
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
	if keys == nil {
		if ed25519.Verify(unhex(parts[0]), unhex(parts[1]), unhex(parts[2])) {
			return "valid"
		}
		return "invalid"
	}
	digest := sha256.Sum256(verify(parts[2], parts[0], parts[1], keys))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func unhex(text string) []byte {
	raw, err := hex.DecodeString(text)
	needed(err)
	return raw
}

func needed(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	var keys map[string]Key
	if len(os.Args) > 1 {
		text, err := os.ReadFile(os.Args[1])
		needed(err)
		needed(json.Unmarshal(text, &keys))
	}
	records, err := io.ReadAll(os.Stdin)
	needed(err)
	for _, record := range strings.Split(string(records), "\x00") {
		fmt.Println(judged(record, keys))
	}
}
