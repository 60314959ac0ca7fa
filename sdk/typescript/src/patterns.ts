/** Patterns of JSON Schema in RE2's subset, with white space as ECMA-262 has it: as gateway and desk read them. */

import { RE2JS } from 're2js';

const SPACE = '\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** A form to be looked for anywhere in a text, in linear time; throws if it is none. */
export function pattern(written: string): { test: (text: string) => boolean; toString: () => string } {
  const form = RE2JS.compile(translated(written));
  // The schema library tells patterns apart by their text.
  return { test: (text) => form.matcher(text).find(), toString: () => written };
}

function translated(written: string): string {
  let inClass = false;
  return written.replace(/\\[\s\S]|\[\^?|\]/g, (found, at: number) => {
    if (found === ']') inClass = false;
    else if (found.startsWith('[')) inClass = true;
    else if (inClass && /^\\[dDsSwW]$/.test(found) && /^-[^\]]/.test(written.slice(at + 2))) {
      throw new SyntaxError(`a range that begins with ${found}`);
    }
    if (found === '\\s') return inClass ? SPACE : `[${SPACE}]`;
    return found === '\\S' && !inClass ? `[^${SPACE}]` : found;
  });
}
