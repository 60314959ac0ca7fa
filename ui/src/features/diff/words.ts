// Which words of a text went and which came, kept as runs: a stand-in for a dangerous character is one word, and none is ever cut.

import type { RunView } from '../../ipc/generated';
import { plain } from '../../shared/runs';

export type Fate = 'same' | 'out' | 'in';
/** Words next to each other that share their fate. */
export type Stretch = { fate: Fate; runs: RunView[] };

/** Beyond so many steps the texts count as wholly different but for their ends. */
const MOST = 250_000;
/** Texts that share less than this part of their words are easier to read whole. */
const ALIKE = 0.3;

type Word = { run: RunView; key: string };

function split(runs: readonly RunView[]): Word[] {
  return runs.flatMap((run) => {
    if (run.mark !== undefined) return [{ run, key: `${run.mark}\n${run.text}` }];
    return (run.text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? []).map((text) => ({ run: { text }, key: text }));
  });
}

/** One text of both, in order; `null` where they have too little in common, or are too short to be read in parts. */
export function stretches(before: readonly RunView[], after: readonly RunView[]): Stretch[] | null {
  const [old, now] = [split(before), split(after)];
  const spoken = (words: readonly Word[]): number => words.filter(({ key }) => /[\p{L}\p{N}]/u.test(key)).length;
  if (Math.min(spoken(old), spoken(now)) < 3) return null;
  const same = (i: number, k: number): boolean => old[i]?.key === now[k]?.key;
  let head = 0;
  while (head < Math.min(old.length, now.length) && same(head, head)) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && same(old.length - 1 - tail, now.length - 1 - tail)) tail++;
  const [rows, columns] = [old.length - head - tail, now.length - head - tail];
  const out: Stretch[] = [];
  const push = (fate: Fate, word: Word | undefined): void => {
    if (!word) return;
    const last = out.at(-1);
    if (last?.fate !== fate) out.push({ fate, runs: [{ ...word.run }] });
    else append(last.runs, word.run);
  };
  for (let i = 0; i < head; i++) push('same', old[i]);
  if (rows * columns <= MOST) middle(rows, columns, (i, k) => same(head + i, head + k), (fate, i, k) => push(fate, fate === 'in' ? now[head + k] : old[head + i]));
  else {
    for (let i = 0; i < rows; i++) push('out', old[head + i]);
    for (let k = 0; k < columns; k++) push('in', now[head + k]);
  }
  for (let i = old.length - tail; i < old.length; i++) push('same', old[i]);
  const kept = out.filter(({ fate }) => fate === 'same').reduce((sum, { runs }) => sum + plain(runs).trim().length, 0);
  return kept >= ALIKE * Math.max(plain(before).length, plain(after).length) ? out : null;
}

/** The longest common row of words, walked from the front. */
function middle(rows: number, columns: number, same: (i: number, k: number) => boolean, push: (fate: Fate, i: number, k: number) => void): void {
  const wide = columns + 1;
  const longest = new Uint32Array((rows + 1) * wide);
  const at = (i: number, k: number): number => longest[i * wide + k] ?? 0;
  for (let i = rows - 1; i >= 0; i--) {
    for (let k = columns - 1; k >= 0; k--) longest[i * wide + k] = same(i, k) ? at(i + 1, k + 1) + 1 : Math.max(at(i + 1, k), at(i, k + 1));
  }
  let [i, k] = [0, 0];
  while (i < rows || k < columns) {
    if (i < rows && k < columns && same(i, k)) push('same', i++, k++);
    else if (i < rows && (k === columns || at(i + 1, k) >= at(i, k + 1))) push('out', i++, k);
    else push('in', i, k++);
  }
}

function append(runs: RunView[], run: RunView): void {
  const last = runs.at(-1);
  if (last && last.mark === undefined && run.mark === undefined) last.text += run.text;
  else runs.push({ ...run });
}
