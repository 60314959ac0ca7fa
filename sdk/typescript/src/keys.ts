/** Ed25519 keys as JWKs: reading, weakness, thumbprint. The signatures are the work of `node:crypto`. */

import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Refused } from './codes.ts';
import { sha256, unb64url } from './encoding.ts';
import type { Jwk } from './payloads/rosters.ts';

const P = 2n ** 255n - 19n;
const D = mod(-121665n * power(121666n, P - 2n));
// The y coordinates of the eight points of small order; the sign bit does not matter.
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  P - 1n,
  littleEndian(Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex')),
  littleEndian(Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex')),
]);

/** RFC 7638: the `kid` of this key. */
export function thumbprint(jwk: Jwk): string {
  return sha256(`{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`);
}

/** The key of a JWK; `weak_key` for one of small order, not canonically encoded or not on the curve. */
export function publicKey(jwk: Jwk): KeyObject {
  const raw = unb64url(jwk.x);
  if (raw.length !== 32) throw new Refused('bad_member', 'an Ed25519 key has 32 bytes');
  const y = littleEndian(raw) & (2n ** 255n - 1n);
  if (y >= P || SMALL_ORDER_Y.has(y) || !isOnTheCurve(y)) {
    throw new Refused('weak_key', `the key ${jwk.x} is of small order, not canonical or not on the curve`);
  }
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' });
}

/** The private key of a JWK that has `d`. */
export function privateKey(jwk: Jwk & { d: string }): KeyObject {
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x, d: jwk.d }, format: 'jwk' });
}

/** What others may know of a key. */
export function publicJwk(key: KeyObject): Jwk {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('not an Ed25519 key');
  return { kty: 'OKP', crv: 'Ed25519', x };
}

/** Whether some x has this y: RFC 8032, section 5.1.3. */
function isOnTheCurve(y: bigint): boolean {
  const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
  return square === 0n || power(square, (P - 1n) / 2n) === 1n;
}

function mod(value: bigint): bigint {
  return ((value % P) + P) % P;
}

function power(base: bigint, exponent: bigint): bigint {
  let found = 1n;
  let factor = mod(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) found = (found * factor) % P;
    factor = (factor * factor) % P;
  }
  return found;
}

function littleEndian(raw: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(raw).reverse().toString('hex')}`);
}
