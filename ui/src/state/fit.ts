// What may be decided together: one kind, little risk, nothing that needs care of its own. Everything else is named, with why.

import type { DetailView } from '../ipc/generated';
import { m } from '../shared/messages';
import { untilMs } from '../shared/time';
import { LATE_MS } from './deciding';

export type BatchVerb = 'approve' | 'reject';
type Kind = Pick<DetailView, 'tool' | 'contract_version'>;

/** The kind of most of them, of as many the one that comes first. */
export function kindOf(details: readonly DetailView[]): Kind | null {
  const same = (one: Kind, other: Kind) => one.tool === other.tool && one.contract_version === other.contract_version;
  const count = (kind: Kind) => details.filter((detail) => same(detail, kind)).length;
  return details.reduce<Kind | null>((best, detail) => (best && count(best) >= count(detail) ? best : detail), null);
}

/** Why it can not be decided with others of this kind at all. */
export function misfit(detail: DetailView, kind: Kind, verb: BatchVerb): string | null {
  const { out } = m.batch;
  const { risk } = detail.row;
  if (!detail.allowed.includes(verb)) return out.verb[verb];
  if (detail.tool !== kind.tool) return out.kind(detail.tool ?? m.detail.question);
  if (detail.contract_version === null) return out.unreviewed;
  if (detail.contract_version !== kind.contract_version) return out.contract(m.detail.contract(detail.contract_version));
  if (risk !== 'low' && risk !== 'medium') return out.risk(m.risk[risk]);
  if (detail.blind) return out.blind;
  if (detail.approvals_needed > 1) return out.people(detail.approvals_needed);
  if (detail.friction !== 'none') return out.friction;
  if ([...detail.fields, ...detail.evidence].some((part) => part.uninspectable !== null)) return out.unread;
  return null;
}

/** Why it can not be decided at this moment. */
export function closed(detail: DetailView, now: number): string | null {
  const { out } = m.batch;
  const { row } = detail;
  if (row.status !== 'open') return out.closed(m.status[row.status], detail.decided_by);
  if (row.progress !== null && row.progress.step !== 'not_applied') return out.decided;
  const left = untilMs(row.due, now);
  return left <= 0 ? out.over : left < LATE_MS ? out.late : null;
}
