// Which rows of a long list are laid out: those near the view, with room in place of the others. Pure arithmetic; the heights are measured elsewhere.

import type { Attachment } from 'svelte/attachments';

/** Up to so many rows all are laid out. */
export const FEW = 100;
/** How far beyond the view rows are laid out. */
const BEYOND_PX = 300;

/** What a row is told by the list: the room before it, its place among how many, and who measures it. */
export type Place = { gap: number; at: number; of: number; measured: Attachment<HTMLElement> };
export type View = { top: number; height: number };
export type Line = { index: number; gap: number };
/** The lines that are laid out, the room after the last, and the height of all. */
export type Layout = { lines: Line[]; rest: number; height: number };

/** Lays out rows of these heights that begin at `start`. `kept` are laid out wherever they stand. */
export function layOut(heights: readonly number[], start: number, view: View | null, kept: (index: number) => boolean): Layout {
  const lines: Line[] = [];
  let gap = 0;
  let height = 0;
  heights.forEach((own, index) => {
    const top = start + height;
    const near = view === null || (top + own > view.top - BEYOND_PX && top < view.top + view.height + BEYOND_PX);
    height += own;
    if (!near && !kept(index)) gap += own;
    else {
      lines.push({ index, gap });
      gap = 0;
    }
  });
  return { lines, rest: gap, height };
}

/** Heights of rows as they were measured; a row that was not yet counts as the mean of those that were. */
export class Heights {
  #known = new Map<string, number>();
  #sum = 0;

  constructor(private readonly usual: number) {}

  /** `true` when it is news. */
  set(esc: string, height: number): boolean {
    const before = this.#known.get(esc);
    if (before === height || !(height > 0)) return false;
    this.#sum += height - (before ?? 0);
    this.#known.set(esc, height);
    return true;
  }

  of(esc: string): number {
    return this.#known.get(esc) ?? (this.#known.size === 0 ? this.usual : this.#sum / this.#known.size);
  }

  /** Forgets what is not here any more, once that is much. */
  keep(escs: ReadonlySet<string>): void {
    if (this.#known.size <= 2 * escs.size + FEW) return;
    for (const [esc, height] of this.#known) {
      if (escs.has(esc)) continue;
      this.#known.delete(esc);
      this.#sum -= height;
    }
  }

  clear(): void {
    this.#known.clear();
    this.#sum = 0;
  }
}
