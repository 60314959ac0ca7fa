// The one clock of the page: the present, moved once a second.

let present = $state(Date.now());

export const clock = {
  get now(): number {
    return present;
  },
};

export function startClock(): () => void {
  const timer = setInterval(() => {
    present = Date.now();
  }, 1000);
  return () => clearInterval(timer);
}
