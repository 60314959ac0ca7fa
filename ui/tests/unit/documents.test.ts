// Documents in their form: whatever comes, what is on screen are pieces of the text that came, in their order, and all of it.

import { describe, expect, it } from 'vitest';
import type { RunView } from '../../src/ipc/generated';
import { csvTable, jsonTable } from '../../src/features/evidence/table';
import { lines } from '../../src/features/evidence/tree';
import { blocks, type Look } from '../../src/shared/markdown';
import { Marked } from '../../src/shared/marked';

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const PARTS = ['*', '**', '***', '_', '__', '`', '```', '~~~', '[', ']', '](', ')', '!', '# ', '- ', '1. ', '> ', '\n', '\n\n', '  ', ' ', 'a', 'word', '<b>', '&lt;', 'https://evil.example/x', '⟨U+202E⟩', '"', '{', '}', ':', ',', '7', '\\u202e', '|', 'ä', '🙂'];
const made = (next: (below: number) => number): string => Array.from({ length: next(40) }, () => PARTS[next(PARTS.length)]).join('');
const tight = (text: string): string => text.replace(/\s+/g, '');
const cut = (text: string, pieces: readonly { from: number; to: number }[]): string => pieces.map(({ from, to }) => text.slice(from, to)).join('');

describe('Markdown', () => {
  it('keeps every letter of whatever comes, in its order and once', () => {
    const next = random(20261128);
    for (let n = 0; n < 4000; n++) {
      const text = made(next);
      const pieces = blocks(text).flatMap((block) => block.pieces);
      expect(tight(cut(text, pieces))).toBe(tight(text));
      expect(pieces.every((piece, i) => piece.from >= (pieces[i - 1]?.to ?? 0)), text).toBe(true);
    }
  });

  const looks = (text: string): [string, Look][] => blocks(text).flatMap(({ pieces }) => pieces.map(({ from, to, style }): [string, Look] => [text.slice(from, to), style]));

  it('gives emphasis and code their look and leaves their signs', () => {
    expect(looks('a `**d**` snake_case_name 2 * 3 * 4')).toEqual([
      ['a ', 'plain'], ['`', 'sign'], ['**d**', 'code'], ['`', 'sign'], [' snake_case_name 2 * 3 * 4', 'plain'],
    ]);
    expect(looks('**b *c* d**')).toEqual([['**', 'sign'], ['b ', 'strong'], ['*', 'sign'], ['c', 'both'], ['*', 'sign'], [' d', 'strong'], ['**', 'sign']]);
  });

  it('marks the true host of a link and of an image', () => {
    expect(looks('![x](https://bank.example@evil.example/p)').filter(([, look]) => look === 'host')).toEqual([['evil.example', 'host']]);
    expect(looks('[bank.example](https://evil.example:8443/?q=bank.example)').filter(([, look]) => look === 'host')).toEqual([['evil.example:8443', 'host']]);
  });

  it('knows headings, lists, quotes and fences', () => {
    expect(blocks('# T\ntext\nmore\n- one\n  - two\n> q\n```sh\n# no\n```\nend').map(({ kind, level }) => `${kind} ${level}`)).toEqual(['heading 1', 'paragraph 0', 'item 0', 'item 1', 'quote 0', 'code 0', 'paragraph 0']);
  });

  it('is done with what is made to be slow', () => {
    for (const part of ['*a ', '_a', '`'.repeat(3) + 'a ', '[a](', '**a *b ', '![[', '*'.repeat(2)]) {
      const text = part.repeat(64_000 / part.length);
      const from = performance.now();
      blocks(text);
      expect(performance.now() - from, part).toBeLessThan(4000);
    }
  });
});

