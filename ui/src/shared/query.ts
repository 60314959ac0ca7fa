// What a person types into the search, read: words, and filters such as risk:high or due:<1h.
//
// Pure: the desk searches, this only says for what. A filter that can not be read narrows nothing and is told.

import type { RiskView, SearchForm, SortName, StatusView } from '../ipc/generated';

export const FILTERS = ['queue', 'risk', 'tool', 'source', 'status', 'who', 'reason', 'confidence', 'due', 'sort'] as const;
export type FilterName = (typeof FILTERS)[number];
export type Problem = { filter: 'risk' | 'status' | 'confidence' | 'due' | 'sort'; value: string };
export type Query = {
  form: SearchForm;
  /** The words that are looked for everywhere. */
  words: string[];
  /** The filters as they were typed, in order. */
  tokens: string[];
  problems: Problem[];
};

export const RISKS: readonly RiskView[] = ['low', 'medium', 'high', 'critical'];
export const STATUSES: readonly StatusView[] = ['open', 'allowed', 'denied', 'approved', 'edited', 'rejected', 'responded', 'expired', 'withdrawn', 'accepted', 'refused', 'executed', 'failed', 'compensated', 'unknown'];
export const SORTS: readonly SortName[] = ['newest', 'oldest', 'urgent', 'unsure'];
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Splits at spaces; what stands in quotes stays together. */
export function parts(query: string): string[] {
  return query.match(/(?:[^\s"]+:)?"[^"]*"?|[^\s]+/g) ?? [];
}

export function read(query: string, now: number): Query {
  const form: SearchForm = { text: '', queue: [], risk: [], tool: [], source: [], status: [], who: [], reason: [], confidence_from: null, confidence_to: null, due_by: null, sort: 'newest' };
  const found: Query = { form, words: [], tokens: [], problems: [] };
  for (const part of parts(query)) {
    const [, name, value] = /^([a-z]+):(.*)$/s.exec(part) ?? [];
    if (name === undefined || value === undefined || !isFilter(name)) {
      found.words.push(part.replaceAll('"', ''));
      continue;
    }
    found.tokens.push(part);
    const values = value.replaceAll('"', '').split(',').filter((one) => one !== '');
    if (values.length > 0) narrow(found, name, values, now);
  }
  found.words = found.words.filter((word) => word !== '');
  form.text = found.words.join(' ');
  return found;
}

function narrow({ form, problems }: Query, filter: FilterName, values: string[], now: number): void {
  const value = values.join(',');
  switch (filter) {
    case 'risk':
    case 'status': {
      const known: readonly string[] = filter === 'risk' ? RISKS : STATUSES;
      const wrong = values.find((one) => !known.includes(one));
      if (wrong !== undefined) problems.push({ filter, value: wrong });
      else form[filter].push(...(values as (RiskView & StatusView)[]));
      return;
    }
    case 'sort': {
      const sort = SORTS.find((one) => one === value);
      if (sort) form.sort = sort;
      else problems.push({ filter, value });
      return;
    }
    case 'confidence': {
      const range = percents(value);
      if (range) [form.confidence_from, form.confidence_to] = range;
      else problems.push({ filter, value });
      return;
    }
    case 'due': {
      const [, n, unit] = /^<?(\d{1,5})([mhd])$/.exec(value) ?? [];
      if (n !== undefined && unit !== undefined) form.due_by = new Date(now + Number(n) * UNIT_MS[unit as keyof typeof UNIT_MS]).toISOString();
      else problems.push({ filter, value });
      return;
    }
    default:
      form[filter].push(...values);
  }
}

/** `<60`, `>80`, `40-80` or `62`, in whole percent. */
function percents(value: string): [number | null, number | null] | null {
  const [, sign, one] = /^([<>]?)(\d{1,3})%?$/.exec(value) ?? [];
  if (one !== undefined) {
    const n = Number(one);
    return sign === '<' ? [null, Math.max(0, n - 1)] : sign === '>' ? [n + 1, null] : [n, n];
  }
  const [, from, to] = /^(\d{1,3})-(\d{1,3})%?$/.exec(value) ?? [];
  return from === undefined || to === undefined ? null : [Number(from), Number(to)];
}

function isFilter(name: string): name is FilterName {
  return (FILTERS as readonly string[]).includes(name);
}

/** What could stand where the last word is being typed: names of filters, or the values of one whose values are known. */
export function suggest(query: string, queues: readonly string[]): string[] {
  if (query === '' || /\s$/.test(query)) return FILTERS.map((name) => `${name}:`);
  const last = parts(query).at(-1) ?? '';
  const [, name, begun] = /^([a-z]+):(?:.*,)?([^,]*)$/s.exec(last) ?? [];
  if (name === undefined || begun === undefined) return FILTERS.filter((one) => one.startsWith(last.toLowerCase())).map((one) => `${one}:`);
  const values: Partial<Record<string, readonly string[]>> = { queue: queues, risk: RISKS, status: STATUSES, sort: SORTS };
  const fitting = (values[name] ?? []).filter((value) => value.startsWith(begun) && value !== begun);
  return fitting.map((value) => last.slice(0, last.length - begun.length) + value);
}

/** The query with its last word replaced by what was suggested. */
export function accept(query: string, suggestion: string): string {
  const last = query === '' || /\s$/.test(query) ? '' : (parts(query).at(-1) ?? '');
  const space = suggestion.endsWith(':') ? '' : ' ';
  return query.slice(0, query.length - last.length) + suggestion + space;
}

/** The query without this filter. */
export function without(query: string, token: string): string {
  return parts(query).filter((part) => part !== token).join(' ');
}

/** Text cut where a word that is looked for begins a word of it. What is not found in it stays whole. */
export function hits(text: string, words: readonly string[]): { text: string; hit: boolean }[] {
  const sought = words.flatMap((word) => word.split(/[^\p{L}\p{N}]+/u)).filter((word) => word !== '').map(fold);
  const out: { text: string; hit: boolean }[] = [];
  let rest = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const longest = Math.max(0, ...sought.filter((one) => fold(word).startsWith(one)).map((one) => one.length));
    if (longest === 0) continue;
    if (index > rest) out.push({ text: text.slice(rest, index), hit: false });
    out.push({ text: word.slice(0, longest), hit: true });
    rest = index + Math.min(longest, word.length);
  }
  if (rest < text.length) out.push({ text: text.slice(rest), hit: false });
  return out;
}

/** Whether every word begins a word of the text. */
export function covers(text: string, words: readonly string[]): boolean {
  return words.every((word) => hits(text, [word]).some((part) => part.hit));
}

/** As the index compares: without case and accents. */
function fold(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
