// `node run.mjs KEYS < RECORDS`: see README.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { verify } from './verify.mjs';

const keys = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const record of readFileSync(0, 'utf8').split('\0')) {
  const [typ, now, compact] = record.split('\t');
  try {
    console.log(createHash('sha256').update(verify(compact, typ, now, keys)).digest('base64url'));
  } catch (refused) {
    console.log(refused.message);
  }
}
