// JSON as lines that fold, cut from its own text: every token stands as it was written, and an escape such as `\u202e` stays an escape.

import type { Piece } from '../../shared/marked';

export type Kind = 'name' | 'string' | 'number' | 'word' | 'sign';
export type Token = Piece<Kind>;
/** `end` is where a container that opens here closes; `holds` how many values stand in it. */
export type Line = { depth: number; tokens: Token[]; end: number | null; holds: number };

const TOKEN = /[\s]*(?:("(?:[^"\\\n]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null)|([[\]{},:]))/y;
/** More lines than this stay plain text. */
const MOST = 4000;

/** The tokens of a JSON text; `null` when it is none. */
export function tokens(text: string): Token[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const out: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) return null;
    const [, string, number, word, sign] = found;
    const of = string ?? number ?? word ?? sign ?? '';
    const style = string !== undefined ? 'string' : number !== undefined ? 'number' : word !== undefined ? 'word' : 'sign';
    const last = out.at(-1);
    if (of === ':' && last) last.style = 'name';
    out.push({ from: TOKEN.lastIndex - of.length, to: TOKEN.lastIndex, style });
  }
  return out;
}

/** The lines, each name and value on one of its own; `null` when it is no JSON, has no parts, or is too long to fold. */
export function lines(text: string): Line[] | null {
  const all = tokens(text);
  if (!all || !/[[{]/.test(text.charAt(all[0]?.from ?? 0))) return null;
  const out: Line[] = [];
  const open: number[] = [];
  let line: Line = { depth: 0, tokens: [], end: null, holds: 0 };
  const next = (): void => {
    out.push(line);
    line = { depth: open.length, tokens: [], end: null, holds: 0 };
  };
  for (const [n, token] of all.entries()) {
    const sign = token.style === 'sign' ? text.charAt(token.from) : '';
    const after = text.charAt(all[n + 1]?.from ?? text.length);
    const closes = sign === ']' || sign === '}';
    if (closes && line.tokens.length > 0 && !/[[{]/.test(text.charAt(line.tokens.at(-1)?.from ?? 0))) next();
    if (closes && line.tokens.length === 0) {
      const from = out[open.pop() ?? 0];
      if (from) from.end = out.length;
      line.depth = open.length;
    }
    if (token.style !== 'name' && sign !== ':' && sign !== ',' && !closes) {
      const over = out[open.at(-1) ?? -1];
      if (over) over.holds++;
    }
    line.tokens.push(token);
    if ((sign === '[' || sign === '{') && after !== ']' && after !== '}') {
      open.push(out.length);
      next();
    } else if (sign === ',') next();
    if (out.length > MOST) return null;
  }
  out.push(line);
  return out;
}
