// Who sits at the twin's desk: the devices, and the way into a team.

import type { DeviceView, IdentityView, RetiredView } from '../generated';
import { fail } from './fail';
import type { World } from './world';

export class Identity {
  #joining = false;
  #joined = false;
  #version = 7;
  #retired = new Map([['k-2LmXw8Tn', { since: '2026-11-20T16:40:00.000Z', version: 5 }]]);

  constructor(private readonly world: World) {}

  view(): IdentityView {
    const until = new Date(Date.now() + 700 * 86_400_000).toISOString();
    const device = (kid: string, words: string, tier: string, here = false): DeviceView => {
      const retired = this.#retired.get(kid);
      return { kid, words: words.split(' '), tier, until, state: retired === undefined ? 'good' : 'revoked', since: retired?.since ?? null, by_version: retired?.version ?? null, here };
    };
    const here = device('k-7QmPzR4v', this.world.scene.firstRun ? 'amber orbit orbit meadow tiger tiger' : 'amber orbit lantern meadow tiger velvet', 'software', true);
    const devices = [here, device('k-5TzKd1Wc', 'walnut cedar brave ocean pilot ember', 'hardware'), device('k-2LmXw8Tn', 'river copper anvil noble summit gravel', 'software')];
    const joining = this.#joining ? ['canyon', 'pledge', 'violin', 'orbit', 'sunny', 'harvest'] : [];
    return { name: 'Nadia Brandt', person: 'nadia', words: here.words.slice(0, 3), kid: here.kid, personal: !this.#joining && !this.#joined, alone: !this.#joined && !this.world.scene.team, joining, devices: this.#joining ? [] : devices, list_version: this.#joining ? 0 : this.#version, signs_list: this.world.scene.signsList };
  }

  /** As the desk does: whoever has asked waits until the team signs. */
  join(link: string): Promise<void> {
    if (!link.startsWith('fermata://join')) return fail('badArguments', 'this is not an invite (malformed); copy the whole link that you were sent');
    this.#joining = true;
    this.world.link = 'refused';
    return Promise.resolve();
  }

  retire(kid: string): Promise<RetiredView> {
    this.#version += 1;
    if (kid === 'k-7QmPzR4v') return fail('notAllowed', 'It is your only device, and this workspace lives on it.');
    this.#retired.set(kid, { since: new Date().toISOString(), version: this.#version });
    this.world.tell([{ kind: 'identity', identity: this.view() }]);
    return Promise.resolve({ version: this.#version, draft: null });
  }

  letIn(): void {
    this.#joining = false;
    this.#joined = true;
    this.world.link = 'live';
    this.world.tell([{ kind: 'identity', identity: this.view() }, { kind: 'status', status: this.world.status() }]);
  }
}
