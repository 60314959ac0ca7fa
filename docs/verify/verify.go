package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"regexp"
	"strings"
)

// KiB beyond the 32 that every statement may have.
var more = map[string]int{"decision": 32, "proposal": 608, "roster": 608, "contract": 608, "policy": 608}
var header = regexp.MustCompile(`^\{"alg":"EdDSA","kid":"([\w-]{42}[AEIMQUYcgkosw048])","typ":"([^"\\]*)"\}$`)
var issuer = regexp.MustCompile(`^\{"jti":"[0-9a-f-]{36}","iss":"([a-z0-9._-]+)",`)

// must ends verify with a code, which its caller recovers.
func must(holds bool, code string) {
	if !holds {
		panic(code)
	}
}

func decoded(part string) []byte {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(part)
	must(err == nil && !strings.ContainsAny(part, "\r\n"), "bad_encoding")
	return raw
}

func verify(compact, typ, now string, keys map[string]Key) []byte {
	must(len(compact) <= 1024*(32+more[strings.TrimSuffix(strings.TrimPrefix(typ, "fermata-"), "+jws")]), "too_large")
	parts := strings.Split(compact, ".")
	must(len(parts) == 3 && parts[0] != "" && parts[1] != "" && parts[2] != "", "malformed")
	form, payload, signature := decoded(parts[0]), decoded(parts[1]), decoded(parts[2])
	found := header.FindSubmatch(form)
	must(found != nil, "header_not_allowed")
	must(string(found[2]) == typ, "wrong_typ")
	key, known := keys[string(found[1])]
	must(known, "unknown_key")
	issuers, mine := key.Signs[typ]
	must(mine || key.Revoked && len(key.Signs) == 0, "wrong_role")
	must(!key.Revoked, "key_revoked")
	must(key.NotBefore <= now, "key_not_yet_valid")
	must(now < key.NotAfter, "key_expired")
	must(ed25519.Verify(decoded(key.X), []byte(parts[0]+"."+parts[1]), signature), "bad_signature")
	iss := issuer.FindSubmatch(payload)
	must(iss != nil && strings.Contains(" "+strings.Join(issuers, " ")+" ", " "+string(iss[1])+" "), "wrong_role")
	return payload
}
