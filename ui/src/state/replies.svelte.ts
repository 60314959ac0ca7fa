// What a person keeps to say again, for each queue.

import { asUiError, type Backend } from '../ipc/backend';
import type { SavedReply, UiError } from '../ipc/generated';

export class Replies {
  all = $state.raw<SavedReply[]>([]);
  error = $state.raw<UiError | null>(null);

  constructor(readonly backend: Backend) {}

  of(queue: string): string[] {
    return this.all.filter((one) => one.queue === queue).map(({ text }) => text);
  }

  has(queue: string, text: string): boolean {
    return this.of(queue).includes(text.trim());
  }

  async add(queue: string, text: string): Promise<void> {
    if (text.trim() === '' || this.has(queue, text)) return;
    await this.#keep([...this.all, { queue, text: text.trim() }]);
  }

  async remove(queue: string, text: string): Promise<void> {
    await this.#keep(this.all.filter((one) => one.queue !== queue || one.text !== text));
  }

  async #keep(replies: SavedReply[]): Promise<void> {
    try {
      await this.backend.keepReplies(replies);
      this.all = replies;
      this.error = null;
    } catch (thrown) {
      this.error = asUiError(thrown);
    }
  }
}
