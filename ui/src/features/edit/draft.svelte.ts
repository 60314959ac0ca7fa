// What is being edited, and what the desk says about it. The check runs in Rust, a moment after the last change.

import { asUiError, type Backend } from '../../ipc/backend';
import type { DetailView, PreviewView, UiError } from '../../ipc/generated';
import type { OpenItem } from '../../state/item.svelte';
import { parse, print, type Json } from './json';
import { errorsByLine, lines, type Model } from './model';
import type { Schema } from './schema';

const PAUSE_MS = 150;

export class Draft {
  readonly model: Model;
  /** The arguments as JSON text: what is checked and what is signed. */
  text = $state('');
  /** What the text was when `preview` was made; a decision needs the two to be equal. */
  checked = $state<string | null>(null);
  preview = $state.raw<PreviewView | null>(null);
  error = $state.raw<UiError | null>(null);

  value = $derived.by((): Json | undefined => {
    try {
      return parse(this.text);
    } catch {
      return undefined;
    }
  });
  lines = $derived.by(() => (this.value === undefined ? [] : lines(this.model, this.value)));
  errors = $derived(errorsByLine(this.lines, this.preview?.errors ?? []));
  current = $derived(this.checked === this.text);
  ready = $derived(this.current && this.preview !== null && this.preview.errors.length === 0 && this.preview.changed.length > 0 && !this.preview.denied);

  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly item: OpenItem,
    detail: DetailView,
  ) {
    const original = parse(detail.arguments);
    this.model = { schema: readSchema(detail.schema), original, fields: detail.fields };
    this.text = item.edited ?? print(original, 2);
    if (item.edited !== null) void this.check();
  }

  set(value: Json): void {
    this.setText(print(value, 2));
  }

  setText(text: string): void {
    this.text = text;
    this.item.edited = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), PAUSE_MS);
  }

  async check(): Promise<void> {
    const text = this.text;
    try {
      const preview = await this.backend.preview(this.item.esc, text);
      if (text !== this.text) return;
      this.preview = preview;
      this.checked = text;
      this.error = null;
    } catch (thrown) {
      if (text === this.text) this.error = asUiError(thrown);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function readSchema(text: string): Schema {
  try {
    const schema = parse(text);
    return typeof schema === 'object' && schema !== null && !Array.isArray(schema) ? (schema as Schema) : {};
  } catch {
    return {};
  }
}
