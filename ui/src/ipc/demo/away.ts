// Who of the made-up team is away, and who acts for them: one hop, as the desk does.

import type { AwayView } from '../generated';

export type Absence = { until: number; to: string; group: boolean; people: string[] };

export class Absences {
  #said = new Map<string, Absence>();

  say(name: string, absence: Absence): void {
    this.#said.set(name, absence);
  }

  end(name: string): void {
    this.#said.delete(name);
  }

  /** How somebody is away now. */
  of(name: string): AwayView | null {
    const said = this.#now(name);
    return said && { until: new Date(said.until).toISOString(), to: said.to, group: said.group, nobody: this.acts(name).length === 0 };
  }

  /** Names of who acts for somebody now. */
  acts(name: string): string[] {
    const said = this.#now(name);
    return said ? said.people.filter((one) => one !== name && !this.#now(one)) : [name];
  }

  #now(name: string): Absence | null {
    const said = this.#said.get(name);
    return said && Date.now() < said.until ? said : null;
  }
}
