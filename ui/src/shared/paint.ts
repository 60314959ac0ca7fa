// What can wait until the eye has what it waits for.

/** Runs once what is done now is on screen. The answer takes it back. */
export function afterPaint(then: () => void): () => void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  const frame = requestAnimationFrame(() => (rest = setTimeout(then)));
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(rest);
  };
}
