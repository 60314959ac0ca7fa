// Which tabs an item has: evidence only where there is some.

import type { DetailView } from '../ipc/generated';
import type { Tab } from './item.svelte';

export function tabsOf(detail: DetailView): Tab[] {
  return detail.evidence.length > 0 ? ['conversation', 'evidence', 'history', 'raw'] : ['conversation', 'history', 'raw'];
}
