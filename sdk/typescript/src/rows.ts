/** Rows of the registry: as SQLite has them, and as the rest of this package sees them. */

import Sqlite from 'better-sqlite3';
import type { Resolution } from './results.ts';

/** A row of `proposals`. */
export interface StoredRow {
  idempotency_key: string;
  draft: Buffer;
  esc: string | null;
  proposal: string | null;
  proposal_sha256: string | null;
  state: string;
  result: string | null;
  code: string | null;
  outcome: string | null;
  attempts: number;
}

/** A row of `outcomes`. */
export interface ReportRow {
  idempotency_key: string;
  path: string;
  content_type: string;
  body: Buffer;
  error: string | null;
}

/** One proposal of this source, as stored. */
export interface Row {
  readonly idempotencyKey: string;
  readonly draft: Buffer;
  readonly state: string;
  readonly esc: string | null;
  readonly proposal: string | null;
  readonly proposalSha256: string | null;
  readonly result: Resolution | null;
  readonly code: string | null;
  readonly outcome: string | null;
  readonly attempts: number;
}

export function rowOf(found: StoredRow): Row {
  return {
    idempotencyKey: found.idempotency_key,
    draft: found.draft,
    state: found.state,
    esc: found.esc,
    proposal: found.proposal,
    proposalSha256: found.proposal_sha256,
    // Written by this package or by the one for Python, never by a gateway.
    result: found.result === null ? null : (JSON.parse(found.result) as Resolution),
    code: found.code,
    outcome: found.outcome,
    attempts: found.attempts,
  };
}

/** Whether SQLite refused a row because another one stands in its way. */
export function isConflict(wrong: unknown): boolean {
  return wrong instanceof Sqlite.SqliteError && wrong.code.startsWith('SQLITE_CONSTRAINT');
}
