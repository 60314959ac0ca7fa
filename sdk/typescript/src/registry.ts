/**
 * The pending registry: what this source proposed and what it may run, durable, on SQLite.
 *
 * A row goes proposing → pending → decided | refused | closed and never back. The one step that lets something run,
 * pending → decided, stores the action and queues `accepted` in the same transaction, after the halts were checked
 * again inside it. What runs later is read from here, never from memory.
 */

import { Refused } from './codes.ts';
import { Database } from './database.ts';
import { write } from './json.ts';
import { isConflict, rowOf, type ReportRow, type Row, type StoredRow } from './rows.ts';
import type { Resolution, Runs } from './results.ts';
import { StandingTable } from './standingTable.ts';
import type { Pending } from './verify.ts';

export type { Row } from './rows.ts';

type Writer = Parameters<Parameters<Database['writing']>[0]>[0];

/** What may stand where nothing, or another outcome, stood. Everything else contradicts what was said before. */
const MAY_FOLLOW: Readonly<Record<string, readonly string[]>> = {
  '': ['executed', 'failed', 'unknown'],
  unknown: ['executed', 'failed'],
  executed: ['compensated'],
  failed: ['compensated'],
};

/** Something to tell the gateway, until it acknowledges. */
export interface Report {
  readonly idempotencyKey: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** What this source must not forget; one file, which the SDK for Python can open as well. */
export class Registry {
  readonly #database: Database;
  /** The standing list as it was read. */
  readonly standing: StandingTable;

  /** Another program that holds the file is waited for, for `patience` milliseconds. */
  constructor(path: string, patience?: number) {
    this.#database = new Database(path, patience);
    this.standing = new StandingTable(this.#database);
  }

  /** Closes the file; everything in it stays. */
  close(): void {
    this.#database.close();
  }

  /** Whether no other process has it open. */
  isAlone(): boolean {
    return this.#database.isAlone();
  }

  // Proposing

  /** Makes the intention durable; what was stored under this key before wins. */
  begin(idempotencyKey: string, draft: Uint8Array): Row {
    return this.#database.writing((db) => {
      db.prepare('INSERT INTO proposals (idempotency_key, draft) VALUES (?, ?) ON CONFLICT DO NOTHING').run(
        idempotencyKey,
        Buffer.from(draft),
      );
      const asked = db.prepare<unknown[], StoredRow>('SELECT * FROM proposals WHERE idempotency_key = ?');
      const row = asked.get(idempotencyKey);
      if (!row) throw new Error('a row that was stored is there');
      return rowOf(row);
    });
  }

