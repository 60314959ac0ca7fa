// Both languages, word for word: what the types do not see.

import { describe, expect, it } from 'vitest';
import { ofSystem } from '../../src/shared/language';
import { inLanguage } from '../../src/shared/messages';
import { madeStrange } from '../../src/shared/pseudo';

type Word = { at: string; en: unknown; de: unknown };

/** Every word of the catalogue with where it stands; words that only one language has count too. */
function words(en: unknown, de: unknown, at = ''): Word[] {
  if (typeof en !== 'object' || en === null || typeof de !== 'object' || de === null) return [{ at, en, de }];
  const [left, right] = [en as Record<string, unknown>, de as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) => words(left[key], right[key], at === '' ? key : `${at}.${key}`));
}

const all = words(inLanguage('en'), inLanguage('de'));

/** What a word says: a sentence is made with stand-ins for what it is about. */
function said(word: unknown): string {
  return typeof word === 'function' ? String((word as (...about: unknown[]) => unknown)('§1', '§2', '§3')) : String(word);
}

// The same in both: names, signs and units, and what German took over.
const same = [
  'look.contrasts.system',
  'look.percent',
  'friction.none',
  'bar.status',
  'first.caHint',
  'first.linkHint',
  'keys.names.alt',
  'keys.names.escape',
  'outside.digest',
  'rail.app',
  'search.filters.risk',
  'search.filters.sort',
  'search.filters.status',
  'search.more',
  'settings.languages.de',
  'settings.languages.en',
  'settings.languages.system',
  'settings.themes.system',
  'shortcut.choices.super_j',
  'stop.scope.agent',
  'tabs.roles.assistant',
  'tabs.roles.system',
  'team.none',
  'team.open',
  'team.title',
  'time.seconds',
  'time.minutes',
  'trace.units.h',
  'trace.units.min',
  'trace.units.ms',
  'trace.units.s',
  'trace.units.us',
  'time.hours',
  'time.hoursMinutes',
  'undo.seconds',
  'updates.title',
];

describe('German', () => {
  it('has every word that English has, and no other', () => {
    expect(all.filter(({ en, de }) => typeof en !== typeof de).map(({ at }) => at)).toEqual([]);
  });
  it('makes its sentences out of the same parts', () => {
    const parts = (word: unknown): string[] => (said(word).match(/§\d/g) ?? []).sort();
    for (const { at, en, de } of all) expect(parts(de), at).toEqual(parts(en));
  });
  it('is no English that was left', () => {
    expect(all.filter(({ en, de }) => said(en) === said(de)).map(({ at }) => at).sort()).toEqual([...same].sort());
  });
  it('speaks formally', () => {
    expect(all.filter(({ de }) => /\b(du|dich|dir|dein\w*|euch|euer)\b/i.test(said(de))).map(({ at }) => at)).toEqual([]);
  });
});

describe('the language of the system', () => {
  it('is the first that the page speaks', () => {
    expect(ofSystem(['de-AT', 'en-GB'])).toBe('de');
    expect(ofSystem(['fr-FR', 'en-US', 'de'])).toBe('en');
    expect(ofSystem(['den-CA', 'DE'])).toBe('de');
  });
  it('is English where the page speaks none of them', () => {
    expect(ofSystem(['fr', 'ja-JP'])).toBe('en');
    expect(ofSystem([])).toBe('en');
  });
});

describe('English made strange', () => {
  const strange = madeStrange(inLanguage('en'));
  it('is in brackets, accented and about a third longer', () => {
    expect(strange.act.approve).toBe('[Áþþřóṽé···]');
    expect(strange.friction.none).toBe('');
  });
  it('leaves what a sentence is about as it is, isolated', () => {
    expect(strange.act.by('Kofi')).toBe('[ƀý \u2068Kofi\u2069·]');
    expect(strange.act.unseen(1)).not.toBe(strange.act.unseen(2));
    expect(strange.identity.revoked(null, 8)).toContain('8');
  });
  it('is so for every word', () => {
    const odd = words(strange, strange).filter(({ en }) => said(en) !== '' && !/^\[.*\]$/s.test(said(en)));
    expect(odd.map(({ at }) => at)).toEqual([]);
  });
});
