// The lists of the twin: a page of one, and how many stand in each.

import { aroundOf } from '../../shared/holders';
import type { CountsView, ListName, RowsView } from '../generated';
import type { DemoItem } from './item';

const PAGE = 200;

export function rowsOf(items: readonly DemoItem[], list: ListName, queue: string | null, edge: string | null, back: boolean): RowsView {
  const all = items
    .filter((item) => (item.list === list || aroundOf(item.row()).lists.includes(list)) && (queue === null || item.contract.queue === queue))
    .map((item) => item.row())
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .filter((row) => edge === null || (back ? row.order < edge : row.order > edge));
  const rows = back ? all.slice(-PAGE) : all.slice(0, PAGE);
  return { rows, next: all.length > PAGE ? (rows.at(back ? 0 : -1)?.order ?? null) : null };
}

export function countsOf(items: readonly DemoItem[], outbox: number): CountsView {
  const open = items.filter((item) => (item.list === 'inbox' && item.progress === null) || item.alarm);
  const queues = [...new Set(items.map((item) => item.contract.queue))];
  return {
    inbox: open.length,
    decided: items.filter((item) => item.list === 'decided').length,
    snoozed: items.filter((item) => item.list === 'snoozed').length,
    queues: queues.map((queue) => ({ queue, open: open.filter((item) => item.contract.queue === queue).length })),
    ...beside(open),
    outbox,
  };
}

function beside(open: readonly DemoItem[]): Pick<CountsView, 'mine' | 'second' | 'asked'> {
  const lists = open.flatMap((item) => aroundOf(item.row()).lists);
  const count = (list: ListName) => lists.filter((one) => one === list).length;
  return { mine: count('mine'), second: count('second'), asked: count('asked') };
}
