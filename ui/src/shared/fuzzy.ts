// How well what was typed fits a text: its letters in order, best where they begin words or stand together.

const START = 6;
const TOGETHER = 8;
const LETTER = 1;
/** Letters that are strewn over a text do not fit it: this much each, on average. */
const FLOOR = 5;

/** A score above zero, the higher the better, or `null` when it does not fit. Each word of the query must fit by itself. */
export function fits(query: string, text: string): number | null {
  let sum = 1;
  for (const word of query.toLowerCase().split(/\s+/)) {
    if (word === '') continue;
    const score = best([...word], [...text.toLowerCase()]);
    if (score === null || score < FLOOR * [...word].length) return null;
    sum += score;
  }
  // Of two that fit alike, the shorter one says more.
  return sum - Math.min(0.9, text.length / 1000);
}

/** The best way to lay the letters out: by rows of letters, each over all places of the text. */
function best(letters: string[], text: string[]): number | null {
  let before: (number | null)[] = text.map(() => 0);
  for (const [row, letter] of letters.entries()) {
    const now: (number | null)[] = text.map(() => null);
    let reach: number | null = row === 0 ? 0 : null;
    for (const [at, sign] of text.entries()) {
      const left = at === 0 ? null : (before[at - 1] ?? null);
      if (sign === letter) {
        const value = LETTER + (starts(text, at) ? START : 0);
        const joined = row > 0 && left !== null ? left + value + TOGETHER : null;
        const apart = reach === null ? null : reach + value;
        if (joined !== null || apart !== null) now[at] = Math.max(joined ?? 0, apart ?? 0);
      }
      if (row > 0 && left !== null) reach = Math.max(reach ?? 0, left);
    }
    before = now;
  }
  const ends = before.filter((score) => score !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

function starts(text: string[], at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}
