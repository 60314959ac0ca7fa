// In which form a document is shown: by its media type, and only where its text is what that says. Everything else is text.

import type { Marked } from '../../shared/marked';
import { csvTable, jsonTable, type Table } from './table';
import { lines, type Line } from './tree';

export type Form = { kind: 'tree'; lines: Line[] } | { kind: 'table'; table: Table } | { kind: 'markdown' } | { kind: 'text' };

export function formOf(mediaType: string, marked: Marked): Form {
  const { text } = marked;
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/markdown') return { kind: 'markdown' };
  const json = type === 'application/json' || type.endsWith('+json');
  const table = json ? jsonTable(text) : type === 'text/csv' ? csvTable(marked) : null;
  if (table) return { kind: 'table', table };
  const tree = json ? lines(text) : null;
  return tree ? { kind: 'tree', lines: tree } : { kind: 'text' };
}
