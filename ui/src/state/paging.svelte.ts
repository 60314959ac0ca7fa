// Which part of the list is read from the desk, and where a row that the desk tells of goes: into the list, under the button for
// what is new, or nowhere, because it stands beyond what is here and comes with its page.

import { asUiError } from '../ipc/backend';
import type { DeltaView, RowsView, RowView, UiError } from '../ipc/generated';
import { Arrivals, Sight } from './arrivals.svelte';
import type { Desk } from './desk.svelte';
import type { Side } from './rows.svelte';

/** Whether the focus goes to the first row, from where it is lost or on another one. */
type Focus = 'stays' | 'follows';
type Upsert = Extract<DeltaView, { kind: 'upsert' }>;

export class Paging {
  loading = $state(false);
  error = $state.raw<UiError | null>(null);
  /** The list was taken to its top, and the focus stays or follows. */
  topped = $state.raw<{ focus: Focus }>({ focus: 'stays' });
  readonly arrivals = new Arrivals();
  readonly sight = new Sight();
  #asked = 0;
  /** What was told while a page was on its way: the page may be older. */
  #meanwhile: DeltaView[] = [];

  constructor(private readonly desk: Desk) {}

  /** The list from its top, with all that came above. What is open stays. `false` when it could not be read, or another one was chosen meanwhile. */
  async begin(focus: Focus = 'stays'): Promise<boolean> {
    const page = await this.#page(null, false);
    if (!page) return false;
    this.begun(page);
    this.topped = { focus };
    return true;
  }

  begun(page: RowsView): void {
    this.desk.book.begin(this.desk.list, this.desk.queue, page);
    this.arrivals.clear();
    this.#catchUp();
  }

  /** One more page at an end of what is here. */
  async more(side: Side): Promise<void> {
    const { search, book } = this.desk;
    if (search.on) return side === 'after' ? search.more() : undefined;
    const edge = book.edge(side);
    if (this.loading || edge === null) return;
    const page = await this.#page(edge, side === 'before');
    if (!page) return;
    // Around the end that was read on: whatever is on screen is near it, and may not be laid out yet. Around anything else the new page could be let go at once, and asked for again without end.
    book.extend(side, page, edge);
    this.#catchUp();
  }

  async #page(edge: string | null, back: boolean): Promise<RowsView | null> {
    const { backend, list, queue } = this.desk;
    const asked = ++this.#asked;
    this.loading = true;
    this.#meanwhile = [];
    try {
      const page = await backend.rows(list, queue, edge, back);
      if (asked !== this.#asked) return null;
      this.error = null;
      return page;
    } catch (thrown) {
      if (asked === this.#asked) this.error = asUiError(thrown);
      return null;
    } finally {
      if (asked === this.#asked) this.loading = false;
    }
  }

  #catchUp(): void {
    for (const delta of this.#meanwhile) this.#apply(delta);
    this.#meanwhile = [];
  }

  /** A row changed or went. */
  told(delta: DeltaView): void {
    if (this.loading) this.#meanwhile.push(delta);
    this.#apply(delta);
  }

  #apply(delta: DeltaView): void {
    if (delta.kind === 'upsert') this.#place(delta);
    if (delta.kind !== 'remove') return;
    this.desk.book.apply(delta);
    this.arrivals.drop(delta.esc);
  }

  /** A row that is here follows. Another one enters below what is on screen, and waits where it would come above or between. */
  #place(delta: Upsert): void {
    const { book, list } = this.desk;
    const { row } = delta;
    const here = book.inside(delta);
    const waiting = this.arrivals.has(row.esc);
    const enters = here && !waiting && !this.#moves(row);
    const waits = here || (book.above(delta) && (waiting || delta.joins.includes(list)));
    if (enters || book.get(row.esc) || this.desk.needed(row.esc)) book.apply(delta);
    else if (waits) return this.arrivals.add(row.esc, this.desk.pressing(row));
    this.arrivals.drop(row.esc);
  }

  /** Whether a row that enters here would move one that is looked at. */
  #moves(row: RowView): boolean {
    return !this.desk.search.on && !this.idle && this.sight.edge !== null && row.order < this.sight.edge;
  }

  /** Nothing is open and nothing is pointed at, so that nothing which comes moves what is looked at. */
  get idle(): boolean {
    const { item, batch } = this.desk;
    return item === null && batch === null && this.sight.top && !this.sight.pointed;
  }

  /** After changes: the part that is here stays within its bound, and what waits is shown to who looks at nothing. */
  settle(): void {
    this.desk.book.trim(this.sight.edge);
    if (this.arrivals.size > 0 && !this.loading && this.idle) void this.begin();
  }
}
