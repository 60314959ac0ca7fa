// The hold gesture: pressed for a moment, with a visible fill; letting go earlier does nothing.

export const HOLD_MS = 600;

export class Hold {
  pressed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  press(done: () => void): void {
    if (this.pressed) return;
    this.pressed = true;
    this.#timer = setTimeout(() => {
      this.pressed = false;
      done();
    }, HOLD_MS);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.pressed = false;
  }
}
