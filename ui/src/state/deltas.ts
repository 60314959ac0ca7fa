// What the desk tells, taken once for each frame of the screen: of what was told twice in between, the newer counts.

import type { DeltaView } from '../ipc/generated';

/** A window that is not painted has no frames. */
const LATEST_MS = 100;

export class Deltas {
  #told: DeltaView[] = [];
  #asked = false;

  constructor(private readonly take: (deltas: DeltaView[]) => void) {}

  add(deltas: DeltaView[]): void {
    this.#told.push(...deltas);
    if (this.#asked) return;
    this.#asked = true;
    const once = (): void => {
      if (!this.#asked) return;
      this.#asked = false;
      clearTimeout(timer);
      const told = this.#told;
      this.#told = [];
      this.take(merged(told));
    };
    const timer = setTimeout(once, LATEST_MS);
    requestAnimationFrame(once);
  }
}

/** The same with less to do, in an order that ends in the same state. */
export function merged(deltas: readonly DeltaView[]): DeltaView[] {
  const newest = new Map<string, number>();
  const joins = new Map<string, Set<string>>();
  deltas.forEach((delta, i) => {
    const about = aboutOf(delta);
    if (about !== null) newest.set(about, i);
    if (delta.kind === 'remove') joins.delete(delta.esc);
    if (delta.kind === 'upsert') joins.set(delta.row.esc, new Set([...(joins.get(delta.row.esc) ?? []), ...delta.joins]));
  });
  const left = deltas.filter((delta, i) => (newest.get(aboutOf(delta) ?? '') ?? i) === i);
  return left.map((delta) => (delta.kind === 'upsert' ? { ...delta, joins: [...(joins.get(delta.row.esc) ?? [])] as typeof delta.joins } : delta));
}

/** What a newer one of the same replaces; `null` for what happens and is no state. */
function aboutOf(delta: DeltaView): string | null {
  switch (delta.kind) {
    case 'upsert':
      return `row ${delta.row.esc}`;
    case 'remove':
      return `row ${delta.esc}`;
    case 'counts':
    case 'status':
    case 'identity':
      return delta.kind;
    default:
      return null;
  }
}
