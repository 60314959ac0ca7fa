// What of several items is the same for all, and what differs: a column for each. Pure.

import type { DetailView, FieldView } from '../../ipc/generated';

/** A column of numbers stands at its end, so that they compare by sight. */
export type Column = { pointer: string; label: string; number: boolean };
export type Table = { same: FieldView[]; columns: Column[] };

export function tableOf(details: readonly DetailView[]): Table {
  const firsts = new Map<string, FieldView>();
  for (const { fields } of details) for (const field of fields) if (!firsts.has(field.pointer)) firsts.set(field.pointer, field);
  const same: FieldView[] = [];
  const columns: Column[] = [];
  for (const first of firsts.values()) {
    const { pointer, label, group, format } = first;
    if (details.every((detail) => content(cellOf(detail, pointer)) === content(first))) same.push(first);
    else columns.push({ pointer, label: group === null ? label : `${group}: ${label}`, number: format === 'money' || format === 'number' });
  }
  return { same, columns };
}

export function cellOf(detail: DetailView, pointer: string): FieldView | undefined {
  return detail.fields.find((field) => field.pointer === pointer);
}

/** All of a value that a person sees. */
export function content(field: FieldView | undefined): string {
  return field ? JSON.stringify([field.label, field.group, field.format, field.value, field.before, field.uninspectable]) : '';
}
