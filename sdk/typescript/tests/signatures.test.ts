/** The signatures of `vectors/signatures` through this verifier: no bad one accepted, no good one refused. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { holds } from '../src/compact.ts';
import { b64url } from '../src/encoding.ts';
import { publicKey } from '../src/keys.ts';

interface File {
  numberOfTests: number;
  testGroups: {
    publicKey: { pk: string };
    tests: { tcId: number; msg: string; sig: string; result: 'valid' | 'invalid' }[];
  }[];
}

describe.each(['wycheproof', 'rfc8037'])('%s', (name) => {
  const path = new URL(`../../../vectors/signatures/${name}.json`, import.meta.url);
  const { numberOfTests, testGroups } = JSON.parse(readFileSync(path, 'utf8')) as File;
  const tests = testGroups.flatMap((group) => group.tests.map((each) => ({ ...each, pk: group.publicKey.pk })));

  test('no test is left out', () => expect(tests).toHaveLength(numberOfTests));
  const named = tests.map((each) => [`${name} ${each.tcId} ${each.result}`, each] as const);
  test.each(named)('%s', (_, { pk, msg, sig, result }) => {
    const key = publicKey({ kty: 'OKP', crv: 'Ed25519', x: b64url(Buffer.from(pk, 'hex')) });
    expect(holds(Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'), key)).toBe(result === 'valid');
  });
});
