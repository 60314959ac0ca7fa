// The rows that the desk told of, by id, and how far each list has been loaded. Rust is the source of truth: nothing here is made up or counted.

import { SvelteMap } from 'svelte/reactivity';
import { aroundOf } from '../shared/holders';
import type { DeltaView, ListName, ProgressView, RowsView, RowView } from '../ipc/generated';

type Entry = { list: ListName; row: RowView };
/** How far a list is loaded: `next` continues it, and rows ordered after `frontier` are not all here yet. */
type Page = { next: string | null; frontier: string };

export class RowBook {
  #entries = new SvelteMap<string, Entry>();
  #pages = new SvelteMap<string, Page>();

  add(list: ListName, queue: string | null, page: RowsView): void {
    // What stands in a list beside the inbox stands in the inbox too.
    const at = list === 'decided' || list === 'snoozed' ? list : 'inbox';
    for (const row of page.rows) this.#entries.set(row.esc, { list: at, row });
    this.#pages.set(pageKey(list, queue), { next: page.next, frontier: page.rows.at(-1)?.order ?? '' });
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

  /** Every row that was told of, in no order. */
  all(): RowView[] {
    return [...this.#entries.values()].map(({ row }) => row);
  }

  listOf(esc: string): ListName | undefined {
    return this.#entries.get(esc)?.list;
  }

  loaded(list: ListName, queue: string | null): boolean {
    return this.#pages.has(pageKey(list, queue));
  }

  next(list: ListName, queue: string | null): string | null {
    return this.#pages.get(pageKey(list, queue))?.next ?? null;
  }

  /** The rows of a list as far as it is loaded without gaps, in order. */
  shown(list: ListName, queue: string | null): RowView[] {
    const page = this.#pages.get(pageKey(list, queue));
    const rows: RowView[] = [];
    for (const entry of this.#entries.values()) {
      if (!stands(entry, list) || (queue !== null && entry.row.queue !== queue)) continue;
      if (page && page.next !== null && entry.row.order > page.frontier) continue;
      rows.push(entry.row);
    }
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

function stands(entry: Entry, list: ListName): boolean {
  return list === 'inbox' || list === 'decided' || list === 'snoozed' ? entry.list === list : entry.list === 'inbox' && aroundOf(entry.row).lists.includes(list);
}

function pageKey(list: ListName, queue: string | null): string {
  return `${list}/${queue ?? ''}`;
}
