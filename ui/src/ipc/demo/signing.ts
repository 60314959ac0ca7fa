// A decision at the twin: held, signed, and what came of it. Nothing is signed in truth.

import type { DecisionForm, ProgressStep, ProgressView } from '../generated';
import { check } from './check';
import { fail } from './fail';
import type { DemoItem } from './item';
import type { World } from './world';

const HOLD_BAR_MS = 5000;
const STEPS: [ProgressStep, number][] = [['recorded', 350], ['accepted', 700], ['executed', 1400]];

export class Signing {
  #last = new Map<string, DecisionForm>();

  constructor(private readonly world: World) {}

  async decide(esc: string, decision: DecisionForm): Promise<ProgressView> {
    const item = await this.world.find(esc);
    if (this.world.scene.refuses) return Promise.reject(this.world.scene.refuses);
    if (item.status !== 'open') return fail('alreadyDecided', `${item.decidedBy ?? 'Somebody'} closed it just now.`);
    const { friction } = await this.world.detail(esc);
    if ((decision.verb === 'approve' || decision.verb === 'edit') && friction === 'type' && decision.typed !== String(item.idea.args['booking']).slice(-4)) return fail('confirmMismatch', 'They are not the last four characters.');
    if (decision.verb === 'edit' && check(item, decision.arguments).errors.length > 0) return fail('badArguments', 'The contract does not take these values.');
    clearTimeout(item.timer);
    if (friction !== 'none' && decision.verb !== 'reject') return this.#sign(item, decision);
    item.progress = { verb: decision.verb, step: 'holding', until: new Date(Date.now() + HOLD_BAR_MS).toISOString(), note: null };
    item.timer = setTimeout(() => this.#sign(item, decision), HOLD_BAR_MS);
    this.#last.set(esc, decision);
    this.world.changed(item);
    return item.progress;
  }

  async undo(esc: string): Promise<void> {
    const item = await this.world.find(esc);
    if (item.progress?.step !== 'holding') return fail('notAllowed', 'It is signed already.');
    clearTimeout(item.timer);
    item.progress = null;
    this.world.changed(item);
  }

  async signNow(esc: string): Promise<ProgressView> {
    const item = await this.world.find(esc);
    const decision = this.#last.get(esc);
    if (!decision || item.progress?.step !== 'holding') return fail('notAllowed', 'There is nothing to sign.');
    clearTimeout(item.timer);
    return this.#sign(item, decision);
  }

  #sign(item: DemoItem, decision: DecisionForm): ProgressView {
    const progress: ProgressView = { verb: decision.verb, step: 'signed', until: null, note: null };
    item.progress = progress;
    this.world.signed.set(item.esc, decision);
    this.world.lastDecision = new Date().toISOString();
    this.world.outbox += 1;
    this.world.changed(item);
    if (this.world.link === 'live') this.#deliver(item, decision);
    return progress;
  }

  #deliver(item: DemoItem, decision: DecisionForm): void {
    const steps = decision.verb === 'reject' ? STEPS.slice(0, 2) : STEPS;
    for (const [step, after] of steps) {
      setTimeout(() => {
        if (item.halt && step !== 'recorded') return;
        if (step === 'recorded') this.#recorded(item, decision);
        if (step === 'executed') item.tell('airline-agent', 'Ran it', Date.now());
        item.progress = { verb: decision.verb, step, until: null, note: null };
        this.world.changed(item);
      }, after);
    }
  }

  #recorded(item: DemoItem, decision: DecisionForm): void {
    const words = { approve: 'approved', edit: 'edited', reject: 'rejected', respond: 'responded' } as const;
    this.world.outbox -= 1;
    item.status = words[decision.verb];
    item.decidedBy = 'Nadia Brandt';
    item.tell('Nadia Brandt', `Decided: ${words[decision.verb]}`, Date.now());
  }
}
