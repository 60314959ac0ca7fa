// The one clock of the page: the present, moved once a second, and a slow hand for what need not move that often.

const SLOW_MS = 10_000;

let present = $state(Date.now());
let slow = $state(Date.now());

export const clock = {
  get now(): number {
    return present;
  },
  /** The present as it was up to ten seconds ago. */
  get slow(): number {
    return slow;
  },
};

export function startClock(): () => void {
  const timer = setInterval(() => {
    present = Date.now();
    if (Math.abs(present - slow) >= SLOW_MS) slow = present;
  }, 1000);
  return () => clearInterval(timer);
}
