import { createPublicKey, verify as ed25519 } from 'node:crypto';

const KIB = { decision: 64, proposal: 640, roster: 640, contract: 640, policy: 640 };
const HEADER = /^\{"alg":"EdDSA","kid":"([\w-]{42}[AEIMQUYcgkosw048])","typ":"([^"\\]*)"\}$/;

function must(holds, code) {
  if (!holds) throw new Error(code);
}

function decoded(part) {
  const raw = Buffer.from(part, 'base64url');
  must(raw.toString('base64url') === part, 'bad_encoding');
  return raw;
}

export function signed(message, signature, key) {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
  return ed25519(null, message, createPublicKey({ format: 'jwk', key: jwk }), signature);
}

export function verify(compact, typ, now, keys) {
  must(Buffer.byteLength(compact) <= 1024 * (KIB[typ.slice(8, -4)] ?? 32), 'too_large');
  const parts = compact.split('.');
  must(parts.length === 3 && parts.every((part) => part !== ''), 'malformed');
  const [header, payload, signature] = parts.map(decoded);
  const form = HEADER.exec(header.toString('latin1'));
  must(form, 'header_not_allowed');
  must(form[2] === typ, 'wrong_typ');
  const key = Object.hasOwn(keys, form[1]) && keys[form[1]];
  must(key, 'unknown_key');
  must(Object.hasOwn(key.signs, typ) || (key.revoked && Object.keys(key.signs).length === 0), 'wrong_role');
  must(!key.revoked, 'key_revoked');
  must(key.not_before <= now, 'key_not_yet_valid');
  must(now < key.not_after, 'key_expired');
  must(signed(Buffer.from(`${parts[0]}.${parts[1]}`), signature, decoded(key.x)), 'bad_signature');
  const issuer = /^\{"jti":"[0-9a-f-]{36}","iss":"([a-z0-9._-]+)",/.exec(payload.toString('latin1'));
  must(issuer && key.signs[typ].includes(issuer[1]), 'wrong_role');
  return payload;
}
