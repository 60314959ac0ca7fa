// The clocks of the page. A hand moves only while something that shows it is on screen, and while the window is.

import { createSubscriber } from 'svelte/reactivity';

const SLOW_MS = 10_000;

/** Whoever reads it while drawing is drawn again each so many milliseconds. */
function hand(ms: number): () => void {
  return createSubscriber((moved) => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const follow = () => {
      clearInterval(timer);
      timer = document.hidden ? undefined : setInterval(moved, ms);
    };
    const seen = () => {
      follow();
      moved();
    };
    document.addEventListener('visibilitychange', seen);
    follow();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      clearInterval(timer);
    };
  });
}

const second = hand(1000);
const slowly = hand(SLOW_MS);

export const clock = {
  /** The present, each second. */
  get now(): number {
    second();
    return Date.now();
  },
  /** The present, each ten seconds: enough for a day, or for what counts in minutes. */
  get slow(): number {
    slowly();
    return Date.now();
  },
};
