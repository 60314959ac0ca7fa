// Escaped text that is read for its form: pieces of it go on screen with the stand-ins that they hold, and nothing is ever decoded,
// so no form of writing brings back a character that the escaper took the power from.

import type { RunView } from '../ipc/generated';

/** A piece of a text, and how it looks. */
export type Piece<Style extends string = string> = { from: number; to: number; style: Style };

export class Marked {
  readonly text: string;
  readonly #marks: { from: number; to: number; mark: string }[] = [];

  constructor(runs: readonly RunView[]) {
    let text = '';
    for (const run of runs) {
      if (run.mark) this.#marks.push({ from: text.length, to: text.length + run.text.length, mark: run.mark });
      text += run.text;
    }
    this.text = text;
  }

  /** The runs from one place to another. */
  runs({ from, to }: { from: number; to: number }): RunView[] {
    const runs: RunView[] = [];
    const push = (start: number, end: number, mark?: string): void => {
      if (start < end) runs.push({ text: this.text.slice(start, end), ...(mark === undefined ? {} : { mark }) });
    };
    let at = from;
    for (const stand of this.#marks.slice(this.#firstAfter(from))) {
      if (stand.from >= to) break;
      push(at, stand.from);
      push(Math.max(at, stand.from), Math.min(to, stand.to), stand.mark);
      at = Math.min(to, stand.to);
    }
    push(at, to);
    return runs;
  }

  /** The stand-in that begins at a place. */
  readonly standIn = (at: number): { to: number; mark: string } | undefined => {
    const stand = this.#marks[this.#firstAfter(at)];
    return stand?.from === at ? stand : undefined;
  };

  /** The first stand-in that ends after a place. */
  #firstAfter(place: number): number {
    let low = 0;
    let high = this.#marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#marks[middle]?.to ?? Infinity) <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
