// One made-up escalation as the page sees it.

import { parse, print, type Json } from '../../features/edit/json';
import type { AlarmView, DetailView, EventView, HaltView, ListName, ProgressView, RowView, ScopeView, StatusView } from '../generated';
import type { Contract } from './contracts';
import { DemoAround } from './around';
import { Masks } from './masks';
import { compared, fieldsOf } from './check';
import { run, whyOf, type Idea } from './items';
import { traces } from './traces';

const frictions = { low: 'none', medium: 'none', high: 'hold', critical: 'type' } as const;

export class DemoItem {
  readonly esc: string;
  readonly contract: Contract;
  readonly args: Json;
  due: number;
  /** Where it stands in the inbox: by its minutes, unless a test moves it. */
  order: number;
  readonly end: number;
  readonly around = new DemoAround();
  readonly masks: Masks;
  readonly arrived: number;
  status: StatusView = 'open';
  progress: ProgressView | null = null;
  decidedBy: string | null = null;
  history: EventView[] = [];
  version = 1;
  /** Its detail says something twice that can be there once. */
  spoiled = false;
  halt: HaltView | null = null;
  /** The arguments of the edit that was signed. */
  edit: Json | null = null;
  alarms: AlarmView[] = [];
  /** Put off until then. */
  snoozed: number | null = null;
  timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly idea: Idea,
    now: number,
    n: number,
  ) {
    this.contract = idea.contract;
    this.masks = new Masks(idea.masked ?? []);
    this.args = parse(JSON.stringify(idea.args));
    this.esc = `esc-${idea.key}`;
    this.order = idea.minutes;
    this.due = now + idea.minutes * 60_000;
    this.end = this.due + 8 * 3_600_000;
    this.arrived = this.due - idea.given * 60_000;
    this.tell('airline-agent', 'Proposed the action', this.arrived, 100 + n * 3);
    this.tell('gateway', 'Policy asks for a person', this.arrived + 400, 101 + n * 3);
  }

  get list(): ListName {
    if (this.alarm) return 'inbox';
    return this.status !== 'open' ? 'decided' : this.snoozed === null ? 'inbox' : 'snoozed';
  }

  get alarm(): AlarmView | undefined {
    return this.alarms.find((alarm) => alarm.open);
  }

  get risk() {
    return this.contract.risk(this.idea.args);
  }

  /** The same with what its signer wrote. */
  tellSaid(by: string, text: string, at: number, said: string): void {
    this.tell(by, text, at);
    this.history = this.history.map((event, i) => (i === this.history.length - 1 ? { ...event, said: run(said) } : event));
  }

  tell(by: string, text: string, at: number, seq = 400 + this.history.length, mark = 'ok'): void {
    this.history.push({ seq: String(seq), at: new Date(at).toISOString(), by, text, mark, verified: true, until: null, said: [] });
  }

  row(): RowView {
    const urgency = Math.round((this.idea.minutes / this.idea.given) * 1e6);
    return {
      esc: this.esc,
      queue: this.contract.queue,
      title: run(this.contract.title(this.idea.args)),
      risk: this.risk,
      confidence: this.idea.confidence,
      reason: this.idea.reason,
      due: new Date(this.due).toISOString(),
      arrived: new Date(this.arrived).toISOString(),
      status: this.status,
      progress: this.progress,
      stopped: this.halt?.scope.kind === 'esc',
      alarm: this.alarm?.kind ?? null,
      snoozed: this.list === 'snoozed' ? new Date(this.snoozed ?? 0).toISOString() : null,
      entries: this.history.length,
      around: this.around.row(this.status === 'open' && this.snoozed === null, this.idea.approvals ?? 1, this.blind),
      order: this.list === 'snoozed' ? String(this.snoozed) : this.alarm ? `!${this.alarm.kind}` : this.list === 'inbox' ? `${String(Math.round(this.order * 100)).padStart(9, '0')}.${urgency}` : String(9e15 - Date.parse(this.history.at(-1)?.at ?? '')).padStart(18, '0'),
    };
  }

  get blind(): boolean {
    return this.idea.blind === true && (this.idea.approvals ?? 1) > 1;
  }

  get stops(): ScopeView[] {
    const over = this.progress?.step === 'executed' || !['open', 'approved', 'edited'].includes(this.status);
    const wide: ScopeView[] = [ { kind: 'agent', id: 'airline-4' }, { kind: 'queue', id: this.contract.queue }, { kind: 'source', id: 'airline-agent' }, { kind: 'all', id: '' }];
    if (over) return this.alarm ? wide : [];
    return [{ kind: 'esc', id: this.esc }, ...wide];
  }

  /** What stands: the edit once it counts, else what was proposed. */
  get live(): Json {
    return this.status === 'open' ? this.args : (this.edit ?? this.args);
  }

  detail(): DetailView {
    const { idea, contract } = this;
    const fields = fieldsOf(contract, this.live, idea.before);
    const friction = frictions[this.risk];
    return {
      row: this.row(),
      short_id: digest(this.esc).slice(-6).toLowerCase().replace(/[^a-z0-9]/g, '0'),
      tool: contract.tool,
      contract_version: contract.version,
      description: contract.description,
      source: 'airline-agent',
      vouched: idea.vouched ?? false,
      subject: { kind: run('Traveller'), id: run(idea.traveller[1]), name: run(idea.traveller[0]), system: run('booking desk'), url: idea.url ?? null },
      fields: this.masks.fields(fields),
      edited: this.live === this.args ? [] : compared(fieldsOf(contract, this.args), fields),
      changes: idea.record ? compared(idea.record.before, idea.record.after) : [],
      reversible: contract.reversible,
      why: whyOf(idea),
      narration: idea.says,
      messages: contract.tool === null ? idea.talk : [...idea.talk, { role: 'proposed', text: [], calls: [{ tool: contract.tool, arguments: run(idea.masked ? this.masks.call(this.args) : JSON.stringify(idea.args)) }], tool: null }],
      evidence: (idea.evidence ?? []).map((piece) => (piece.file && this.version > 1 ? { ...piece, file: { ...piece.file, sha256: digest(`${piece.file.sha256} ${this.version}`) } } : piece)),
      trace: traces[idea.key] ?? null,
      history: [...this.history],
      raw: this.masks.raw({
        proposal_sha256: digest(this.esc),
        view_sha256: digest(`${this.esc} seen ${this.version}`),
        payload: run(print({ v: 1, esc: this.esc, source: 'airline-agent', action: { tool: contract.tool, arguments: this.args } }, 2)),
        compact: `eyJhbGciOiJFZERTQSIsImtpZCI6ImFpcmxpbmUtYWdlbnQifQ.${btoa(this.esc)}${digest('payload').repeat(6)}.${digest('signature').repeat(2)}`,
      }),
      allowed: contract.allowed,
      friction,
      confirm: friction === 'type' ? String(idea.args['booking']) : null,
      reject_reasons: [
        { code: 'wrong_arguments', label: 'Wrong arguments' },
        { code: 'against_policy', label: 'Against policy' },
        { code: 'not_asked', label: 'Not what was asked' },
        { code: 'unproven', label: 'Unproven claim' },
        { code: 'ask_first', label: 'Ask the customer first' },
        { code: 'duplicate', label: 'Duplicate' },
        { code: 'other', label: 'Something else' },
      ],
      default_reason: 'wrong_arguments',
      arguments: print(this.masks.arguments(this.live)),
      reveals: idea.reveals ?? true,
      schema: JSON.stringify(contract.schema),
      approvals_needed: idea.approvals ?? 1,
      approvals_have: this.around.stands.length,
      blind: this.blind,
      decided_by: this.decidedBy,
      halt: this.halt,
      stops: this.stops,
      alarms: this.alarms,
      around: this.around.view(this.status === 'open', this.end),
      again: [],
      precedents: [],
    };
  }
}

/** Looks like a digest and is none. */
function digest(of: string): string {
  let state = 2166136261;
  let out = '';
  while (out.length < 43) {
    for (const letter of `${of}${out.length}`) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
    out += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.charAt(state % 64);
  }
  return out;
}
