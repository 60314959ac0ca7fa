// `node run.mjs [KEYS] < RECORDS`: see README.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signed, verify } from './verify.mjs';

const keys = process.argv[2] && JSON.parse(readFileSync(process.argv[2], 'utf8'));

function judged(fields) {
  if (!keys) {
    const [key, message, signature] = fields.map((field) => Buffer.from(field, 'hex'));
    return signed(message, signature, key) ? 'valid' : 'invalid';
  }
  const [typ, now, compact] = fields;
  try {
    return createHash('sha256').update(verify(compact, typ, now, keys)).digest('base64url');
  } catch (refused) {
    return refused.message;
  }
}

for (const record of readFileSync(0, 'utf8').split('\0')) console.log(judged(record.split('\t')));
