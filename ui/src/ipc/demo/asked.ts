// What was asked before in the made-up airline: the same action again, and what became of others of its kind.

import { plain } from '../../shared/runs';
import type { AgainView, BaseRateView, PrecedentView, StatusView, VerbView } from '../generated';
import { ME } from './around';
import type { DemoItem } from './item';

const VERBS: Partial<Record<StatusView, VerbView>> = { approved: 'approve', accepted: 'approve', executed: 'approve', edited: 'edit', rejected: 'reject' };
const DAY_MS = 86_400_000;

export function again(items: DemoItem[], item: DemoItem): AgainView[] {
  const same = items.filter((one) => one !== item && one.contract === item.contract && one.idea.traveller[1] === item.idea.traveller[1] && JSON.stringify(one.idea.args) === JSON.stringify(item.idea.args) && Math.abs(one.arrived - item.arrived) < DAY_MS);
  return same.map((one) => ({ esc: one.esc, status: one.status, people: decided(one) ? [one.decidedBy ?? ME] : [], mine: decided(one) && (one.decidedBy ?? ME) === ME, at: one.history.at(-1)?.at ?? one.row().arrived }));
}

export function precedents(items: DemoItem[], item: DemoItem): PrecedentView[] {
  const alike = items.filter((one) => one !== item && one.contract === item.contract && decided(one));
  return alike.slice(0, 5).map((one) => precedent(one, item));
}

export function precedent(one: DemoItem, item: DemoItem): PrecedentView {
  return { esc: one.esc, title: one.row().title, verb: VERBS[one.status] ?? 'approve', people: [one.decidedBy ?? ME], at: one.history.at(-1)?.at ?? one.row().arrived, status: one.status, alike: plain(one.row().title) === plain(item.row().title) ? 100 : 62 };
}

export function baseRate(item: DemoItem): BaseRateView | null {
  const { confidence } = item.idea;
  return confidence === null ? null : { from: Math.max(0, confidence - 5), to: Math.min(100, confidence + 5), of: 24, approved: Math.round(confidence / 5) };
}

function decided(item: DemoItem): boolean {
  return item.status in VERBS;
}
