// The stops in force at the twin.

import type { HaltView, ScopeKind, ScopeView } from '../generated';
import { fail } from './fail';
import type { World } from './world';

export class Stops {
  all: HaltView[] = [];

  constructor(private readonly world: World) {}

  async halt(esc: string, kind: ScopeKind, reason: string): Promise<void> {
    const scope = (await this.world.find(esc)).stops.find((one) => one.kind === kind);
    if (!scope) return fail('notFound', 'This item names no agent, so there is none to stop.');
    if (this.world.link !== 'live') return fail('offline', 'Nothing was stopped or lifted: the gateway does not answer.');
    const halt: HaltView = { id: `halt-${this.all.length}`, scope, by: 'Nadia Brandt', at: new Date().toISOString(), reason: reason === '' ? [] : [{ text: reason }], may_lift: true };
    this.all.push(halt);
    this.#about(scope, halt);
  }

  lift(id: string): Promise<void> {
    const halt = this.all.find((one) => one.id === id);
    if (!halt) return fail('notFound', 'This stop is no longer in force.');
    this.all = this.all.filter((one) => one !== halt);
    this.#about(halt.scope, null);
    return Promise.resolve();
  }

  #about(scope: ScopeView, halt: HaltView | null): void {
    for (const item of this.world.items.values()) {
      if (scope.kind === 'esc' && scope.id !== item.esc) continue;
      if (scope.kind === 'queue' && scope.id !== item.contract.queue) continue;
      item.halt = halt;
      if (scope.kind === 'esc') this.world.changed(item);
    }
    this.world.tell([{ kind: 'status', status: this.world.status() }]);
  }
}
