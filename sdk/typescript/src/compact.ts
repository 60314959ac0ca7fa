/**
 * The compact form of a statement: parts, header bytes, signature. No roster, no payload, no clock.
 *
 * The header is compared byte for byte, so nothing in it is ever interpreted: neither `alg` nor any other member can
 * choose how a statement is verified.
 */

import { sign as signBytes, verify as verifyBytes, type KeyObject } from 'node:crypto';
import { Refused } from './codes.ts';
import { b64url, unb64url } from './encoding.ts';
import { checkShape, isTyp, LARGEST, sizeCap, type Typ } from './payloads/index.ts';
import { parse } from './strictJson.ts';

const HEADER = /^\{"alg":"EdDSA","kid":"([A-Za-z0-9_-]{43})","typ":"([^"\\]*)"\}$/;

/** A statement taken apart. Nothing in it is true yet. */
export interface Parts {
  readonly compact: string;
  readonly kid: string;
  readonly typ: Typ;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Size, parts, encoding and header; with `typ`, exactly that kind. */
export function takeApart(compact: string, typ?: Typ): Parts {
  if (compact.length > (typ ? sizeCap(typ) : LARGEST)) {
    throw new Refused('too_large', `${compact.length} characters`);
  }
  const parts = compact.split('.');
  if (parts.length !== 3 || parts.includes('')) throw new Refused('malformed', 'not three non-empty parts');
  const [header, payload, signature] = parts.map(unb64url) as [Buffer, Buffer, Buffer];
  const { kid, named } = readHeader(header);
  if (!isTyp(named) || (typ !== undefined && named !== typ)) {
    throw new Refused('wrong_typ', `${named.slice(0, 64)} stands where ${typ ?? 'a statement'} was expected`);
  }
  return { compact, kid, typ: named, payload, signature };
}

function readHeader(header: Buffer): { kid: string; named: string } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(header);
    const [, kid, named] = HEADER.exec(text) ?? [];
    if (kid !== undefined && named !== undefined) {
      unb64url(kid);
      return { kid, named };
    }
  } catch {
    // Not UTF-8, or a kid that is no thumbprint: not the form either.
  }
  throw new Refused('header_not_allowed', 'the header is not of the one allowed form');
}

/** `bad_signature` unless this key signed exactly these bytes. */
export function checkSignature(parts: Parts, key: KeyObject): void {
  const signed = Buffer.from(parts.compact.slice(0, parts.compact.lastIndexOf('.')), 'ascii');
  if (!holds(signed, parts.signature, key)) {
    throw new Refused('bad_signature', `the signature of ${parts.kid} does not hold`);
  }
}

/** RFC 8032 without cofactor, 64 bytes, S < L, canonical R. */
export function holds(signed: Uint8Array, signature: Uint8Array, key: KeyObject): boolean {
  return signature.length === 64 && verifyBytes(null, signed, key, signature);
}

/** A statement over exactly these bytes, which must be a payload of this kind. */
export function sign(typ: Typ, payload: Uint8Array, key: KeyObject, kid: string): string {
  checkShape(typ, parse(payload));
  return signUnchecked(typ, payload, key, kid);
}

/** A statement over exactly these bytes, whatever they say. */
export function signUnchecked(typ: Typ, payload: Uint8Array, key: KeyObject, kid: string): string {
  const signed = `${b64url(Buffer.from(`{"alg":"EdDSA","kid":"${kid}","typ":"${typ}"}`))}.${b64url(payload)}`;
  return `${signed}.${b64url(signBytes(null, Buffer.from(signed, 'ascii'), key))}`;
}
