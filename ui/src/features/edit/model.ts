// The form of an edit as a flat list of lines, made from the contract's schema, the proposed arguments and the edited ones. Pure.

import type { FieldErrorView, FieldView } from '../../ipc/generated';
import { at, child, isObject, parts, same, type Json } from './json';
import { choices, controlOf, required, resolve, typeOf, type Control, type Schema } from './schema';

export type LeafLine = {
  kind: 'leaf';
  pointer: string;
  label: string;
  control: Control;
  choices: string[];
  mono: boolean;
  value: Json | undefined;
  original: Json | undefined;
  changed: boolean;
  /** May be left out. */
  optional: boolean;
};
export type ItemLine = { kind: 'item'; pointer: string; label: string; state: 'kept' | 'new' };
export type AddLine = { kind: 'add'; pointer: string; label: string; items: Json; count: number };
export type Line = LeafLine | ItemLine | AddLine;

export type Model = { schema: Schema; original: Json; fields: readonly FieldView[] };

export function lines(model: Model, value: Json): Line[] {
  const out: Line[] = [];
  walk(model, model.schema, value, '', false, out);
  return out;
}

function walk(model: Model, raw: Json | undefined, value: Json | undefined, pointer: string, optional: boolean, out: Line[]): void {
  const schema = resolve(model.schema, raw);
  const type = typeOf(schema) ?? shapeOf(value);
  if (type === 'object' && (isObject(value) || pointer === '')) {
    const properties = isObject(schema['properties']) ? schema['properties'] : {};
    const needed = required(schema);
    const here = isObject(value) ? value : {};
    const keys = [...Object.keys(properties), ...Object.keys(here).filter((key) => !Object.hasOwn(properties, key))];
    for (const key of keys) walk(model, own(properties, key), own(here, key), child(pointer, key), !needed.has(key), out);
    return;
  }
  if (type === 'array' && (Array.isArray(value) || value === undefined)) {
    const items = schema['items'] ?? {};
    const list = value ?? [];
    const name = listLabel(model, pointer);
    list.forEach((item, i) => {
      const here = child(pointer, i);
      const fresh = at(model.original, here) === undefined;
      out.push({ kind: 'item', pointer: here, label: `${name} ${i + 1}`, state: fresh ? 'new' : 'kept' });
      walk(model, items, item, here, false, out);
    });
    out.push({ kind: 'add', pointer, label: name, items, count: list.length });
    return;
  }
  const original = at(model.original, pointer);
  const known = fieldFor(model.fields, pointer);
  const control = controlOf(schema);
  out.push({
    kind: 'leaf',
    pointer,
    label: labelFor(model, pointer, schema),
    control: control === 'json' ? plainControl(value ?? original) : control,
    choices: choices(schema) ?? [],
    mono: ['id', 'code', 'json', 'url'].includes(known?.format ?? '') || control === 'json',
    value,
    original,
    changed: !same(value, original),
    optional,
  });
}

/** Nothing that every object has by itself. */
function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function shapeOf(value: Json | undefined): string | null {
  if (Array.isArray(value)) return 'array';
  return isObject(value) ? 'object' : null;
}

/** A value without a schema is edited as what it is. */
function plainControl(value: Json | undefined): Control {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'switch';
  return 'json';
}

/** The contract's field at a pointer, or of the same place in another item of the array. */
export function fieldFor(fields: readonly FieldView[], pointer: string): FieldView | undefined {
  const exact = fields.find((field) => field.pointer === pointer);
  if (exact) return exact;
  const shape = shapeOfPointer(pointer);
  return fields.find((field) => shapeOfPointer(field.pointer) === shape);
}

function shapeOfPointer(pointer: string): string {
  return parts(pointer)
    .map((part) => (/^\d+$/.test(part) ? '*' : part))
    .join('/');
}

function labelFor(model: Model, pointer: string, schema: Schema): string {
  const known = fieldFor(model.fields, pointer);
  if (known) return known.label;
  if (typeof schema['title'] === 'string') return schema['title'];
  return spoken(parts(pointer).at(-1) ?? '');
}

/** The name of a list: the group of its items without the number, else its key in words. */
function listLabel(model: Model, pointer: string): string {
  const inside = model.fields.find((field) => field.group !== null && field.pointer.startsWith(`${pointer}/`));
  const group = inside?.group?.replace(/\s+\d+$/, '');
  return group ?? fieldFor(model.fields, pointer)?.label ?? spoken(parts(pointer).at(-1) ?? '');
}

function spoken(key: string): string {
  const words = key.replace(/[_-]+/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Errors by the line that can show them; what fits no line stands under the empty pointer. */
export function errorsByLine(shown: readonly Line[], errors: readonly FieldErrorView[]): Map<string, string[]> {
  const places = new Set(shown.filter((line) => line.kind !== 'add').map((line) => line.pointer));
  const out = new Map<string, string[]>();
  for (const error of errors) {
    let place = error.pointer;
    while (place !== '' && !places.has(place)) place = place.slice(0, place.lastIndexOf('/'));
    out.set(place, [...(out.get(place) ?? []), error.text]);
  }
  return out;
}
