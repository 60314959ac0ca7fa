// The part of JSON Schema that a form can show. What it does not know becomes a JSON field; the desk validates everything anyway.

import { isObject, parts, type Json } from './json';

export type Schema = { [key: string]: Json };
export type Control = 'text' | 'number' | 'choice' | 'switch' | 'json';

/** Follows local `$ref`s and looks through a nullable union. */
export function resolve(root: Schema, schema: Json | undefined, depth = 0): Schema {
  if (!isObject(schema) || depth > 16) return {};
  const ref = schema['$ref'];
  if (typeof ref === 'string' && ref.startsWith('#')) {
    const target = parts(ref.slice(1)).reduce<Json | undefined>((here, part) => (isObject(here) ? here[part] : undefined), root);
    return resolve(root, target, depth + 1);
  }
  const union = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(union)) {
    const rest = union.filter((option) => !(isObject(option) && option['type'] === 'null'));
    if (rest.length === 1) return { ...schema, ...resolve(root, rest[0], depth + 1) };
  }
  return schema;
}

export function typeOf(schema: Schema): string | null {
  const type = schema['type'];
  if (typeof type === 'string') return type;
  if (Array.isArray(type)) {
    const rest = type.filter((name) => name !== 'null');
    return rest.length === 1 && typeof rest[0] === 'string' ? rest[0] : null;
  }
  if (isObject(schema['properties'])) return 'object';
  return schema['items'] === undefined ? null : 'array';
}

export function choices(schema: Schema): string[] | null {
  const list = schema['enum'];
  if (!Array.isArray(list) || !list.every((option) => typeof option === 'string')) return null;
  return list as string[];
}

export function controlOf(schema: Schema): Control {
  if (choices(schema)) return 'choice';
  switch (typeOf(schema)) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'switch';
    default:
      return 'json';
  }
}

export function required(schema: Schema): ReadonlySet<string> {
  const list = schema['required'];
  return new Set(Array.isArray(list) ? list.filter((key): key is string => typeof key === 'string') : []);
}

/** The smallest value of a schema, for a new item. What has no sensible default stays empty and is then marked by the check. */
export function blank(root: Schema, of: Json | undefined): Json {
  const schema = resolve(root, of);
  const preset = schema['default'] ?? schema['const'];
  if (preset !== undefined) return preset;
  const options = choices(schema);
  if (options) return options[0] ?? '';
  switch (typeOf(schema)) {
    case 'object': {
      const properties = isObject(schema['properties']) ? schema['properties'] : {};
      return Object.fromEntries([...required(schema)].map((key) => [key, blank(root, properties[key])]));
    }
    case 'array':
      return [];
    case 'number':
    case 'integer':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0;
    case 'boolean':
      return false;
    default:
      return '';
  }
}
