// The search that is on: asked of the desk as the person types; an answer that came late is dropped.
//
// What is found stays where it stands until the search is asked again. Its rows move with the desk's deltas like any other.

import { asUiError, type Backend } from '../ipc/backend';
import type { FoundRowView, SavedSearch, UiError } from '../ipc/generated';
import { read } from '../shared/query';

/** Typing pauses this long before the desk is asked. */
const PAUSE_MS = 80;
/** Counts beside saved searches follow what happens at most this often. */
const COUNT_MS = 1_000;
/** The desk counts no further. */
export const MOST = 100;

export class Search {
  query = $state('');
  found = $state.raw<FoundRowView[]>([]);
  next = $state.raw<string | null>(null);
  error = $state.raw<UiError | null>(null);
  /** The query that `found` answers. */
  answered = $state<string | null>(null);
  saved = $state.raw<SavedSearch[]>([]);
  counts = $state.raw<Partial<Record<string, number>>>({});
  parsed = $derived(read(this.query, Date.now()));
  on = $derived(this.query.trim() !== '');
  #here = $derived(new Set(this.found.map(({ row }) => row.esc)));

  #asked = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly backend: Backend) {}

  has(esc: string): boolean {
    return this.#here.has(esc);
  }

  /** Another query, by typing; `''` ends the search. */
  set(query: string): void {
    this.query = query;
    clearTimeout(this.#pause);
    if (this.on) this.#pause = setTimeout(() => void this.run(), PAUSE_MS);
    else this.#forget();
  }

  async run(): Promise<void> {
    clearTimeout(this.#pause);
    const query = this.query;
    const asked = ++this.#asked;
    try {
      const page = await this.backend.search(read(query, Date.now()).form, null);
      if (asked !== this.#asked) return;
      [this.found, this.next, this.error, this.answered] = [page.rows, page.next, null, query];
    } catch (thrown) {
      if (asked === this.#asked) this.error = asUiError(thrown);
    }
  }

  async more(): Promise<void> {
    const after = this.next;
    if (after === null || this.answered === null) return;
    // Whoever asks for other words meanwhile gets these.
    const asked = this.#asked;
    this.next = null;
    try {
      const page = await this.backend.search(read(this.answered, Date.now()).form, after);
      if (asked !== this.#asked) return;
      // What moved since the page before may come once more.
      const here = new Set(this.found.map(({ row }) => row.esc));
      this.found = [...this.found, ...page.rows.filter(({ row }) => !here.has(row.esc))];
      this.next = page.next;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.next = after;
      this.error = asUiError(thrown);
    }
  }

  #forget(): void {
    this.#asked += 1;
    [this.found, this.next, this.error, this.answered] = [[], null, null, null];
  }

  /** Under the same name it replaces the one from before. */
  async save(name: string): Promise<void> {
    await this.#keep([...this.saved.filter((one) => one.name !== name), { name, query: this.query.trim() }]);
  }

  async remove(name: string): Promise<void> {
    await this.#keep(this.saved.filter((one) => one.name !== name));
  }

  async #keep(searches: SavedSearch[]): Promise<void> {
    try {
      await this.backend.keepSearches(searches);
      this.hydrated(searches);
    } catch (thrown) {
      this.error = asUiError(thrown);
    }
  }

  hydrated(searches: SavedSearch[]): void {
    this.saved = searches;
    this.countSoon();
  }

  /** Something changed in the lists: counts follow, many changes at once. */
  countSoon(): void {
    if (this.saved.length === 0) return;
    this.#counting ??= setTimeout(() => void this.#count(), COUNT_MS);
  }

  async #count(): Promise<void> {
    this.#counting = undefined;
    const now = Date.now();
    const counted = this.saved.map(async ({ name, query }) => [name, await this.backend.countFound(read(query, now).form)] as const);
    const settled = await Promise.allSettled(counted);
    // One that can not be counted shows no number.
    this.counts = Object.fromEntries(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  }
}
