// Tables: a JSON array of flat objects, or CSV. Cells are pieces of the text, so each keeps its stand-ins.

import type { Marked, Piece } from '../../shared/marked';
import { tokens } from './tree';

export type Cell = Omit<Piece, 'style'> & { number: boolean };
export type Table = { head: Cell[]; rows: (Cell | null)[][] };

const MOST_COLUMNS = 24;
const CARRIAGE_RETURN = 'U+000D';

/** `null` when it is anything but a list of objects that hold no others. */
export function jsonTable(text: string): Table | null {
  const all = tokens(text);
  if (!all) return null;
  const head: Cell[] = [];
  const names: string[] = [];
  const rows: (Cell | null)[][] = [];
  let row: (Cell | null)[] | null = null;
  let name: number | null = null;
  for (const [n, token] of all.entries()) {
    const word = text.slice(token.from, token.to);
    if (n === 0 || n === all.length - 1) {
      if (word !== (n === 0 ? '[' : ']')) return null;
    } else if (token.style === 'name') {
      name = names.indexOf(word);
      if (name < 0) {
        name = names.push(word) - 1;
        head.push(cell(text, token));
      }
      if (!row || row[name]) return null;
    } else if (token.style !== 'sign') {
      if (!row || name === null) return null;
      row[name] = cell(text, token);
      name = null;
    } else if (word === '{') {
      if (row) return null;
      rows.push((row = []));
    } else if (word === '}') row = null;
    else if (word === '[' || word === ']') return null;
  }
  if (rows.length === 0 || names.length === 0 || names.length > MOST_COLUMNS) return null;
  return { head, rows: rows.map((cells) => names.map((_, at) => cells[at] ?? null)) };
}

/** A string without its quotes, where nothing in it is escaped. */
function cell(text: string, { from, to, style }: Piece): Cell {
  const bare = text.charAt(from) === '"' && to - from > 2 && !text.slice(from, to).includes('\\');
  return { from: bare ? from + 1 : from, to: bare ? to - 1 : to, number: style === 'number' };
}

/** `null` when its lines are not all of as many cells as the first. */
export function csvTable(marked: Marked): Table | null {
  const { text } = marked;
  const first = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1);
  const between = [',', ';', '\t'].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows: Cell[][] = [];
  for (let at = 0; at < text.length; ) {
    const row: Cell[] = [];
    let end = at - 1;
    do {
      const found = csvCell(marked, end + 1, between);
      if (!found) return null;
      row.push(found.cell);
      end = found.end;
    } while (text[end] === between);
    rows.push(row);
    at = end + 1;
  }
  const [head, ...more] = rows;
  if (!head || head.length < 2 || head.length > MOST_COLUMNS || more.length === 0 || more.some((cells) => cells.length !== head.length)) return null;
  return { head, rows: more };
}

/** Where the line feed stands when a line ends here; the carriage return before it belongs to the end. */
function lineEnd({ text, standIn }: Marked, at: number): number | null {
  if (text[at] === '\n') return at;
  const stand = text[at] === '⟨' ? standIn(at) : undefined;
  return stand?.mark.startsWith(CARRIAGE_RETURN) && text[stand.to] === '\n' ? stand.to : null;
}

/** The cell that begins here, and where it ends: at a separator, at the end of the line or of the text. A doubled quote stays doubled: the cell is a piece of the text. */
function csvCell(marked: Marked, at: number, between: string): { cell: Cell; end: number } | null {
  const { text } = marked;
  const quoted = text[at] === '"';
  let to = quoted ? at + 1 : at;
  if (quoted) while (to < text.length && (text[to] !== '"' || text[to + 1] === '"')) to += text[to] === '"' ? 2 : 1;
  else while (to < text.length && text[to] !== between && lineEnd(marked, to) === null) to++;
  const behind = quoted ? to + 1 : to;
  const end = lineEnd(marked, behind) ?? behind;
  if (end > text.length || (end < text.length && text[end] !== between && text[end] !== '\n')) return null;
  const from = quoted ? at + 1 : at;
  return { cell: { from, to, number: /^-?\d+([.,]\d+)*$/.test(text.slice(from, to)) }, end };
}
