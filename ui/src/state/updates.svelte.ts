// Updates of the program: what was offered last and what became of it, as the desk says. Nothing is looked for without a press.

import { asUiError, type Backend } from '../ipc/backend';
import type { InstallView, OfferView, UiError, UpdatesView } from '../ipc/generated';

export class Updates {
  view = $state.raw<UpdatesView | null>(null);
  offer = $state.raw<OfferView | null>(null);
  outcome = $state.raw<InstallView | null>(null);
  error = $state.raw<UiError | null>(null);
  busy = $state<'look' | 'install' | null>(null);

  constructor(readonly backend: Backend) {}

  async read(): Promise<void> {
    try {
      this.view = await this.backend.updates();
    } catch (thrown) {
      this.error = asUiError(thrown);
    }
  }

  look(): Promise<void> {
    return this.#alone('look', async () => {
      this.offer = null;
      this.offer = await this.backend.lookForUpdate();
    });
  }

  /** Nothing that was written is lost: neither before it is fetched nor after, which takes time. */
  install(allSent: () => boolean): Promise<void> {
    return this.#alone('install', async () => {
      const installed: InstallView = allSent() ? await this.backend.installUpdate() : { kind: 'unsent' };
      this.outcome = installed.kind === 'installed' && allSent() ? await this.backend.restart() : installed;
    });
  }

  async #alone(what: 'look' | 'install', work: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    [this.busy, this.error, this.outcome] = [what, null, null];
    try {
      await work();
    } catch (thrown) {
      this.error = asUiError(thrown);
    } finally {
      this.busy = null;
    }
  }
}
