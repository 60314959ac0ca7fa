// Judges every decision that reaches the desk by what was on screen and what the finger did. It knows nothing of the page's guards.

import type { Backend } from '../../../src/ipc/backend';
import type { DecisionForm, SeenForm } from '../../../src/ipc/generated';
import type { Desk } from '../../../src/state/desk.svelte';
import type { Glass } from './glass';
import type { Time } from './time';

const STOOD_MS = 400;

export type Finger = { key: string; repeated: boolean; enter: boolean };
type Look = { since: number; allRead: boolean; views: Map<string, string> };

export class Watch {
  desk!: Desk;
  /** What the finger does at this moment. */
  finger: Finger | null = null;
  slips: string[] = [];
  alone = 0;
  together = 0;
  #parts: unknown[] = [];
  #screen = '';
  #since = 0;
  #begun = new WeakMap<object, Look>();

  constructor(
    readonly time: Time,
    readonly glass: Glass,
  ) {}

  /** The same backend, watched, and as slow as `lag` says. */
  over(backend: Backend, lag: () => number): Backend {
    const late = async <T>(answer: () => Promise<T>): Promise<T> => {
      await new Promise<void>((done) => setTimeout(done, lag()));
      return answer();
    };
    return {
      ...backend,
      detail: (esc) => late(() => backend.detail(esc)),
      undo: (esc) => late(() => backend.undo(esc)),
      signNow: (esc) => late(() => backend.signNow(esc)),
      decide: (esc, decision, seen) => {
        this.#judge(esc, decision, seen);
        return late(() => backend.decide(esc, decision, seen));
      },
    };
  }

  /** Notes when what is on screen, or what the keys are about, became another thing. */
  look(): void {
    const { batch, item, selection } = this.desk;
    const parts = [batch, batch?.entries, batch?.loading, batch?.sending, item, item?.detail, selection.size > 0, Math.floor(this.time.now / 1000)];
    if (parts.every((part, i) => part === this.#parts[i])) return;
    this.#parts = parts;
    const screen = this.#what();
    if (screen !== this.#screen) [this.#screen, this.#since] = [screen, this.time.now];
    this.glass.paint(this.desk);
  }

  #what(): string {
    const { batch, item, selection } = this.desk;
    if (batch) return batch.sending ? this.#screen : JSON.stringify([batch.verb, batch.loading, [...this.#views()]]);
    return JSON.stringify([item?.esc, item?.detail?.raw.view_sha256, selection.size > 0]);
  }

  #views(): Map<string, string> {
    const { batch, item } = this.desk;
    if (!batch) return new Map(item?.detail ? [[item.esc, item.detail.raw.view_sha256]] : []);
    return new Map(batch.included.flatMap(({ esc, detail }) => (detail ? [[esc, detail.raw.view_sha256] as const] : [])));
  }

  #judge(esc: string, decision: DecisionForm, seen: SeenForm): void {
    const { batch } = this.desk;
    if (!batch?.sending) this.look();
    const now: Look = (batch && this.#begun.get(batch)) ?? { since: this.time.now - this.#since, allRead: this.glass.allRead, views: this.#views() };
    if (batch) this.#begun.set(batch, now);
    const wrong = [
      now.views.get(esc) !== seen.view_sha256 && 'not what was on screen',
      now.since < STOOD_MS && `on screen for ${now.since} ms`,
      decision.verb === 'approve' && !now.allRead && 'not all of it was in sight',
      this.finger?.repeated && 'by a repeated key',
      this.finger?.enter && 'by Enter',
    ].filter((why) => typeof why === 'string');
    if (batch) this.together += 1;
    else this.alone += 1;
    if (wrong.length > 0) this.slips.push(`${decision.verb} ${esc} (${this.finger?.key ?? 'later'}): ${wrong.join(', ')}`);
  }
}
