// Every error that the desk can send, by its code: what the page leads with, in the language that it speaks.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { UiErrorCode } from '../../src/ipc/generated';

// The list as Rust wrote it, not as the page's types have it.
const bindings = readFileSync(join(import.meta.dirname, '../../src/ipc/generated.ts'), 'utf8').replace(/\/\*.*?\*\//gs, '');
const union = /export type UiErrorCode =([^;]*);/.exec(bindings)?.[1] ?? '';
const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code as UiErrorCode);

const english = 'the desk’s own sentence';

async function errorsIn(language: 'en' | 'de'): Promise<typeof import('../../src/shared/errors')> {
  vi.resetModules();
  vi.stubGlobal('document', {});
  vi.stubGlobal('localStorage', { getItem: () => language });
  return import('../../src/shared/errors');
}

afterEach(() => vi.unstubAllGlobals());

describe('each error of the desk', () => {
  it('is on the list that Rust wrote, and the page knows no other', async () => {
    const { errorTable } = await errorsIn('en');
    expect(codes.length).toBeGreaterThan(15);
    expect(Object.keys(errorTable).sort()).toEqual([...codes].sort());
  });

  it('is led by German words on a German page, with the desk’s English among the details', async () => {
    const en = await errorsIn('en');
    const de = await errorsIn('de');
    for (const code of codes) {
      const error = { code, message: { en: english, de: null } };
      const own = { english: en.told(error), german: de.told(error) };
      if (code !== 'internal') expect(own.english, code).toEqual({ text: 'The desk’s own sentence.', details: [] });
      expect(own.german.text, code).toMatch(/\p{L}{2}.*[.]$/u);
      expect(own.german, code).toEqual({ text: expect.not.stringContaining('own sentence'), details: ['The desk’s own sentence.'] });
      expect(de.errorTable[code].title, code).not.toBe(en.errorTable[code].title);
      expect(de.errorTable[code].text ?? 'no next step', code).not.toBe(en.errorTable[code].text);
    }
  });

  it('is told in the desk’s own German where it has some, and then nothing stands below', async () => {
    const { told } = await errorsIn('de');
    for (const code of codes) expect(told({ code, message: { en: english, de: 'bis 14:30' } })).toEqual({ text: 'Bis 14:30.', details: [] });
  });

  it('that is a defect leads with words, and what was thrown stands below', async () => {
    const { told } = await errorsIn('en');
    expect(told({ code: 'internal', message: { en: 'x is undefined', de: null } })).toEqual({ text: expect.stringContaining('should not do'), details: ['X is undefined.'] });
  });

  it('says something of its own', async () => {
    for (const language of ['en', 'de'] as const) {
      const { errorTable, told } = await errorsIn(language);
      const said = codes.map((code) => `${errorTable[code].title} ${language === 'de' ? told({ code, message: { en: english, de: null } }).text : ''}`);
      expect(new Set(said).size).toBe(codes.length);
    }
  });
});
