// Updates on a made-up desk: a build without a key, or one that finds what its scene says.

import type { Backend } from '../backend';
import type { InstallView, OfferView } from '../generated';
import type { World } from './world';

export type Offered = { offer: OfferView; installs: InstallView };

export const newer: OfferView = { kind: 'found', version: '0.2.0', notes: [{ text: 'The list keeps its place while new items arrive.\nPDFs open in your own program.\nFrom now on a stop says who lifted it' }, { text: '⟨U+202E⟩', mark: 'U+202E right-to-left override' }, { text: '.' }] };

export function updates(world: World): Pick<Backend, 'updates' | 'lookForUpdate' | 'installUpdate' | 'restart'> {
  const offered = world.scene.updates;
  const unsent = (): boolean => world.outbox > 0 || [...world.items.values()].some((item) => item.progress?.step === 'holding');
  return {
    updates: () => Promise.resolve({ on: offered !== undefined, version: '0.1.0' }),
    lookForUpdate: () => Promise.resolve(offered?.offer ?? { kind: 'failed', why: 'off' }),
    installUpdate: () => {
      if (unsent()) return Promise.resolve({ kind: 'unsent' });
      if (offered?.offer.kind !== 'found') return Promise.resolve({ kind: 'failed', why: 'not_offered' });
      return world.slowly(offered.installs.kind === 'restarts' ? { kind: 'installed' } : offered.installs);
    },
    restart: () => {
      const outcome = offered?.installs ?? { kind: 'installed' };
      if (outcome.kind === 'restarts') document.body.dataset['restarts'] = 'yes';
      return Promise.resolve(outcome);
    },
  };
}
