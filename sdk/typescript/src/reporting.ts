/** Telling the gateway what became of it: made durable first, sent in order, kept until acknowledged. */

import type { Deadline } from './deadline.ts';
import { type Gateway, GatewayError, Unreachable } from './gateway.ts';
import type { Registry, Report, Row } from './registry.ts';
import type { Runs } from './results.ts';
import type { Said, Voice } from './voice.ts';

/** What is told, and how. */
export class Reporting {
  readonly #voice: Voice;
  readonly #gateway: Gateway;
  readonly #registry: Registry;
  #sending = false;

  constructor(voice: Voice, gateway: Gateway, registry: Registry) {
    this.#voice = voice;
    this.#gateway = gateway;
    this.#registry = registry;
  }

  /** An outcome of what runs. What was accepted, or given up, before it began belongs to the first attempt. */
  ofRun(result: Runs, status: string, said: Said = {}): Report {
    const { esc, proposal_sha256, candidate_sha256 } = result;
    const attempt = Math.max(1, this.#registry.byEsc(esc)?.attempts ?? 1);
    const body = { esc, proposal_sha256, candidate_sha256, status, attempt, ...said };
    return this.#voice.report('outcome', `${esc}:${status}`, body);
  }

  /** That this source refused it for good. */
  ofRefusal(row: Row, code: string): Report {
    const body = { esc: row.esc, proposal_sha256: row.proposalSha256, status: 'refused', code, attempt: 1 };
    return this.#voice.report('outcome', `${row.esc}:refused`, body);
  }

  /** That this source takes it back. */
  ofWithdrawal(esc: string, reason: string): Report {
    return this.#voice.report('note', `${esc}:withdrawn`, { esc, type: 'withdrawn', body: { reason } });
  }

  /**
   * Sends what is queued, in order; true when nothing is left.
   *
   * What can not be sent now stays queued. While another call sends, this one leaves it to that.
   */
  async flush(deadline?: Deadline): Promise<boolean> {
    if (this.#sending) return false;
    this.#sending = true;
    try {
      for (let [next] = this.#registry.reports(); next; [next] = this.#registry.reports()) {
        if (deadline?.leftWithGrace() === 0 || !(await this.#isTold(next, deadline))) return false;
      }
      return true;
    } finally {
      this.#sending = false;
    }
  }

  /** Whether this one is settled. Only Fermata's own answer settles it, not a proxy's. */
  async #isTold(report: Report, deadline?: Deadline): Promise<boolean> {
    const { path, contentType, body, idempotencyKey } = report;
    try {
      const answer = await this.#gateway.post(path, contentType, body, idempotencyKey, deadline);
      if (!('receipt' in answer)) return false;
      this.#registry.settleReport(idempotencyKey, 'acknowledged');
      return true;
    } catch (wrong) {
      if (wrong instanceof Unreachable) return false;
      if (!(wrong instanceof GatewayError)) throw wrong;
      if (wrong.final) this.#registry.settleReport(idempotencyKey, 'dead', wrong.message);
      return wrong.final;
    }
  }
}
