// Untrusted text as plain text, for places where no element can stand (labels, announcements, editors).

import type { RunView } from '../ipc/generated';

export function plain(runs: readonly RunView[]): string {
  return runs.map((run) => run.text).join('');
}
