/**
 * What satisfies a JSON Schema of 2020-12: formats are annotations, nothing is fetched, patterns take linear time.
 *
 * The library's readings that differ from those of gateway and desk are replaced here, so that all of them take the
 * same arguments: patterns are RE2's, equality is JSON's, and words of other drafts say nothing.
 */

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { Refused } from './codes.ts';
import { type JsonObject, same } from './json.ts';

/** Words that the library judges by, and that 2020-12 does not have. */
const OTHER_DRAFTS = ['id', 'nullable', 'dependencies', '$recursiveRef', '$recursiveAnchor'];
const DIALECT = judge(true);
const KNOWN = new WeakMap<JsonObject, ValidateFunction>();

/** `bad_member` when nothing can be judged by this schema. */
export function compiled(schema: JsonObject): ValidateFunction {
  const known = KNOWN.get(schema);
  if (known) return known;
  try {
    if (!DIALECT.validateSchema(schema)) throw new Error(DIALECT.errorsText());
    const made = judge(false).compile(schema);
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
  for (const word of ['const', 'enum', 'uniqueItems']) ajv.removeKeyword(word);
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

/** The library tells patterns apart by their text. */
function pattern(written: string): { test: (text: string) => boolean; toString: () => string } {
  const form = RE2JS.compile(written);
  return { test: (text) => form.matcher(text).find(), toString: () => written };
}
