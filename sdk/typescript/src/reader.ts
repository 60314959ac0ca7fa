/** Reading the standing list from the gateway, and how fresh it is. */

import type { Deadline } from './deadline.ts';
import type { Instant } from './encoding.ts';
import { foreign, type Gateway, read } from './gateway.ts';
import type { Json } from './json.ts';
import type { Registry } from './registry.ts';
import type { Entry, Standing } from './standing.ts';

/** The list as folded so far. Whoever judges by it does so without waiting for anything in between. */
export class StandingReader {
  #standing: Standing;
  #answeredAt: Instant | null = null;
  readonly #gateway: Gateway;
  readonly #registry: Registry;
  readonly #now: () => Instant;

  constructor(gateway: Gateway, registry: Registry, standing: Standing, now: () => Instant) {
    this.#gateway = gateway;
    this.#registry = registry;
    this.#standing = standing;
    this.#now = now;
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** When the newest answer was asked for; null before the first. */
  get answeredAt(): Instant | null {
    return this.#answeredAt;
  }

  /** Reads what is new; only an answer counts as fresh, and from the moment it was asked for. */
  async refresh(deadline?: Deadline): Promise<void> {
    const askedAt = this.#now();
    const after = String(this.#standing.seq);
    const answer = read(await this.#gateway.get('/v1/standing', { after }, 0, deadline));
    const entries = entriesOf(answer['entries']);
    if (entries.length > 0) {
      // Of two answers at once the later one is taken on top of the first; what is known is skipped.
      // Stored before it is believed: what was believed once must not be forgotten.
      const standing = this.#standing.copy();
      standing.apply(entries);
      this.#registry.standing.store(entries, standing.roster);
      this.#standing = standing;
    }
    this.#answeredAt = askedAt;
  }
}

function entriesOf(found: Json | undefined): Entry[] {
  const fits = Array.isArray(found) && found.every(isEntry);
  if (!fits) throw foreign(200, 'no list of entries');
  return found as unknown as Entry[];
}

function isEntry(each: Json): boolean {
  if (each === null || typeof each !== 'object' || Array.isArray(each)) return false;
  const { seq, at, id, statements } = each;
  const texts = Array.isArray(statements) && statements.every((one) => typeof one === 'string');
  return Number.isSafeInteger(seq) && typeof at === 'string' && typeof id === 'string' && texts;
}
