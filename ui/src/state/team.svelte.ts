// How the team stands, as long as its page is open; giving all of mine to somebody; and the week as a file.

import { asUiError, type Backend } from '../ipc/backend';
import type { RowView, TeamPersonView, TeamView, UiError } from '../ipc/generated';
import { heldByMe } from '../shared/holders';
import { plain } from '../shared/runs';

export type HandedOver = { to: string; given: number; kept: { title: string; error: UiError }[] };

export class Team {
  view = $state.raw<TeamView | null>(null);
  error = $state.raw<UiError | null>(null);
  /** Where the week lies. */
  saved = $state<string | null>(null);
  /** The question to whom is open. */
  asking = $state(false);
  to = $state<string | null>(null);
  busy = $state(false);
  result = $state.raw<HandedOver | null>(null);
  #loading = false;
  #again = false;

  constructor(readonly backend: Backend) {}

  /** What changes while it is asked for is asked for once more. */
  async load(): Promise<void> {
    this.#again = true;
    if (this.#loading) return;
    this.#loading = true;
    while (this.#again) {
      this.#again = false;
      await this.#try(async () => (this.view = await this.backend.team(startOfDay(new Date()).toISOString())));
    }
    this.#loading = false;
  }

  async save(): Promise<void> {
    await this.#alone(async () => (this.saved = await this.backend.saveWeek()));
  }

  /** One signed assignment for each; what can not be given stays, with the reason. */
  async handOver(now: number): Promise<void> {
    const to = this.others.find((one) => one.person === this.to);
    if (!to) return;
    await this.#alone(async () => {
      const result: HandedOver = { to: to.name, given: 0, kept: [] };
      for (const row of await this.#mine()) {
        try {
          await this.backend.note(row.esc, { note: 'assign', to: to.person });
          if (heldByMe(row, now)) await this.backend.note(row.esc, { note: 'release' });
          result.given += 1;
        } catch (thrown) {
          result.kept.push({ title: plain(row.title), error: asUiError(thrown) });
        }
      }
      this.result = result;
      this.asking = false;
    });
    await this.load();
  }

  /** To whom something can be given. */
  get others(): TeamPersonView[] {
    return this.view?.people.filter((one) => !one.me) ?? [];
  }

  async #mine(): Promise<RowView[]> {
    const rows: RowView[] = [];
    let after: string | null = null;
    do {
      const page = await this.backend.rows('mine', null, after, false);
      rows.push(...page.rows);
      after = page.next;
    } while (after !== null);
    return rows;
  }

  async #alone(what: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    await this.#try(what);
    this.busy = false;
  }

  async #try(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      this.error = null;
    } catch (thrown) {
      this.error = asUiError(thrown);
    }
  }
}

/** Midnight here. */
export function startOfDay(at: Date): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate());
}
