import { describe, expect, it } from 'vitest';
import type { FieldView } from '../../src/ipc/generated';
import { blocks } from '../../src/features/detail/fields';
import { parse, withAt } from '../../src/features/edit/json';
import { errorsByLine, lines, type LeafLine, type Line } from '../../src/features/edit/model';
import { blank, type Schema } from '../../src/features/edit/schema';

const schema = parse(`{
  "type": "object",
  "required": ["id", "kind", "legs"],
  "properties": {
    "id": { "type": "string" },
    "kind": { "enum": ["one", "two"] },
    "count": { "type": ["integer", "null"], "minimum": 1 },
    "loud": { "type": "boolean" },
    "legs": { "type": "array", "items": { "$ref": "#/$defs/leg" } },
    "extra": { "type": "object", "properties": { "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] } } }
  },
  "$defs": { "leg": { "type": "object", "required": ["from"], "properties": { "from": { "type": "string" }, "seats": { "type": "integer", "minimum": 1 } } } }
}`) as Schema;
const field = (pointer: string, label: string, group: string | null = null): FieldView => ({ pointer, label, format: 'id', value: [], before: null, uninspectable: null, group });
const original = parse('{"id":"x1","kind":"one","legs":[{"from":"OSL"}],"extra":{"note":"hi"},"free":[1]}');
const model = { schema, original, fields: [field('/id', 'Booking'), field('/legs/0/from', 'From', 'Legs 1')] };
const leaves = (all: Line[]): LeafLine[] => all.filter((line) => line.kind === 'leaf');

describe('the form of an edit', () => {
  it('has a line for each value, with the control that its schema asks for', () => {
    const shown = leaves(lines(model, original)).map((line) => [line.pointer, line.control]);
    expect(shown).toEqual([
      ['/id', 'text'],
      ['/kind', 'choice'],
      ['/count', 'number'],
      ['/loud', 'switch'],
      ['/legs/0/from', 'text'],
      ['/legs/0/seats', 'number'],
      ['/extra/note', 'text'],
      ['/free/0', 'json'],
    ]);
  });
  it('uses the words of the contract, in other items of a list too', () => {
    const edited = withAt(original, '/legs/1', { from: 'BGO' });
    const labels = lines(model, edited).map((line) => line.label);
    expect(labels).toContain('Booking');
    expect(labels.filter((label) => label === 'From')).toHaveLength(2);
    expect(labels).toContain('Legs 2');
  });
  it('marks what changed and what is new', () => {
    const edited = withAt(withAt(original, '/kind', 'two'), '/legs/1', { from: 'BGO' });
    const all = lines(model, edited);
    expect(leaves(all).filter((line) => line.changed).map((line) => line.pointer)).toEqual(['/kind', '/legs/1/from']);
    expect(all.filter((line) => line.kind === 'item').map((line) => line.state)).toEqual(['kept', 'new', 'kept']);
  });
  it('says which values may be left out', () => {
    const optional = leaves(lines(model, original)).filter((line) => line.optional);
    expect(optional.map((line) => line.pointer)).toEqual(['/count', '/loud', '/legs/0/seats', '/extra/note']);
  });
  it('makes a new item from what its schema needs', () => {
    expect(blank(schema, { $ref: '#/$defs/leg' })).toEqual({ from: '' });
  });
  it('works without a schema, from the values themselves', () => {
    const bare = leaves(lines({ schema: {}, original, fields: [] }, original));
    expect(bare.map((line) => [line.pointer, line.control])).toContainEqual(['/legs/0/from', 'text']);
    expect(bare[0]?.label).toBe('Id');
  });
  it('shows each error at the nearest line, and the rest above', () => {
    const shown = lines(model, original);
    const errors = errorsByLine(shown, [
      { pointer: '/legs/0/from', text: 'a' },
      { pointer: '/legs/0/nope', text: 'b' },
      { pointer: '/elsewhere', text: 'c' },
    ]);
    expect([...errors]).toEqual([['/legs/0/from', ['a']], ['/legs/0', ['b']], ['', ['c']]]);
  });
});

describe('the fields of an action', () => {
  it('stand together when they belong to one item', () => {
    const laid = blocks([field('/id', 'Booking'), field('/legs/0/from', 'From', 'Legs 1'), field('/legs/0/to', 'To', 'Legs 1'), field('/legs/1/from', 'From', 'Legs 2')]);
    expect(laid.map((block) => [block.group, block.fields.length])).toEqual([[null, 1], ['Legs 1', 2], ['Legs 2', 1]]);
  });
});
