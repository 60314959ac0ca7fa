/** What came of a proposal. Each ending has its own word, so a timeout can never pass for a person's no. */

import type { JsonObject } from './json.ts';

/** What runs: exactly this. */
export interface Action {
  readonly tool: string;
  readonly arguments: JsonObject;
}

/** After these something runs: exactly `action`. */
interface Running {
  readonly esc: string;
  readonly action: Action;
  readonly candidate_sha256: string;
  readonly proposal_sha256: string;
  readonly people: readonly string[];
}

/** People approved the action as proposed. */
export type Approved = Running & { readonly word: 'approved' };
/** People changed the arguments and stand on the changed action; `proposed` is what they changed. */
export type Edited = Running & { readonly word: 'edited'; readonly proposed: JsonObject };
/** Policy let it pass, within what the roster lets pass unseen. */
export type Allowed = Running & { readonly word: 'allowed' };

/** A person said no. */
export interface Rejected {
  readonly word: 'rejected';
  readonly esc: string;
  readonly people: readonly string[];
  readonly reason: string;
  readonly message: string;
}

/** A person answered instead of deciding on the action. */
export interface Responded {
  readonly word: 'responded';
  readonly esc: string;
  readonly people: readonly string[];
  readonly answer: string;
}

/** Nobody decided in time. */
export interface Expired {
  readonly word: 'expired';
  readonly esc: string;
}

/** The source took it back. */
export interface Withdrawn {
  readonly word: 'withdrawn';
  readonly esc: string;
  readonly reason: string;
}

/** Policy said no; no person was asked. */
export interface Denied {
  readonly word: 'denied';
  readonly esc: string;
  readonly reasons: readonly string[];
}

/** This source refused what the gateway sent, for good. `code` says which check failed. */
export interface RefusedHere {
  readonly word: 'refused';
  readonly esc: string;
  readonly code: string;
}

/** It was about to run when this process ended, and may not be run again: a person has to look. */
export interface Unknown {
  readonly word: 'unknown';
  readonly esc: string;
}

/** It ran before, and its outcome is stored here. */
export interface Finished {
  readonly word: 'finished';
  readonly esc: string;
  readonly status: string;
  readonly action: Action;
}

/** Proven, and something runs. */
export type Runs = Approved | Edited | Allowed;
/** Proven, and nothing runs. */
export type Closed = Rejected | Responded | Expired | Withdrawn | Denied;
/** What a resolution proves; stored as JSON, with these members, in every language's registry. */
export type Resolution = Runs | Closed;
/** What a caller is told. */
export type Result = Resolution | RefusedHere | Unknown | Finished;

/** Whether something runs after this ending. */
export function runs(result: { readonly word: string }): result is Runs {
  return result.word === 'approved' || result.word === 'edited' || result.word === 'allowed';
}
