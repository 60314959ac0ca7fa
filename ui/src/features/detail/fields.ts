// How the fields of an action are laid out: one line each, and one block for the fields of one array item.

import type { FieldView } from '../../ipc/generated';

export type FieldBlock = { group: string | null; fields: FieldView[] };

/** Neighbours that share a group become one block; the order stays. */
export function blocks(fields: readonly FieldView[]): FieldBlock[] {
  const out: FieldBlock[] = [];
  for (const field of fields) {
    const last = out.at(-1);
    if (field.group !== null && last?.group === field.group) last.fields.push(field);
    else out.push({ group: field.group, fields: [field] });
  }
  return out;
}
