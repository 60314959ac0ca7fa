// Which values of the action have been on screen. A value counts once its first and its last line were, from side to side.
//
// Positions are measured rather than told by an IntersectionObserver: WebKitGTK leaves out notices after a layout that moves the edge of the view.

import type { Attachment } from 'svelte/attachments';
import { SvelteSet } from 'svelte/reactivity';

/** How often positions are measured while something is unseen, besides every scroll and change of size. */
const AGAIN_MS = 1000;
/** Layout rounds to device pixels. */
const SLACK = 1;

export class Seen {
  #registered = new SvelteSet<string>();
  #tops = new SvelteSet<string>();
  #bottoms = new SvelteSet<string>();
  #nodes = new Map<string, HTMLElement>();
  #view: HTMLElement | null = null;
  #asked = false;
  #sizes = new ResizeObserver(() => this.#ask());

  unseen = $derived([...this.#registered].filter((id) => !this.#tops.has(id) || !this.#bottoms.has(id)));

  /** Marks the element that scrolls the values. */
  readonly view: Attachment<HTMLElement> = (node) => {
    const ask = (): void => this.#ask();
    this.#view = node;
    this.#sizes.observe(node);
    node.addEventListener('scroll', ask, { passive: true });
    ask();
    $effect(() => {
      if (this.unseen.length === 0) return undefined;
      const timer = setInterval(ask, AGAIN_MS);
      return () => clearInterval(timer);
    });
    return () => {
      node.removeEventListener('scroll', ask);
      this.#sizes.disconnect();
      this.#view = null;
    };
  };

  /** Marks an element as a value of the action. */
  watch(id: string): Attachment<HTMLElement> {
    return (node) => {
      this.#nodes.set(id, node);
      this.#registered.add(id);
      this.#sizes.observe(node);
      this.#ask();
      return () => {
        this.#sizes.unobserve(node);
        this.#nodes.delete(id);
        this.#registered.delete(id);
      };
    };
  }

  /** Measures before the next paint. A hidden window paints nothing, so nothing in it is seen. */
  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      if (document.visibilityState === 'visible') this.#look();
    });
  }

  #look(): void {
    const view = this.#view?.getBoundingClientRect();
    if (!view) return;
    for (const id of this.unseen) {
      const node = this.#nodes.get(id);
      const rect = node?.getBoundingClientRect();
      if (!node || !rect || rect.height === 0) continue;
      const top = Math.max(view.top, headOver(node));
      if (rect.top >= top - SLACK && rect.top < view.bottom && rect.left >= view.left - SLACK && rect.left < view.right) this.#tops.add(id);
      if (rect.bottom <= view.bottom + SLACK && rect.bottom > top && rect.right <= view.right + SLACK && rect.right > view.left) this.#bottoms.add(id);
    }
  }

  /** Scrolls to the first value that is still unseen. */
  reveal(): void {
    const [first] = this.unseen;
    const node = first === undefined ? undefined : this.#nodes.get(first);
    if (first === undefined || !node) return;
    // A value larger than the view is read from its top to its bottom; any other goes to the top, so that what follows comes along.
    const begun = this.#tops.has(first);
    const tall = node.offsetHeight > (this.#view?.clientHeight ?? 0);
    const wide = node.offsetWidth > (this.#view?.clientWidth ?? 0);
    node.scrollIntoView({ block: tall && begun ? 'end' : 'start', inline: wide && begun ? 'end' : 'nearest' });
    node.classList.remove('flash');
    requestAnimationFrame(() => node.classList.add('flash'));
  }
}

/** How far down the head of a table stands over its rows while they are scrolled. */
function headOver(node: HTMLElement): number {
  return node.closest('table')?.tHead?.rows[0]?.cells[0]?.getBoundingClientRect().bottom ?? -Infinity;
}
