/** What a contract's terms must be to have an effect. */

import { Refused } from './codes.ts';
import type { Json } from './json.ts';
import type { Terms } from './payloads/actions.ts';
import { compiled } from './schemas.ts';

export { checkValue } from './schemas.ts';

const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const CURRENCY = /^[A-Z]{3}$/;
const DURATION = /^P(?=.)(\d{1,9}D)?(T(?=.)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}S)?)?$/;
const PLACE = /\{([^}]*)\}/g;
const BLANK = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*$/;
const UNSEEN = /[^\P{C}]|[^\P{Z} ]/u;
const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const MAX_FIELDS = 256;

/** `bad_member` unless the terms can be used. */
export function checkTerms(terms: Terms): void {
  must(terms.fields.length <= MAX_FIELDS, 'too many fields');
  must(!BLANK.test(terms.title), 'the title says nothing');
  must([...terms.title.matchAll(PLACE)].every(([, named]) => isPointer(named)), 'the title names no pointer');
  must(!/[{}]/.test(terms.title.replace(PLACE, '')), 'the title has a lone brace');
  for (const field of terms.fields) {
    must(isPointer(field.pointer), `${field.pointer} is no pointer`);
    must(!BLANK.test(field.label) && !UNSEEN.test(field.label), 'a label that can not be read');
    const { currency } = field;
    must(currency === undefined || CURRENCY.test(currency) || isPointer(currency), `${currency} is no currency`);
  }
  const { confirm } = terms;
  must(confirm === undefined || (isPointer(confirm) && !confirm.split('/').includes('*')), 'confirm names no one value');
  must(terms.redact.every(isPointer), 'redact names no pointer');
  const within = terms.reversible ? terms.reversible.within : undefined;
  must(within === undefined || DURATION.test(within), 'within is no duration');
  must(terms.input_schema['type'] === 'object', 'the schema is not of an object');
  must(staysInside(terms.input_schema), 'the schema points out of itself');
  compiled(terms.input_schema);
}

function isPointer(text: string | undefined): boolean {
  return text !== undefined && POINTER.test(text);
}

function must(holds: boolean, why: string): void {
  if (!holds) throw new Refused('bad_member', why);
}

function staysInside(schema: Json): boolean {
  if (Array.isArray(schema)) return schema.every(staysInside);
  if (typeof schema !== 'object' || schema === null) return true;
  return Object.entries(schema).every(([name, member]) => {
    if (typeof member === 'string') {
      if (name === '$ref' || name === '$dynamicRef') return member.startsWith('#');
      if (name === '$schema') return member.replace(/#*$/, '') === DIALECT;
    }
    return staysInside(member);
  });
}
