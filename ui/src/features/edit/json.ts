// JSON that keeps numbers as they were written, so that an edit changes nothing that the person did not touch.

export type Json = null | boolean | number | string | NumberText | Json[] | { [key: string]: Json };

/** A number that JavaScript would round or rewrite. */
export class NumberText {
  constructor(readonly text: string) {}
}

type Source = { source?: string };

export function parse(text: string): Json {
  const keep = (_key: string, value: unknown, context?: Source): unknown =>
    typeof value === 'number' && context?.source !== undefined && context.source !== String(value) ? new NumberText(context.source) : value;
  return JSON.parse(text, keep as (key: string, value: unknown) => unknown) as Json;
}

export function print(value: Json, indent = 0, depth = 0): string {
  if (value instanceof NumberText) return value.text;
  if (Array.isArray(value)) return wrap('[', value.map((item) => print(item, indent, depth + 1)), ']', indent, depth);
  if (isObject(value)) {
    const parts = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${indent > 0 ? ' ' : ''}${print(item, indent, depth + 1)}`);
    return wrap('{', parts, '}', indent, depth);
  }
  return JSON.stringify(value);
}

function wrap(open: string, parts: string[], close: string, indent: number, depth: number): string {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(',') + close;
  const pad = ' '.repeat(indent * (depth + 1));
  return `${open}\n${pad}${parts.join(`,\n${pad}`)}\n${' '.repeat(indent * depth)}${close}`;
}

export function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NumberText);
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return print(sorted(a)) === print(sorted(b));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

// ---- RFC 6901 pointers

export function parts(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function child(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

export function at(value: Json | undefined, pointer: string): Json | undefined {
  let here = value;
  for (const part of parts(pointer)) {
    if (Array.isArray(here)) here = here[Number(part)];
    else if (isObject(here) && Object.hasOwn(here, part)) here = here[part];
    else return undefined;
  }
  return here;
}

/** A copy with the value at the pointer set, or taken out when it is `undefined`. */
export function withAt(value: Json, pointer: string, to: Json | undefined): Json {
  const [head, ...rest] = parts(pointer);
  if (head === undefined) return to ?? null;
  const below = rest.reduce((path, part) => child(path, part), '');
  if (Array.isArray(value)) {
    const index = Number(head);
    if (rest.length === 0 && to === undefined) return value.filter((_, i) => i !== index);
    const copy = [...value];
    copy[index] = withAt(value[index] ?? null, below, to);
    return copy;
  }
  const copy: { [key: string]: Json } = isObject(value) ? { ...value } : {};
  if (rest.length === 0 && to === undefined) delete copy[head];
  else copy[head] = withAt(copy[head] ?? null, below, to);
  return copy;
}
