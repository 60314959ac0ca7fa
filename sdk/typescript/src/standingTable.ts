/** The standing list in the registry: kept as it was read, and folded again at every start. */

import { Refused } from './codes.ts';
import type { Database } from './database.ts';
import { Downgrade } from './registryErrors.ts';
import type { Roster } from './roster.ts';
import { type Entry, Standing } from './standing.ts';

interface StoredEntry {
  seq: number;
  at: string;
  id: string;
  statements: string;
}

/** What lets a source that starts again still know the highest roster it accepted. */
export class StandingTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Stores what was read, and the roster it ends at, together. */
  store(entries: readonly Entry[], roster: Roster | null): void {
    this.#database.writing((db) => {
      const insert = db.prepare(
        'INSERT INTO standing (seq, at, id, statements) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      );
      for (const each of entries) insert.run(each.seq, each.at, each.id, JSON.stringify(each.statements));
      if (!roster) return;
      db.prepare(
        'INSERT INTO highest_roster (one, version, payload_sha256) VALUES (1, ?, ?) ' +
          'ON CONFLICT (one) DO UPDATE SET version = excluded.version, ' +
          'payload_sha256 = excluded.payload_sha256 WHERE excluded.version > version',
      ).run(roster.version, roster.payloadSha256);
    });
  }

  /**
   * Folds the stored entries again.
   *
   * `Downgrade` if this registry has pinned a workspace and it is another one, or another pin; `roster_rollback` if the
   * list ends below the highest roster that was ever accepted.
   */
  load(workspace: string, pin: string): Standing {
    const [stored, highest] = this.#database.reading((db) => [
      db.prepare<unknown[], StoredEntry>('SELECT * FROM standing ORDER BY seq').all(),
      db.prepare<unknown[], { version: number }>('SELECT version FROM highest_roster').get(),
    ]);
    const standing = new Standing(workspace, pin);
    standing.apply(stored.map((each) => ({ ...each, statements: JSON.parse(each.statements) as string[] })));
    const version = standing.roster?.version ?? 0;
    if (highest && version === 0 && stored.length > 0) {
      throw new Downgrade(
        'this registry has pinned another roster or another workspace: give the ones that it was made with, ' +
          'or a new registry to a new workspace',
      );
    }
    if (highest && version < highest.version) {
      throw new Refused(
        'roster_rollback',
        `the stored list ends at roster version ${version}, version ${highest.version} was accepted`,
      );
    }
    return standing;
  }
}
