// What the undo bars show: one decision each, or all of a batch in one.

import type { RowView, VerbView } from '../ipc/generated';

export type Together = { verb: VerbView; escs: ReadonlySet<string> };
export type Bar = { key: string; verb: VerbView; rows: RowView[]; until: string; batch: boolean };

/** From the rows that are not signed yet, the newest last. */
export function barsOf(held: readonly RowView[], together: readonly Together[]): Bar[] {
  const bars = new Map<string, Bar>();
  for (const row of held) {
    const { verb, until } = row.progress ?? {};
    if (!verb || !until) continue;
    const n = together.findIndex((one) => one.verb === verb && one.escs.has(row.esc));
    const key = n === -1 ? row.esc : `batch ${n}`;
    const rows = [...(bars.get(key)?.rows ?? []), row];
    bars.delete(key);
    bars.set(key, { key, verb, rows, until, batch: n !== -1 });
  }
  return [...bars.values()];
}
