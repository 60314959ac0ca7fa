// How changes are laid out: a preference of this page, which it keeps itself.

const KEPT = 'fermata.changes';

let inline = $state(typeof localStorage !== 'undefined' && localStorage.getItem(KEPT) === 'inline');

export const comparing = {
  get inline(): boolean {
    return inline;
  },
  set inline(on: boolean) {
    inline = on;
    localStorage.setItem(KEPT, on ? 'inline' : 'beside');
  },
};
