// A small stand-in for schema, policy and the contract's labels, so that the form has something to talk to.

import { at, child, isObject, parse, parts, same, type Json } from '../../features/edit/json';
import { choices, resolve, typeOf, type Schema } from '../../features/edit/schema';
import type { ChangeView, FieldErrorView, FieldView, PreviewView, ReasonView } from '../generated';
import type { Contract, Label } from './contracts';
import { run } from './items';

export type Checked = { contract: Contract; args: Json };

export function check({ contract, args }: Checked, edited: string): PreviewView {
  const nothing = { changed: [], denied: false, risk: null, reasons: [], approvals_needed: null, fields: [], changes: [], title: [] };
  let value: Json;
  try {
    value = parse(edited);
  } catch (thrown) {
    return { ...nothing, errors: [{ pointer: '', text: `This is not JSON yet: ${thrown instanceof Error ? thrown.message : ''}` }] };
  }
  const root = contract.schema as Schema;
  const errors: FieldErrorView[] = [];
  validate(root, root, value, '', errors);
  const changed = [...new Set([...leaves(args, ''), ...leaves(value, '')])].filter((pointer) => !same(at(args, pointer), at(value, pointer)));
  if (errors.length > 0) return { ...nothing, errors, changed };
  const plainArgs = JSON.parse(edited) as Record<string, unknown>;
  const risk = contract.risk(plainArgs);
  const denied = Number.parseFloat(String(plainArgs['charge'] ?? plainArgs['refund'] ?? '0')) > 5000;
  const reasons: ReasonView[] = denied ? [{ code: 'limit', text: 'nothing above 5,000 USD is moved by an agent' }] : [{ code: `risk_${risk}`, text: `${plainArgs['charge'] ?? plainArgs['refund'] ?? 'nothing'} is moved instead` }];
  return { errors, changed, denied, risk, reasons, approvals_needed: risk === 'critical' ? 2 : 1, fields: fieldsOf(contract, value), changes: compared(fieldsOf(contract, args), fieldsOf(contract, value)), title: run(contract.title(plainArgs)) };
}

/** Place by place, in the later one's order, what is gone at the end. */
export function compared(old: readonly FieldView[], now: readonly FieldView[]): ChangeView[] {
  const bare = (field: FieldView | undefined): FieldView | null => (field ? { ...field, before: null } : null);
  const find = (fields: readonly FieldView[], pointer: string) => fields.find((field) => field.pointer === pointer);
  return [...new Set([...now, ...old].map(({ pointer }) => pointer))].map((pointer) => {
    const [before, after] = [bare(find(old, pointer)), bare(find(now, pointer))];
    return { before, after, same: JSON.stringify(before?.value) === JSON.stringify(after?.value) };
  });
}

function leaves(value: Json | undefined, pointer: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(item, child(pointer, i)));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, child(pointer, key)));
  return [pointer];
}

function validate(root: Schema, raw: Json | undefined, value: Json, pointer: string, errors: FieldErrorView[]): void {
  const schema = resolve(root, raw);
  const fail = (text: string): void => void errors.push({ pointer, text });
  const options = choices(schema);
  if (options && !options.includes(String(value))) return fail(`Must be one of ${options.join(', ')}`);
  switch (typeOf(schema)) {
    case 'object': {
      if (!isObject(value)) return fail('Must be an object');
      const properties = isObject(schema['properties']) ? schema['properties'] : {};
      for (const key of Array.isArray(schema['required']) ? schema['required'].map(String) : []) if (!(key in value)) errors.push({ pointer: child(pointer, key), text: 'Is needed' });
      for (const [key, item] of Object.entries(value)) {
        if (key in properties) validate(root, properties[key], item, child(pointer, key), errors);
        else errors.push({ pointer: child(pointer, key), text: 'Is not known to this contract' });
      }
      return;
    }
    case 'array':
      if (!Array.isArray(value)) return fail('Must be a list');
      return value.forEach((item, i) => validate(root, schema['items'], item, child(pointer, i), errors));
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return fail('Must be a whole number');
      if (typeof schema['minimum'] === 'number' && value < schema['minimum']) return fail(`Must be at least ${schema['minimum']}`);
      if (typeof schema['maximum'] === 'number' && value > schema['maximum']) return fail(`Must be at most ${schema['maximum']}`);
      return;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : fail('Must be yes or no');
    case 'string':
      if (typeof value !== 'string') return fail('Must be text');
      if (value.length < Number(schema['minLength'] ?? 0)) return fail('Must not be empty');
      if (typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern']).test(value)) return fail(`Must look like ${schema['pattern'].includes('[A-Z]{3}') ? '90.00 USD' : schema['pattern'].includes('@') ? 'name@example.org' : schema['pattern'].includes('[A-Z]{2}') ? 'NW214' : '2026-12-03'}`);
      return;
    default:
      return;
  }
}

export function fieldsOf(contract: Contract, args: Json, before: Record<string, string> = {}): FieldView[] {
  const rank = (label: Label): number => contract.labels.findIndex((other) => other === label || (other.group !== undefined && other.group === label.group));
  const found = leaves(args, '').flatMap((pointer) => {
    const label = contract.labels.find((other) => matches(other.pointer, pointer));
    const field: FieldView = {
      pointer,
      label: label?.label ?? parts(pointer).at(-1) ?? '',
      format: label?.format ?? 'text',
      value: run(String(at(args, pointer) ?? '')),
      before: before[pointer] === undefined ? null : run(before[pointer]),
      uninspectable: null,
      group: label?.group === undefined ? null : `${label.group} ${Number(parts(pointer)[1]) + 1}`,
    };
    return [{ field, rank: label ? rank(label) : 99 }];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ field }) => field);
}

function matches(pattern: string, pointer: string): boolean {
  const wanted = parts(pattern);
  const given = parts(pointer);
  return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i]);
}
