// Several items that are decided together: the detail of each, what keeps one out, and how they were looked at.
//
// Each is loaded, shown and signed by itself. What changes meanwhile is marked and left out until the person has looked at it.

import { asUiError, type Backend } from '../ipc/backend';
import type { DecisionForm, DetailView, RejectReasonView, RowView, RunView, SeenForm, UiError } from '../ipc/generated';
import { clock } from '../shared/clock.svelte';
import { errorTable, told } from '../shared/errors';
import { m } from '../shared/messages';
import { closed, kindOf, misfit, type BatchVerb } from './fit';
import { DEAD_MS } from './item.svelte';
import { Seen } from './seen.svelte';

export type Entry = {
  esc: string;
  title: RunView[];
  detail: DetailView | null;
  /** A version that differs from the one in the table. */
  newer: DetailView | null;
  error: UiError | null;
  /** The desk was asked to decide it. */
  asked: boolean;
};
export type Failure = { esc: string; title: RunView[]; why: string };
export type Result = { verb: BatchVerb; of: number; failures: Failure[] };

export class Batch {
  entries = $state.raw<Entry[]>([]);
  loading = $state(true);
  /** Keys decide nothing until the table has stood for a moment. */
  alive = $state(false);
  /** The commands led to the button that signs: it gets the focus once keys live again. */
  pointed = $state(false);
  /** How far signing has come, and `null` before; of how many. */
  done = $state<number | null>(null);
  of = 0;
  /** Taken back while it was being signed: the rest is not asked for. */
  cut = false;
  reason = $state<string | null>(null);
  message = $state('');
  readonly seen = new Seen();

  readonly kind = $derived(kindOf(this.entries.flatMap(({ detail }) => detail ?? [])));
  /** What has to be taken out before anything is decided. */
  readonly misfits = $derived.by(() => this.entries.flatMap((entry) => this.#named(entry, this.#misfit(entry))));
  /** What stands in the table. */
  readonly rows = $derived(this.entries.filter((entry) => this.#misfit(entry) === null));
  /** What is decided. */
  readonly included = $derived(this.rows.filter((entry) => this.left(entry) === null));
  /** Reasons that fit all of them, the default of the first one first picked. */
  readonly reasons = $derived.by((): RejectReasonView[] => {
    const lists = this.rows.flatMap(({ detail }) => (detail ? [detail.reject_reasons] : []));
    return (lists[0] ?? []).filter(({ code }) => lists.every((list) => list.some((one) => one.code === code)));
  });
  readonly picked = $derived.by((): string | null => {
    const wish = this.reason ?? this.rows[0]?.detail?.default_reason;
    return (this.reasons.find(({ code }) => code === wish) ?? this.reasons[0])?.code ?? null;
  });

  #again = new Set<string>();
  #stood = '';
  #waking: ReturnType<typeof setTimeout> | undefined;
  #since = performance.now();

  constructor(
    readonly verb: BatchVerb,
    readonly backend: Backend,
    readonly asked: readonly RowView[],
  ) {}

  get sending(): boolean {
    return this.done !== null;
  }

  async load(): Promise<void> {
    this.entries = await Promise.all(this.asked.map(async ({ esc, title }) => ({ esc, title, newer: null, asked: false, ...(await this.#fetch(esc)) })));
    this.loading = false;
    this.rest();
    for (const esc of this.#again) this.touched(esc);
  }

  async #fetch(esc: string): Promise<Pick<Entry, 'detail' | 'error'>> {
    try {
      return { detail: await this.backend.detail(esc), error: null };
    } catch (thrown) {
      return { detail: null, error: asUiError(thrown) };
    }
  }

  /** The desk told that something about it is new. */
  touched(esc: string): void {
    if (this.loading) this.#again.add(esc);
    else if (this.entries.some((entry) => entry.esc === esc && !entry.asked)) void this.#follow(esc);
  }

  async #follow(esc: string): Promise<void> {
    const { detail, error } = await this.#fetch(esc);
    this.#replace(esc, (entry) => {
      const changed = entry.detail && detail && entry.detail.raw.view_sha256 !== detail.raw.view_sha256;
      return changed ? { ...entry, newer: detail, error } : { ...entry, detail: detail ?? entry.detail, error };
    });
  }

  /** Puts the version that differs into the table. */
  look(esc: string): void {
    this.#replace(esc, (entry) => ({ ...entry, detail: entry.newer ?? entry.detail, newer: null }));
  }

  /** Takes out what has to be, and what is left out. */
  takeOut(): string[] {
    const stay = new Set(this.included);
    const gone = this.entries.filter((entry) => !stay.has(entry)).map(({ esc }) => esc);
    if (gone.length > 0) {
      this.entries = [...stay];
      this.rest();
    }
    return gone;
  }

  ask(esc: string): void {
    this.entries = this.entries.map((entry) => (entry.esc === esc ? { ...entry, asked: true } : entry));
  }

  /** Why it stands in the table and is not decided. */
  left(entry: Entry): string | null {
    if (entry.asked || !entry.detail) return null;
    const now = entry.newer ?? entry.detail;
    return closed(now, clock.now) ?? (entry.error ? inWords(entry.error) : entry.newer ? m.batch.out.changed : null);
  }

  decision(): DecisionForm | null {
    if (this.verb === 'approve') return { verb: 'approve', typed: null };
    const message = this.message.trim();
    return this.picked === null ? null : { verb: 'reject', reason: this.picked, message: message === '' ? null : message };
  }

  seenForm(entry: Entry): SeenForm {
    return { view_sha256: entry.detail?.raw.view_sha256 ?? '', opened: [], dwell_ms: Math.round(performance.now() - this.#since) };
  }

  #misfit(entry: Entry): string | null {
    if (!entry.detail) return entry.error ? inWords(entry.error) : '';
    return this.kind ? misfit(entry.detail, this.kind, this.verb) : null;
  }

  #named(entry: Entry, why: string | null): Failure[] {
    return why === null ? [] : [{ esc: entry.esc, title: entry.title, why }];
  }

  #replace(esc: string, change: (entry: Entry) => Entry): void {
    this.entries = this.entries.map((entry) => (entry.esc === esc ? change(entry) : entry));
    this.moved();
  }

  /** Whether the table shows something else than what the keys woke for. They rest then. */
  moved(): boolean {
    const moved = this.#stood !== this.#look();
    if (moved) this.rest();
    return moved;
  }

  #look(): string {
    return JSON.stringify(this.rows.map((entry) => [entry.detail?.raw.view_sha256, this.left(entry)]).concat(this.misfits.map(({ esc }) => [esc, null])));
  }

  /** Leads to what signs; the person's own key or press does it. */
  point(): void {
    this.rest();
    this.pointed = true;
  }

  /** Something else is on screen now. */
  rest(): void {
    this.#stood = this.#look();
    this.alive = false;
    clearTimeout(this.#waking);
    this.#waking = setTimeout(() => {
      this.alive = true;
    }, DEAD_MS);
  }
}

/** What the error table and the desk say, as one line. */
export function inWords(error: UiError): string {
  const shown = errorTable[error.code];
  return `${shown.title}. ${told(error).text || (shown.text ?? '')}`.trim();
}
