// A screen made of numbers: it puts the values of what is open where a browser would, so that the page's own measuring can be tried without one.

import { cellOf, tableOf } from '../../../src/features/batch/table';
import type { Desk } from '../../../src/state/desk.svelte';
import type { Seen } from '../../../src/state/seen.svelte';

const LINE = 24;
const HEIGHT = 240;

/** What a browser gives to the modules under test. */
export function stubBrowser(): void {
  class Nothing {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
  class Elsewhere {}
  Object.assign(globalThis, { ResizeObserver: Nothing, HTMLElement: Elsewhere, window: new EventTarget(), document: { visibilityState: 'visible', getElementById: () => null, querySelector: () => null } });
}

export class Glass {
  #seen: Seen | null = null;
  #marks = new Map<string, () => void>();
  #order: string[] = [];
  #scroll = 0;
  #view = Object.assign(new EventTarget(), { clientHeight: HEIGHT, clientWidth: 400, getBoundingClientRect: () => ({ top: 0, bottom: HEIGHT, left: 0, right: 400, height: HEIGHT }) });
  #leave: (() => void) | undefined;
  #read = new Set<string>();
  /** What was read of which text in which opening: a table of others may stand over it for a while. */
  #kept = new WeakMap<Seen, { text: string; read: Set<string> }>();

  /** Lays out what the desk shows now. */
  paint(desk: Desk): void {
    const { batch, item } = desk;
    const seen = batch?.seen ?? item?.seen ?? null;
    if (seen !== this.#seen) this.#show(seen);
    if (seen) this.#recall(seen, batch ? '' : `${item?.esc} ${item?.detail?.raw.view_sha256}`);
    this.#order = batch ? (batch.loading ? [] : cells(batch)) : (item?.detail?.fields.map(({ pointer }) => pointer) ?? []);
    for (const [id, leave] of this.#marks) if (!this.#order.includes(id)) [leave(), this.#marks.delete(id)];
    for (const id of this.#order) if (!this.#marks.has(id) && seen) this.#marks.set(id, (seen.watch(id)(this.#node(id) as HTMLElement) ?? (() => undefined)) as () => void);
    this.#look();
  }

  /** Whether all that stands here has been in sight, by a count of its own. */
  get allRead(): boolean {
    return this.#order.length > 0 && this.#order.every((id) => this.#read.has(id));
  }

  scroll(to: number): void {
    this.#scroll = Math.max(0, Math.min(to, this.#order.length * LINE - HEIGHT));
    this.#view.dispatchEvent(new Event('scroll'));
    this.#look();
  }

  #show(seen: Seen | null): void {
    this.#leave?.();
    for (const leave of this.#marks.values()) leave();
    this.#marks.clear();
    this.#seen = seen;
    this.#scroll = 0;
    this.#leave = seen ? (seen.view(this.#view as unknown as HTMLElement) as () => void) : undefined;
  }

  #recall(seen: Seen, text: string): void {
    const kept = this.#kept.get(seen);
    const now = kept?.text === text ? kept : { text, read: new Set<string>() };
    this.#kept.set(seen, now);
    this.#read = now.read;
  }

  #look(): void {
    this.#order.forEach((id, i) => {
      const top = i * LINE - this.#scroll;
      if (top >= 0 && top + LINE <= HEIGHT) this.#read.add(id);
    });
  }

  #node(id: string): object {
    const top = (): number => this.#order.indexOf(id) * LINE - this.#scroll;
    return {
      offsetHeight: LINE,
      offsetWidth: 100,
      classList: { add: () => undefined, remove: () => undefined },
      closest: () => null,
      getBoundingClientRect: () => ({ top: top(), bottom: top() + LINE, left: 0, right: 100, height: LINE }),
      scrollIntoView: () => this.scroll(top() + this.#scroll),
    };
  }
}

function cells(batch: NonNullable<Desk['batch']>): string[] {
  const shown = batch.rows.flatMap((entry) => (entry.detail ? [{ entry, detail: entry.detail }] : []));
  const table = tableOf(shown.map(({ detail }) => detail));
  const same = table.same.map(({ pointer }) => `same ${pointer}`);
  return [...same, ...shown.filter(({ entry }) => batch.left(entry) === null).flatMap(({ entry, detail }) => table.columns.map(({ pointer }) => `${entry.esc} ${detail.raw.view_sha256} ${pointer} ${cellOf(detail, pointer) !== undefined}`))];
}
