// Which rows are selected. Only what is open and undecided can be, and nothing but the person adds to it.

import { SvelteSet } from 'svelte/reactivity';
import type { RowView } from '../ipc/generated';
import { m } from '../shared/messages';
import { plain } from '../shared/runs';
import { waits } from './rows.svelte';

export class Selection {
  /** Why something is no longer selected that the person did not take out. */
  said = $state<string | null>(null);
  #picked = new SvelteSet<string>();
  #titles = new Map<string, string>();
  #last: string | null = null;

  /** `emptied` runs whenever the decision keys are about the open item again. */
  constructor(private readonly emptied: () => void) {}

  get size(): number {
    return this.#picked.size;
  }

  has(esc: string): boolean {
    return this.#picked.has(esc);
  }

  toggle(row: RowView): void {
    this.said = null;
    this.#last = row.esc;
    if (this.#picked.has(row.esc)) this.drop(row.esc);
    else this.#add(row);
  }

  /** Selects what stands between the last one, or the open one, and this one. */
  range(rows: readonly RowView[], to: string, open: string | null): void {
    this.said = null;
    const end = rows.findIndex((row) => row.esc === to);
    const from = [this.#last, open].map((esc) => rows.findIndex((row) => row.esc === esc)).find((at) => at !== -1) ?? end;
    if (end === -1) return;
    rows.slice(Math.min(from, end), Math.max(from, end) + 1).forEach((row) => this.#add(row));
    this.#last = to;
  }

  drop(esc: string): void {
    if (this.#picked.delete(esc) && this.#picked.size === 0) this.emptied();
  }

  clear(): void {
    this.said = null;
    this.#last = null;
    const some = this.#picked.size > 0;
    this.#picked.clear();
    if (some) this.emptied();
  }

  /** What others closed drops out, in words; what was decided here drops out without. */
  follow(esc: string, row: RowView | undefined): void {
    if (!this.#picked.has(esc) || (row && waits(row))) return;
    const others = !row || row.progress === null;
    if (others) this.said = m.batch.dropped(row ? plain(row.title) : (this.#titles.get(esc) ?? esc), row ? m.status[row.status] : m.batch.gone);
    this.drop(esc);
  }

  #add(row: RowView): void {
    if (!waits(row)) return;
    this.#picked.add(row.esc);
    this.#titles.set(row.esc, plain(row.title));
  }
}
