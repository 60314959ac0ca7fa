// What the twin's contract masks, as a desk gives it to the page: nothing of it, until the person uncovered it on record.

import { print, withAt, type Json } from '../../features/edit/json';
import type { FieldView, RawView } from '../generated';

const MASK = '••••••••';

export class Masks {
  #uncovered = new Set<string>();

  constructor(private readonly secrets: readonly string[]) {}

  uncover(pointer: string): void {
    this.#uncovered.add(pointer);
  }

  get #hidden(): string[] {
    return this.secrets.filter((pointer) => !this.#uncovered.has(pointer));
  }

  fields(fields: FieldView[]): FieldView[] {
    const hidden = this.#hidden;
    const masked = (field: FieldView): FieldView => (hidden.includes(field.pointer) ? { ...field, value: [{ text: MASK, mark: 'secret' }] } : field);
    return fields.map((field) => (this.secrets.includes(field.pointer) ? masked({ ...field, format: 'secret' }) : field));
  }

  arguments(args: Json): Json {
    return this.#hidden.reduce((json, pointer) => withAt(json, pointer, MASK), args);
  }

  raw(raw: RawView): RawView {
    return this.#hidden.length === 0 ? raw : { ...raw, payload: [], compact: '' };
  }

  /** The call that is asked about, as compact JSON. */
  call(args: Json): string {
    return print(this.arguments(args)).replace(/\s*\n\s*/g, ' ');
  }
}
