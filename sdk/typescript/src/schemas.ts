/**
 * What satisfies a JSON Schema of 2020-12: formats are annotations, nothing is fetched, patterns take linear time.
 *
 * The library's readings that differ from those of gateway and desk are replaced here, so that all of them take the
 * same arguments: patterns are RE2's, equality is JSON's, and words of other drafts say nothing.
 */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { Refused } from './codes.ts';
import { type Json, type JsonObject, same } from './json.ts';
import { pattern } from './patterns.ts';

/** Words that the library judges by, and that 2020-12 does not have. */
const OTHER_DRAFTS = ['id', '$recursiveRef', '$recursiveAnchor'];
/** Words whose members are named by the schema's author. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
/** Words that hold values and no schemas. */
const PLAIN = new Set(['const', 'enum', 'default', 'examples']);
const DIALECT = judge(true);
const KNOWN = new WeakMap<JsonObject, ValidateFunction>();

/** `bad_member` when nothing can be judged by this schema. */
export function compiled(schema: JsonObject): ValidateFunction {
  const known = KNOWN.get(schema);
  if (known) return known;
  try {
    if (!DIALECT.validateSchema(schema)) throw new Error(DIALECT.errorsText());
    const made = judge(false).compile(cleaned(schema) as JsonObject);
    KNOWN.set(schema, made);
    return made;
  } catch (broken) {
    throw new Refused('bad_member', `the schema can not be used: ${String(broken).slice(0, 200)}`);
  }
}

/** `schema_violation` with the first pointer that does not fit; to a broken schema nothing fits. */
export function checkValue(schema: JsonObject, value: unknown): void {
  let wrong: string | null = null;
  try {
    const validate = compiled(schema);
    if (!validate(value)) {
      const [first] = validate.errors ?? [];
      wrong = `${first?.instancePath || '/'}: ${first?.message ?? 'does not fit'}`;
    }
  } catch (broken) {
    wrong = String(broken);
  }
  if (wrong !== null) throw new Refused('schema_violation', wrong.slice(0, 200));
}

/** One for each schema, so that none can name another's id; the dialect itself is compiled once. */
function judge(meta: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    meta,
    validateSchema: meta,
    strict: false,
    logger: false,
    validateFormats: false,
    ownProperties: true,
    code: { regExp: Object.assign(pattern, { code: 'pattern' }) },
  });
  for (const word of OTHER_DRAFTS) ajv.removeKeyword(word);
  for (const word of ['const', 'enum', 'uniqueItems', 'multipleOf']) ajv.removeKeyword(word);
  ajv.addKeyword({ keyword: 'multipleOf', type: 'number', schemaType: 'number', validate: isMultiple });
  ajv.addKeyword({ keyword: 'const', validate: (one: unknown, value: unknown) => same(one, value) });
  ajv.addKeyword({
    keyword: 'enum',
    schemaType: 'array',
    validate: (some: unknown[], value: unknown) => some.some((one) => same(one, value)),
  });
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (asked: boolean, items: unknown[]) =>
      !asked || items.every((one, at) => items.slice(0, at).every((other) => !same(one, other))),
  });
  return ajv;
}

/** In decimals, as both are written: 0.3 is three times 0.1. */
function isMultiple(of: number, value: number): boolean {
  const [step, digits] = decimal(of);
  const [count, more] = decimal(value);
  const places = Math.max(digits, more);
  return (count * 10n ** BigInt(places - more)) % (step * 10n ** BigInt(places - digits)) === 0n;
}

/** An integer, and how many of its digits stand behind the point. */
function decimal(value: number): [bigint, number] {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const places = fraction.length - Number(exponent);
  return [BigInt(whole + fraction) * 10n ** BigInt(Math.max(0, -places)), Math.max(0, places)];
}

/** A copy without `nullable`, which says nothing in 2020-12; names of members and plain values stay. */
function cleaned(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(cleaned);
  if (typeof schema !== 'object' || schema === null) return schema;
  const made = Object.create(null) as JsonObject;
  for (const [word, said] of Object.entries(schema)) {
    if (word === 'nullable') continue;
    const named = NAMED.has(word) && typeof said === 'object' && said !== null && !Array.isArray(said);
    if (named) made[word] = Object.fromEntries(Object.entries(said).map(([name, each]) => [name, cleaned(each)]));
    else made[word] = PLAIN.has(word) ? said : cleaned(said);
  }
  return made;
}
