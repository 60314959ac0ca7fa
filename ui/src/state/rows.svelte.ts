// The rows that the desk told of, by id, and which part of the list is here. Rust is the source of truth: nothing here is made up or counted.
//
// Of a list only a part without gaps is kept, however long the list is: pages come in at its two ends, and what is far from what
// is looked at is let go. Rows that something else still needs stay by `pinned`.

import { SvelteMap } from 'svelte/reactivity';
import { aroundOf } from '../shared/holders';
import type { DeltaView, ListName, ProgressView, RowsView, RowView } from '../ipc/generated';

type Entry = { list: ListName; row: RowView };
type Told = Pick<Extract<DeltaView, { kind: 'upsert' }>, 'list' | 'row'>;
/** Which part is here: all rows ordered from `from` to `to`, where `null` is the list's own end; `above` rows of it were let go at the top. */
type Part = { list: ListName; queue: string | null; from: string | null; to: string | null; above: number };
export type Side = 'before' | 'after';

/** So many rows of a list are kept: three pages. */
export const MOST_ROWS = 600;

export class RowBook {
  #entries = new SvelteMap<string, Entry>();
  #part = $state.raw<Part>({ list: 'inbox', queue: null, from: null, to: '', above: 0 });

  constructor(private readonly pinned: (esc: string) => boolean) {}

  /** Another list, or the same anew, from its top. */
  begin(list: ListName, queue: string | null, page: RowsView): void {
    this.#take(list, page);
    this.#part = { list, queue, from: null, to: page.next, above: 0 };
    this.#forget();
  }

  /** One more page at this end. What is far from `near`, an order key, is let go. */
  extend(side: Side, page: RowsView, near: string | null): void {
    this.#take(this.#part.list, page);
    const part = this.#part;
    this.#part = side === 'after' ? { ...part, to: page.next } : { ...part, from: page.next, above: page.next === null ? 0 : Math.max(0, part.above - page.rows.length) };
    this.trim(near);
  }

  /** Keeps the part within its bound, around what is looked at. */
  trim(near: string | null): void {
    const { list, queue } = this.#part;
    const rows = this.shown(list, queue);
    if (rows.length > MOST_ROWS) {
      const at = near === null ? 0 : rows.findIndex((row) => row.order >= near);
      const middle = (at === -1 ? rows.length : at) - MOST_ROWS / 2;
      const start = Math.max(0, Math.min(middle, rows.length - MOST_ROWS));
      const end = start + MOST_ROWS;
      const { from, to, above } = this.#part;
      this.#part = { list, queue, from: start > 0 ? rows[start]!.order : from, to: end < rows.length ? rows[end - 1]!.order : to, above: above + start };
    }
    this.#forget();
  }

  #take(list: ListName, page: RowsView): void {
    // What stands in a list beside the inbox stands in the inbox too.
    const at = list === 'decided' || list === 'snoozed' ? list : 'inbox';
    for (const row of page.rows) this.#entries.set(row.esc, { list: at, row });
  }

  #forget(): void {
    for (const [esc, entry] of this.#entries) {
      if (!this.inside(entry) && entry.row.progress?.step !== 'holding' && !this.pinned(esc)) this.#entries.delete(esc);
    }
  }

  apply(delta: Extract<DeltaView, { kind: 'upsert' | 'remove' }>): void {
    if (delta.kind === 'remove') this.#entries.delete(delta.esc);
    else this.#entries.set(delta.row.esc, { list: delta.list, row: delta.row });
  }

  /** What the desk answered to one's own decision; the row follows by delta. */
  progress(esc: string, progress: ProgressView | null): void {
    const entry = this.#entries.get(esc);
    if (entry) this.#entries.set(esc, { ...entry, row: { ...entry.row, progress } });
  }

  get(esc: string): RowView | undefined {
    return this.#entries.get(esc)?.row;
  }

  /** Every row that is here, in no order. */
  all(): RowView[] {
    return [...this.#entries.values()].map(({ row }) => row);
  }

  /** Whether it belongs to the list, here or beyond what is here. */
  belongs(told: Told): boolean {
    const { list, queue } = this.#part;
    return stands(told, list) && (queue === null || told.row.queue === queue);
  }

  /** Whether its place is within the part that is here. */
  inside(told: Told): boolean {
    const { from, to } = this.#part;
    const { order } = told.row;
    return this.belongs(told) && (from === null || order >= from) && (to === null || order <= to);
  }

  /** Whether its place is above the part that is here. */
  above(told: Told): boolean {
    return this.belongs(told) && this.#part.from !== null && told.row.order < this.#part.from;
  }

  /** Where the list goes on at this end; `null` where it ends. */
  edge(side: Side): string | null {
    return side === 'after' ? this.#part.to : this.#part.from;
  }

  /** How many rows were let go above the first that is here. */
  get skipped(): number {
    return this.#part.above;
  }

  /** The part of the list that is here, in order; none of a list that is still to come. */
  shown(list: ListName, queue: string | null): RowView[] {
    const part = this.#part;
    if (list !== part.list || queue !== part.queue) return [];
    const rows: RowView[] = [];
    for (const entry of this.#entries.values()) if (this.inside(entry)) rows.push(entry.row);
    return rows.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  }

  /** Rows in the undo bar, the newest decision last. */
  held(): RowView[] {
    const rows: RowView[] = [];
    for (const { row } of this.#entries.values()) if (row.progress?.step === 'holding') rows.push(row);
    return rows.sort((a, b) => (a.progress?.until ?? '').localeCompare(b.progress?.until ?? ''));
  }
}

/** Whether it still waits for a decision of one's own: one that had no effect was none. */
export function undecided(row: RowView): boolean {
  return row.progress === null || row.progress.step === 'not_applied';
}

/** Whether it is open and nothing was decided about it here. */
export function waits(row: RowView): boolean {
  return row.status === 'open' && undecided(row);
}

function stands(told: Told, list: ListName): boolean {
  return list === 'inbox' || list === 'decided' || list === 'snoozed' ? told.list === list : told.list === 'inbox' && aroundOf(told.row).lists.includes(list);
}
