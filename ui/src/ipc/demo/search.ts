// Searching the made-up airline: the same words and filters as the desk, over a handful of items.

import { covers } from '../../shared/query';
import { plain } from '../../shared/runs';
import type { FoundView, SearchForm } from '../generated';
import type { DemoItem } from './item';

const PAGE = 50;

export function search(items: DemoItem[], form: SearchForm, after: string | null): FoundView {
  const from = Number(after ?? 0);
  const all = found(items, form);
  const rows = all.slice(from, from + PAGE).map((item) => ({ row: item.row(), excerpt: form.text === '' ? null : talk(item) }));
  return { rows, next: from + PAGE < all.length ? String(from + PAGE) : null };
}

export function found(items: DemoItem[], form: SearchForm): DemoItem[] {
  const words = form.text.split(/\s+/).filter((word) => word !== '');
  const any = (values: readonly string[], text: string) => values.length === 0 || values.some((value) => covers(text, [value]));
  const fitting = items.filter((item) => {
    const row = item.row();
    const people = item.history.map((event) => event.by).join(' ');
    const everything = [plain(row.title), JSON.stringify(item.idea.args), talk(item), people, row.esc, row.queue, row.reason].join(' ');
    const sure = row.confidence ?? -1;
    return (
      covers(everything, words) &&
      any(form.queue, row.queue) &&
      any(form.tool, item.detail().tool ?? '') &&
      any(form.source, item.detail().source) &&
      any(form.who, people) &&
      any(form.reason, row.reason) &&
      (form.risk.length === 0 || form.risk.includes(row.risk)) &&
      (form.status.length === 0 || form.status.includes(row.status)) &&
      (form.confidence_from === null || sure >= form.confidence_from) &&
      (form.confidence_to === null || (sure >= 0 && sure <= form.confidence_to)) &&
      (form.due_by === null || row.due <= form.due_by)
    );
  });
  return fitting.sort((a, b) => {
    if (form.sort === 'urgent') return a.row().order < b.row().order ? -1 : 1;
    if (form.sort === 'unsure') return (a.row().confidence ?? 101) - (b.row().confidence ?? 101);
    return form.sort === 'newest' ? b.arrived - a.arrived : a.arrived - b.arrived;
  });
}

function talk(item: DemoItem): string {
  return item.detail().messages.map((message) => plain(message.text)).join(' ');
}
