/**
 * A lock that every process shares for as long as it has the registry open, however it ends.
 *
 * It is the lock that the SDK for Python takes (flock), so that sources of both kinds see each other. Node has no call
 * for it: the command `flock` of util-linux takes it on a file that stays open here.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { RegistryError } from './registryErrors.ts';

/** This process's share of the lock; it is let go when the process ends, at the latest. */
export class Presence {
  readonly #file: number;
  #left = false;

  constructor(path: string) {
    this.#file = openSync(path, 'a+', 0o600);
    try {
      this.#lock('--shared');
    } catch (wrong) {
      this.leave();
      throw wrong;
    }
  }

  /** Whether nobody else holds a share. For an instant this one is let go. */
  isAlone(): boolean {
    try {
      return this.#lock('--exclusive', '--nonblock');
    } finally {
      this.#lock('--shared');
    }
  }

  /** Lets go. */
  leave(): void {
    if (!this.#left) closeSync(this.#file);
    this.#left = true;
  }

  #lock(...how: string[]): boolean {
    const done = spawnSync('flock', [...how, '3'], { stdio: ['ignore', 'ignore', 'ignore', this.#file] });
    if (done.status === 0) return true;
    if (done.status === 1) return false;
    throw new RegistryError('a source needs the command flock (of util-linux) on its PATH', { cause: done.error });
  }
}
