/** JSON in three forms: the tree as read, the value to work with, the bytes to send. */

import { Refused } from './codes.ts';

/** A JSON value; objects have no prototype when they were read here. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [member: string]: Json;
}

/** JSON as it was written: members in order, and of each number whether it is spelled as an integer. */
export type Tree =
  | { kind: 'null' }
  | { kind: 'flag'; value: boolean }
  | { kind: 'number'; value: number; integer: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'array'; items: Tree[] }
  | { kind: 'object'; members: ReadonlyMap<string, Tree> };

/** The value of a tree. No member can reach a prototype, whatever its name. */
export function valueOf(tree: Tree): Json {
  switch (tree.kind) {
    case 'null':
      return null;
    case 'array':
      return tree.items.map(valueOf);
    case 'object': {
      const made = Object.create(null) as JsonObject;
      for (const [name, member] of tree.members) made[name] = valueOf(member);
      return made;
    }
    default:
      return tree.value;
  }
}

/** Compact JSON in UTF-8, for payloads and drafts made here; `bad_json` for what JSON can not say. */
export function write(value: unknown): Buffer {
  return Buffer.from(written(value), 'utf8');
}

function written(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string' && value.isWellFormed()) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`;
  if (isPlain(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `${written(name)}:${written(member)}`).join(',')}}`;
  }
  throw new Refused('bad_json', `a ${typeof value} that JSON can not say`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether two values are the same JSON: numbers by value, members in any order. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((each, at) => same(each, other[at]));
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
  );
}