describe('a tree', () => {
  const sample = (next: (below: number) => number, depth = 0): unknown => {
    const kind = next(depth > 4 ? 4 : 6);
    if (kind === 4) return Array.from({ length: next(4) }, () => sample(next, depth + 1));
    if (kind === 5) return Object.fromEntries(Array.from({ length: next(4) }, (_, n) => [`${n} "\\{[,:é`, sample(next, depth + 1)]));
    return [null, next(2) === 0, next(99_999) / 7, made(next)][kind];
  };

  it('holds every token of any JSON, as it was written', () => {
    const next = random(7);
    for (let n = 0; n < 3000; n++) {
      const value = [sample(next)];
      const text = JSON.stringify(value, null, next(3));
      const found = lines(text) ?? [];
      expect(cut(text, found.flatMap((line) => line.tokens))).toBe(JSON.stringify(value));
      expect(found.every((line, at) => line.end === null || (line.end > at && found[line.end]?.depth === line.depth)), text).toBe(true);
    }
  });

  it('is not made of what is no JSON, or has no parts', () => {
    for (const text of ['', '{', '{"a":1', '7', '"x"', 'null', "{'a':1}", '[1,]']) expect(lines(text)).toBeNull();
  });

  it('never decodes an escape', () => {
    const text = '{"a":"\\u202e\\u003cb\\u003e"}';
    expect(lines(text)?.flatMap((line) => line.tokens.map(({ from, to }) => text.slice(from, to)))).toContain('"\\u202e\\u003cb\\u003e"');
  });
});

describe('a table', () => {
  const csv = (...runs: RunView[]) => csvTable(new Marked(runs));
  const cells = (text: string, table: ReturnType<typeof csvTable>) => table && [table.head, ...table.rows].map((row) => row.map((cell) => cell && text.slice(cell.from, cell.to)));

  it('is a list of flat objects, with what one lacks left open', () => {
    const text = '[{"a":1,"b":"x"},{"b":"\\"y","c":null}]';
    expect(cells(text, jsonTable(text))).toEqual([['a', 'b', 'c'], ['1', 'x', null], [null, '"\\"y"', 'null']]);
  });

  it('is nothing else', () => {
    for (const text of ['[]', '[1]', '[{"a":[1]}]', '{"a":1}', '[{"a":1,"a":2}]', '[{}]']) expect(jsonTable(text), text).toBeNull();
  });

  it('is CSV where every line has as many cells', () => {
    const text = 'day;charge\n"3; May";"12 ""net"""\n;7';
    expect(cells(text, csv({ text }))).toEqual([['day', 'charge'], ['3; May', '12 ""net""'], ['', '7']]);
    for (const bad of ['a,b', 'a,b\n1', 'a,b\n1,2,3', 'a,b\n"1,2', 'a,b\n"1"x,2', '']) expect(csv({ text: bad }), bad).toBeNull();
  });

  it('ends its lines of CSV with a line feed, with or without a carriage return, and with nothing that is only written so', () => {
    const cr = { text: '⟨U+000D⟩', mark: 'U+000D carriage return' };
    const runs = [{ text: 'day,charge' }, cr, { text: '\n3,"12"' }, cr, { text: '\n4,"5"\n5,' }, cr, { text: '6⟨U+000D⟩\n' }];
    expect(cells(new Marked(runs).text, csv(...runs))).toEqual([['day', 'charge'], ['3', '12'], ['4', '5'], ['5', '⟨U+000D⟩6⟨U+000D⟩']]);
  });
});

describe('a piece of escaped text', () => {
  it('has the stand-ins that lie in it', () => {
    const marked = new Marked([{ text: 'ab' }, { text: '⟨U+202E⟩', mark: 'override' }, { text: 'cd' }, { text: '⟨U+0007⟩', mark: 'bell' }]);
    expect(marked.runs({ from: 0, to: marked.text.length })).toEqual([{ text: 'ab' }, { text: '⟨U+202E⟩', mark: 'override' }, { text: 'cd' }, { text: '⟨U+0007⟩', mark: 'bell' }]);
    expect(marked.runs({ from: 1, to: 11 })).toEqual([{ text: 'b' }, { text: '⟨U+202E⟩', mark: 'override' }, { text: 'c' }]);
  });
});
