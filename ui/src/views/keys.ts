// The keys of the desk, bound to what they do. The registry says which key it is and when it counts.

import { bound } from '../shared/keys/bound.svelte';
import { actionFor, focusOf } from '../shared/keys/dispatch';
import { handlersOf, scopeOf } from '../state/actions';
import type { Desk } from '../state/desk.svelte';
import { walk } from '../state/moving';

/** Listens until the returned function is called. */
export function handleKeys(desk: Desk): () => void {
  const down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const focus = focusOf(event.target);
    // A held Enter presses no button: it may have been held since another one had the focus.
    if (event.repeat && event.key === 'Enter' && focus === 'control') event.preventDefault();
    const id = actionFor(event, scopeOf(desk), focus, bound.letters, bound.own);
    if (id === null) return;
    event.preventDefault();
    handlersOf(desk)[id]?.(event.key);
  };
  /** The fourth and fifth button of a mouse go back and forward. */
  const click = (event: MouseEvent): void => {
    if (event.button !== 3 && event.button !== 4) return;
    event.preventDefault();
    if (scopeOf(desk) === 'desk') walk(desk, event.button === 3 ? -1 : 1);
  };
  const release = (): void => desk.item?.hold.release();
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', release);
  window.addEventListener('mouseup', click);
  window.addEventListener('blur', release);
  return () => {
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', release);
    window.removeEventListener('mouseup', click);
    window.removeEventListener('blur', release);
  };
}
