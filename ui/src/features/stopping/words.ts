// A scope in words, for what can be stopped and for what is.

import type { ScopeView } from '../../ipc/generated';

type Words = Record<Exclude<ScopeView['kind'], 'all'>, (id: string) => string> & { all: () => string };

export function spoken(words: Words, form: ScopeView): string {
  return form.kind === 'all' ? words.all() : words[form.kind](form.id);
}