  /** The gateway took it: from here on it is pending. */
  proposed(idempotencyKey: string, esc: string, proposal: string, proposalSha256: string): void {
    try {
      this.#database.writing((db) =>
        db
          .prepare(
            "UPDATE proposals SET state = 'pending', esc = ?, proposal = ?, proposal_sha256 = ? " +
              "WHERE idempotency_key = ? AND state = 'proposing'",
          )
          .run(esc, proposal, proposalSha256, idempotencyKey),
      );
    } catch (wrong) {
      if (!isConflict(wrong)) throw wrong;
      throw new Refused('proposal_mismatch', `${esc} belongs to another call of this source`);
    }
  }

  /** Calls whose answer is not stored can not be made again under their keys. */
  fenceCalls(): void {
    this.#database.writing((db) => db.exec("UPDATE proposals SET state = 'fenced' WHERE state = 'proposing'"));
  }

  /** The row of an escalation; null for an unknown one. */
  byEsc(esc: string): Row | null {
    const [row] = this.#rows('esc = ?', esc);
    return row ?? null;
  }

  /** The row as the verifier wants to see it. */
  pending(esc: string): Pending | null {
    const row = this.byEsc(esc);
    if (!row || row.proposal === null || row.proposalSha256 === null) return null;
    return { esc, proposal: row.proposal, proposalSha256: row.proposalSha256, state: row.state };
  }

  /** Made durable, and without an answer of the gateway's: sent perhaps. */
  proposing(): Row[] {
    return this.#rows("state = 'proposing'");
  }

  /** Pending, or decided and without an outcome: what a start has to look at. */
  openRows(): Row[] {
    return this.#rows("state = 'pending' OR (state = 'decided' AND outcome IS NULL)");
  }

  #rows(which: string, ...values: unknown[]): Row[] {
    return this.#database.reading((db) =>
      db.prepare<unknown[], StoredRow>(`SELECT * FROM proposals WHERE ${which} ORDER BY rowid`).all(...values).map(rowOf),
    );
  }

  // Step 11, and the other ends of pending

  /** pending → decided, with the action and `accepted`, unless `check` (the halts again) refuses. */
  decide(result: Runs, check: () => void, accepted: Report): void {
    this.#database.writing((db) => {
      check();
      leavePending(db, result.esc, 'decided', result, null);
      queue(db, accepted);
    });
  }

  /** pending → closed: it ended, and nothing runs. */
  closeWith(result: Resolution): void {
    this.#database.writing((db) => leavePending(db, result.esc, 'closed', result, null));
  }

  /** pending → refused, for good. */
  refuse(esc: string, code: string, report: Report): void {
    this.#database.writing((db) => {
      leavePending(db, esc, 'refused', null, code);
      queue(db, report);
    });
  }

  // Outcomes

  /** Counts it, before it runs. */
  attempt(esc: string): void {
    this.#database.writing((db) => db.prepare('UPDATE proposals SET attempts = attempts + 1 WHERE esc = ?').run(esc));
  }

  /** Stores what running it came to, and queues the report, together. The same again changes nothing. */
  finish(esc: string, status: string, report: Report): void {
    this.#database.writing((db) => {
      const asked = "SELECT outcome FROM proposals WHERE esc = ? AND state = 'decided'";
      const found = db.prepare<unknown[], { outcome: string | null }>(asked).get(esc);
      if (!found) throw new Refused('not_pending', `${esc} was not decided here`);
      const before = found.outcome ?? '';
      if (before === status) return;
      if (!MAY_FOLLOW[before]?.includes(status)) {
        throw new Refused('already_consumed', `${esc} ended as ${before || 'nothing'}, it can not become ${status}`);
      }
      db.prepare('UPDATE proposals SET outcome = ? WHERE esc = ?').run(status, esc);
      queue(db, report);
    });
  }

  /** Makes a report durable. */
  queue(report: Report): void {
    this.#database.writing((db) => queue(db, report));
  }

  /** What the gateway has not acknowledged, oldest first. */
  reports(): Report[] {
    const asked = "SELECT * FROM outcomes WHERE state = 'queued' ORDER BY seq";
    return this.#database.reading((db) =>
      db
        .prepare<unknown[], ReportRow>(asked)
        .all()
        .map(({ idempotency_key, path, content_type, body }) => ({
          idempotencyKey: idempotency_key,
          path,
          contentType: content_type,
          body,
        })),
    );
  }

  /** `acknowledged`, or `dead`: refused by the gateway for good, and kept to be seen. */
  settleReport(idempotencyKey: string, state: 'acknowledged' | 'dead', error: string | null = null): void {
    this.#database.writing((db) =>
      db
        .prepare('UPDATE outcomes SET state = ?, error = ? WHERE idempotency_key = ?')
        .run(state, error, idempotencyKey),
    );
  }

  /** What the gateway refused for good: the report's key, and why. */
  deadReports(): [string, string][] {
    const asked = "SELECT * FROM outcomes WHERE state = 'dead' ORDER BY seq";
    return this.#database.reading((db) =>
      db
        .prepare<unknown[], ReportRow>(asked)
        .all()
        .map((row) => [row.idempotency_key, row.error ?? '']),
    );
  }
}

function leavePending(db: Writer, esc: string, state: string, result: Resolution | null, code: string | null): void {
  const stored = result && write(result).toString('utf8');
  const asked = "UPDATE proposals SET state = ?, result = ?, code = ? WHERE esc = ? AND state = 'pending'";
  if (db.prepare(asked).run(state, stored, code, esc).changes !== 1) {
    throw new Refused('already_consumed', `${esc} is no longer pending`);
  }
}

function queue(db: Writer, report: Report): void {
  db.prepare(
    'INSERT INTO outcomes (idempotency_key, path, content_type, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  ).run(report.idempotencyKey, report.path, report.contentType, report.body);
}
