import { describe, expect, it } from 'vitest';
import { at, child, NumberText, parse, print, same, withAt } from '../../src/features/edit/json';

describe('JSON of an edit', () => {
  it('comes back byte for byte when nothing was touched', () => {
    const text = '{"a":[1,"x",true,null,{}],"b":{"c":[]},"n":-1.5}';
    expect(print(parse(text))).toBe(text);
  });
  it('indents for people', () => {
    expect(print({ a: [1], b: {} }, 2)).toBe('{\n  "a": [\n    1\n  ],\n  "b": {}\n}');
  });
  it('writes a kept number as it was', () => {
    expect(print({ id: new NumberText('12345678901234567890') })).toBe('{"id":12345678901234567890}');
  });
  it('is the same whatever the order of its keys', () => {
    expect(same({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: '1' })).toBe(false);
    expect(same(undefined, null)).toBe(false);
  });
});

describe('a pointer', () => {
  const value = { 'a/b': [{ '~x': 1 }], list: ['p', 'q', 'r'] };
  it('reaches keys with slashes and tildes', () => {
    expect(at(value, child(child(child('', 'a/b'), 0), '~x'))).toBe(1);
    expect(at(value, '/nowhere/0')).toBeUndefined();
    expect(at({}, '/constructor')).toBeUndefined();
  });
  it('sets without touching the original', () => {
    const to = withAt(value, '/list/1', 'Q');
    expect(at(to, '/list/1')).toBe('Q');
    expect(at(value, '/list/1')).toBe('q');
  });
  it('takes out an item or a key', () => {
    expect(at(withAt(value, '/list/0', undefined), '/list')).toEqual(['q', 'r']);
    expect(withAt({ a: 1, b: 2 }, '/a', undefined)).toEqual({ b: 2 });
  });
  it('adds at the end of a list', () => {
    expect(at(withAt(value, '/list/3', 's'), '/list')).toEqual(['p', 'q', 'r', 's']);
  });
});
