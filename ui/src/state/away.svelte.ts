// Being away and being back: what is asked of the desk. It signs, and answers once the log has it.

import { asUiError } from '../ipc/backend';
import type { StandInForm, TeamView, UiError } from '../ipc/generated';
import { m } from '../shared/messages';
import type { Desk } from './desk.svelte';

const DAY_MS = 86_400_000;
/** Nobody is away for longer. */
const MOST_MS = 90 * DAY_MS;
const MORNING = 8;
export const OTHER = 'other';

/** Mornings that are soon, by name, and any other day. */
export function times(now: number): { value: string; words: string }[] {
  const morning = (days: number): string => {
    const at = new Date(now);
    at.setDate(at.getDate() + days);
    at.setHours(MORNING, 0, 0, 0);
    return at.toISOString();
  };
  const monday = (8 - new Date(now).getDay()) % 7 || 7;
  const mondays = monday === 1 ? [] : [{ value: morning(monday), words: m.away.monday }];
  return [{ value: morning(1), words: m.away.tomorrow }, ...mondays, { value: OTHER, words: m.away.other }];
}

/** A day and a time of it here, as an instant. */
export function instantOf(date: string, time: string): string | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) && /^\d{2}:\d{2}$/.test(time) ? Date.parse(`${date}T${time}`) : NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** Who can stand in: everybody else who decides something, and groups that others are in. */
export function standIns(view: TeamView): { people: { value: string; words: string }[]; groups: { value: string; words: string }[] } {
  return {
    people: view.people.filter((one) => !one.me).map((one) => ({ value: one.person, words: one.name })),
    groups: view.groups.map((group) => ({ value: `group:${group}`, words: group })),
  };
}

const formOf = (to: string): StandInForm => (to.startsWith('group:') ? { kind: 'group', id: to.slice('group:'.length) } : { kind: 'person', id: to });

export class Away {
  picked = $state<string | null>(null);
  date = $state('');
  time = $state('08:00');
  to = $state<string | null>(null);
  busy = $state(false);
  error = $state.raw<UiError | null>(null);

  constructor(readonly desk: Desk, now: number) {
    this.picked = times(now)[0]?.value ?? null;
  }

  get until(): string | null {
    return this.picked === OTHER ? instantOf(this.date, this.time) : this.picked;
  }

  /** What is missing before it can be said. */
  missing(now: number): string | null {
    const until = this.until === null ? null : Date.parse(this.until);
    if (until === null || until <= now || until - now > MOST_MS) return m.away.pickTime;
    return this.to === null ? m.away.pickWhom : null;
  }

  async say(now: number): Promise<void> {
    const { until, to } = this;
    if (this.missing(now) !== null || until === null || to === null) return;
    await this.#alone(async () => {
      await this.desk.backend.goAway(until, formOf(to));
      this.desk.going = false;
    });
  }

  async back(): Promise<void> {
    await this.#alone(() => this.desk.backend.comeBack());
  }

  async #alone(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.error = null;
    try {
      await what();
    } catch (thrown) {
      this.error = asUiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}

/** Opens the question on the team's page. */
export function startAway(desk: Desk): void {
  desk.going = true;
  desk.overlay = 'team';
}

/** Whether somebody else could stand in. */
export function canBeAway(desk: Desk): boolean {
  return desk.identity?.alone === false && desk.status.off === null;
}

/** From the list of commands: why it was not done stands over the list. */
export async function comeBack(desk: Desk): Promise<void> {
  try {
    await desk.backend.comeBack();
    desk.announcement = m.away.here;
  } catch (thrown) {
    desk.paging.error = asUiError(thrown);
  }
}
