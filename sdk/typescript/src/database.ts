/**
 * The registry's SQLite file: opened with pragmas read back, newer versions refused, storage errors told apart.
 *
 * After an I/O error SQLite may call the next commit good although what came before it is gone. So the first one ends
 * this connection for good: a new process finds out what the file really holds, by the restart rule.
 */

import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Presence } from './presence.ts';
import { RegistryBusy, RegistryError, RegistryFull, NewerRegistry } from './registryErrors.ts';

/** Each makes the next version out of the one before; a new file takes them all. */
const STEPS = ['registry.sql', 'registry_2.sql'];
const VERSION = STEPS.length;
/** `synchronous=FULL` is 2. Each is read back: SQLite answers a pragma it can not honour without an error. */
const PRAGMAS: [string, string | number, string | number][] = [
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
];
/** For so many milliseconds another program is waited for. */
export const PATIENCE = 5000;

/** One connection; every write is one transaction. */
export class Database {
  readonly #path: string;
  readonly #connection: Sqlite.Database;
  readonly #presence: Presence;
  #broken: string | null = null;

  constructor(path: string, patience = PATIENCE) {
    this.#path = path;
    this.#connection = openDatabase(path, patience);
    try {
      this.#presence = new Presence(`${path}.lock`);
    } catch (wrong) {
      this.#connection.close();
      throw wrong;
    }
  }

  /** Closes the file; what is durable stays. */
  close(): void {
    this.#connection.close();
    this.#presence.leave();
  }

  /** Asks, outside of any transaction. */
  reading<T>(ask: (db: Sqlite.Database) => T): T {
    return this.#explained(() => ask(this.#connection));
  }

  /** One IMMEDIATE transaction: all of it is durable once this returns, or nothing of it happened. */
  writing<T>(change: (db: Sqlite.Database) => T): T {
    return this.#explained(() => {
      this.#connection.exec('BEGIN IMMEDIATE');
      try {
        const made = change(this.#connection);
        this.#connection.exec('COMMIT');
        return made;
      } catch (wrong) {
        // SQLite ends some transactions by itself, a full disk's among them.
        if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
        throw wrong;
      }
    });
  }

  /**
   * Whether no other process has this registry open: then what was begun and not finished is nobody's.
   *
   * Asked inside a transaction, because to ask is to let go of the lock for an instant: of two that ask at once, each
   * would find itself alone.
   */
  isAlone(): boolean {
    return this.writing(() => this.#presence.isAlone());
  }

  #explained<T>(use: () => T): T {
    if (this.#broken !== null) throw new RegistryError(this.#broken);
    try {
      return use();
    } catch (wrong) {
      if (!(wrong instanceof Sqlite.SqliteError) || wrong.code.startsWith('SQLITE_CONSTRAINT')) throw wrong;
      // The file that readers and writers share may be what finds no room: nothing was written yet.
      if (wrong.code === 'SQLITE_FULL' || wrong.code === 'SQLITE_IOERR_SHMSIZE') {
        throw new RegistryFull(`the disk of ${this.#path} is full; make room and try again`, { cause: wrong });
      }
      if (wrong.code.startsWith('SQLITE_BUSY')) {
        throw new RegistryBusy(`${this.#path} is held by another program (${wrong.message}); try again`, {
          cause: wrong,
        });
      }
      this.#broken =
        `${this.#path} can not be relied on any more (${wrong.message}); nothing runs: ` +
        'check the disk, then start this process again';
      throw new RegistryError(this.#broken, { cause: wrong });
    }
  }
}

/** The file with its pragmas and its schema, or a `RegistryError` that says what to do. */
export function openDatabase(path: string, patience = PATIENCE): Sqlite.Database {
  mkdirSync(dirname(path), { recursive: true });
  const connection = new Sqlite(path);
  try {
    for (const [name, wanted, expected] of [...PRAGMAS, ['busy_timeout', patience, patience] as const]) {
      connection.pragma(`${name}=${wanted}`);
      const found = connection.pragma(name, { simple: true });
      if (found !== expected) {
        throw new RegistryError(`${path}: ${name} is ${String(found)}, not ${expected}; use a local file system`);
      }
    }
    makeSchema(connection, path);
    settle(connection, patience);
  } catch (wrong) {
    connection.close();
    throw wrong;
  }
  return connection;
}

function versionOf(connection: Sqlite.Database): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

function makeSchema(connection: Sqlite.Database, path: string): void {
  const found = versionOf(connection);
  if (found > VERSION) {
    throw new NewerRegistry(
      `${path} has schema version ${found}, this package knows ${VERSION}; upgrade the package @fermata/source`,
    );
  }
  if (found === VERSION) return;
  // Two processes may come here at once: the second one waits for the lock and then finds the schema.
  connection.exec('BEGIN IMMEDIATE');
  for (const step of STEPS.slice(versionOf(connection))) {
    connection.exec(readFileSync(new URL(step, import.meta.url), 'utf8'));
  }
  connection.pragma(`user_version=${VERSION}`);
  connection.exec('COMMIT');
}

/**
 * Moves the WAL into the database with syncs of its own: nothing later rests on a write whose sync failed.
 *
 * Another process that reads, or a full disk, keeps it from that; then the WAL stays.
 */
function settle(connection: Sqlite.Database, patience: number): void {
  connection.pragma('busy_timeout=100');
  try {
    connection.pragma('wal_checkpoint(TRUNCATE)');
  } catch (wrong) {
    const passing = wrong instanceof Sqlite.SqliteError && /^SQLITE_(FULL|BUSY|LOCKED)/.test(wrong.code);
    if (!passing) throw wrong;
  }
  connection.pragma(`busy_timeout=${patience}`);
}
