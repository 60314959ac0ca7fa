// English made strange: accented, about a third longer, in brackets. What stands on screen without brackets came past the catalogues.

const accents: Record<string, string> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'đ', e: 'é', f: 'ƒ', g: 'ğ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ', n: 'ñ', o: 'ó', p: 'þ', q: 'ǫ', r: 'ř', s: 'š', t: 'ţ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
};

// What a sentence is about stays as it is, isolated from the words around it.
const APART = '\u2068';
const END = '\u2069';

function strange(text: string): string {
  if (text === '') return '';
  let depth = 0;
  let letters = 0;
  const accented = Array.from(text, (sign) => {
    if (sign === APART) depth += 1;
    if (sign === END) depth -= 1;
    if (depth > 0 || !/[a-z]/i.test(sign)) return sign;
    letters += 1;
    const accent = accents[sign.toLowerCase()] ?? sign;
    return sign === sign.toLowerCase() ? accent : accent.toUpperCase();
  }).join('');
  return `[${accented}${'·'.repeat(Math.ceil(letters * 0.35))}]`;
}

const apart = (about: unknown): unknown => (typeof about === 'string' && about !== '' ? `${APART}${about}${END}` : about);

/** A word, a sentence or a whole catalogue, made strange. */
export function madeStrange<T>(words: T): T {
  if (typeof words === 'string') return strange(words) as T;
  if (typeof words === 'function') return ((...about: unknown[]) => strange(String((words as unknown as (...given: unknown[]) => unknown)(...about.map(apart))))) as T;
  if (typeof words !== 'object' || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([key, word]) => [key, madeStrange(word)])) as T;
}
