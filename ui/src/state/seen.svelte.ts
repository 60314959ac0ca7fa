// Which values of the action have been on screen. A value counts once its first and its last line were.

import { SvelteSet } from 'svelte/reactivity';
import type { Attachment } from 'svelte/attachments';

export class Seen {
  #registered = new SvelteSet<string>();
  #tops = new SvelteSet<string>();
  #bottoms = new SvelteSet<string>();
  #nodes = new Map<string, HTMLElement>();

  unseen = $derived([...this.#registered].filter((id) => !this.#tops.has(id) || !this.#bottoms.has(id)));

  /** Marks an element as a value of the action. */
  watch(id: string): Attachment<HTMLElement> {
    return (node) => {
      this.#nodes.set(id, node);
      this.#registered.add(id);
      const observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#saw(id, entry)), {
        root: node.closest('[data-scroll]'),
        threshold: [0, 0.25, 0.5, 0.75, 1],
      });
      observer.observe(node);
      return () => {
        observer.disconnect();
        this.#nodes.delete(id);
        this.#registered.delete(id);
      };
    };
  }

  #saw(id: string, entry: IntersectionObserverEntry): void {
    if (!entry.isIntersecting || document.visibilityState === 'hidden') return;
    const { intersectionRect: on, boundingClientRect: all } = entry;
    if (on.top <= all.top + 1) this.#tops.add(id);
    if (on.bottom >= all.bottom - 1) this.#bottoms.add(id);
  }

  /** Scrolls to the first value that is still unseen. */
  reveal(): void {
    const first = this.unseen[0];
    const node = first === undefined ? undefined : this.#nodes.get(first);
    if (!node) return;
    // A value taller than the view is read from its top to its bottom; any other goes to the top, so that what follows comes along.
    const view = node.closest('[data-scroll]')?.clientHeight ?? 0;
    const goOn = node.offsetHeight > view && this.#tops.has(first ?? '');
    node.scrollIntoView({ block: goOn ? 'end' : 'start' });
    node.classList.remove('flash');
    requestAnimationFrame(() => node.classList.add('flash'));
  }
}
