// Basic Markdown, read so that every letter of it stays on the screen: headings, emphasis, lists, quotes, code and links get a look, and the
// signs that made them stay where they were, only fainter. Links and images stay text, with the host marked; nothing is decoded and nothing is left out.
//
// Not here: tables, references, HTML. They are text.

import type { Piece } from './marked';

export type Look = 'plain' | 'sign' | 'strong' | 'em' | 'both' | 'code' | 'address' | 'host';
export type Block = { kind: 'paragraph' | 'heading' | 'item' | 'quote' | 'code'; level: number; pieces: Piece<Look>[] };

/** Emphasis within emphasis, no deeper. */
const DEEPEST = 3;
const LINK = /!?\[([^[\]\n]*)\]\(([^()\s]*)\)/y;
const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i;
const WORD = /[\p{L}\p{N}]/u;

export function blocks(text: string): Block[] {
  const out: Block[] = [];
  let at = 0;
  const lines = text.split('\n').map((line) => {
    const from = at;
    at += line.length + 1;
    return { line, from, to: from + line.length };
  });
  for (let n = 0; n < lines.length; n++) {
    const here = lines[n];
    if (!here || here.line.trim() === '') continue;
    const { line, from, to } = here;
    const fence = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      let end = n + 1;
      while (end < lines.length && !lines[end]?.line.trim().startsWith(fence)) end++;
      const close = lines[end];
      const last = lines[Math.min(end, lines.length - 1)];
      const inside = { from: Math.min(to + 1, text.length), to: close ? Math.max(to, close.from - 1) : (last?.to ?? to) };
      const pieces: Piece<Look>[] = [{ from, to, style: 'sign' }];
      if (inside.from < inside.to) pieces.push({ ...inside, style: 'code' });
      if (close) pieces.push({ from: close.from, to: close.to, style: 'sign' });
      out.push({ kind: 'code', level: 0, pieces });
      n = end;
      continue;
    }
    const heading = /^(#{1,6})\s+/.exec(line);
    const item = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+/.exec(line);
    const quote = /^\s{0,3}>\s?/.exec(line);
    const lead = heading ?? item ?? quote;
    if (lead) {
      const start = from + lead[0].length;
      const kind = heading ? 'heading' : item ? 'item' : 'quote';
      const level = heading ? (heading[1]?.length ?? 1) : item ? Math.min(4, Math.floor((item[1]?.length ?? 0) / 2)) : 0;
      out.push({ kind, level, pieces: [{ from, to: start, style: 'sign' }, ...inline(text, start, to)] });
      continue;
    }
    let end = to;
    while (n + 1 < lines.length && goesOn(lines[n + 1]?.line ?? '')) end = lines[++n]?.to ?? end;
    out.push({ kind: 'paragraph', level: 0, pieces: inline(text, from, end) });
  }
  return out;
}

/** The whole address that a host stands in. */
export function addressAt(text: string, host: Piece): string {
  const from = text.lastIndexOf('(', host.from) + 1;
  const end = text.indexOf(')', host.to);
  return text.slice(from, end < 0 ? text.length : end);
}

function goesOn(line: string): boolean {
  return line.trim() !== '' && !/^(?:\s*(?:[-*+]|\d{1,9}[.)])\s|#{1,6}\s| {0,3}(?:`{3}|~{3}|>))/.test(line);
}

const within = { plain: { strong: 'strong', em: 'em' }, strong: { strong: 'strong', em: 'both' }, em: { strong: 'both', em: 'em' }, both: { strong: 'both', em: 'both' } } as const;

function inline(text: string, from: number, to: number, look: keyof typeof within = 'plain', depth = 0): Piece<Look>[] {
  const out: Piece<Look>[] = [];
  const push = (start: number, end: number, style: Look): void => {
    if (start < end) out.push({ from: start, to: end, style });
  };
  /** Signs that are not closed any more from here on: they are not looked for again. */
  const open = new Set<string>();
  let plain = from;
  let at = from;
  while (at < to) {
    const letter = text[at];
    if (letter === '`' || letter === '*' || letter === '_') {
      let sign = letter;
      while (text[at + sign.length] === letter && at + sign.length < to) sign += letter;
      const end = open.has(sign) ? -1 : closing(text, sign, at + sign.length, to);
      if (end < 0) open.add(sign);
      const code = letter === '`';
      const inner = at + sign.length;
      if (end >= 0 && (code || (sign.length < 3 && depth < DEEPEST && starts(text, sign, at, from)))) {
        push(plain, at, look);
        push(at, inner, 'sign');
        if (code) push(inner, end, 'code');
        else out.push(...inline(text, inner, end, within[look][sign.length === 2 ? 'strong' : 'em'], depth + 1));
        push(end, end + sign.length, 'sign');
        at = plain = end + sign.length;
      } else at = inner;
      continue;
    }
    if (letter === '[' || (letter === '!' && text[at + 1] === '[')) {
      LINK.lastIndex = at;
      const [whole = '', words = '', address = ''] = LINK.exec(text) ?? [];
      if (whole !== '' && at + whole.length <= to) {
        const start = at + whole.indexOf('[') + 1;
        const there = start + words.length + 2;
        const host = HOST.exec(address);
        const hostFrom = host ? there + host[0].length - (host[1]?.length ?? 0) : there;
        const hostTo = host ? there + host[0].length : there;
        push(plain, at, look);
        push(at, start, 'sign');
        push(start, start + words.length, look);
        push(start + words.length, there, 'sign');
        push(there, hostFrom, 'address');
        push(hostFrom, hostTo, 'host');
        push(hostTo, there + address.length, 'address');
        push(there + address.length, at + whole.length, 'sign');
        at = plain = at + whole.length;
        continue;
      }
    }
    at++;
  }
  push(plain, to, look);
  return out;
}

/** Emphasis starts before a letter, and with `_` not within a word. */
function starts(text: string, sign: string, at: number, from: number): boolean {
  return !/\s/.test(text[at + sign.length] ?? ' ') && !(sign.startsWith('_') && at > from && WORD.test(text[at - 1] ?? ''));
}

/** Where exactly this sign stands again, after a letter; -1 when nowhere. */
function closing(text: string, sign: string, from: number, to: number): number {
  const letter = sign.charAt(0);
  for (let at = text.indexOf(sign, from + 1); at >= 0 && at + sign.length <= to; at = text.indexOf(sign, at)) {
    let end = at;
    while (text[end] === letter) end++;
    const fits = end - at === sign.length && text[at - 1] !== letter;
    if (fits && (letter === '`' || (!/\s/.test(text[at - 1] ?? ' ') && !(letter === '_' && WORD.test(text[end] ?? ''))))) return at;
    at = end;
  }
  return -1;
}
