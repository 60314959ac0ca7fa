// Which tabs an item has: evidence and a trace only where there is some.

import type { DetailView } from '../ipc/generated';
import type { Tab } from './item.svelte';

export function tabsOf(detail: DetailView): Tab[] {
  const evidence: Tab[] = detail.evidence.length > 0 ? ['evidence'] : [];
  return ['conversation', ...evidence, ...(detail.trace ? (['trace'] as const) : []), 'history', 'raw'];
}
