// What others do around a made-up item, as the page sees it.

import type { AroundView, AssignedView, HolderView, ListName, NoteForm, RowAroundView, SaidView } from '../generated';
import { Absences } from './away';
import type { DemoItem } from './item';
import { run } from './items';

export const ME = 'Nadia Brandt';
const READ_MS = 120_000;
const HOLD_MS = 900_000;

export const colleagues = [
  { person: 'kofi', name: 'Kofi Mensah', decides: true },
  { person: 'ann', name: 'Ann Lindqvist', decides: true },
  { person: 'tomas', name: 'Tomás Ruiz', decides: false },
];

/** Who is in which group, by name. */
export const groups: Record<string, string[]> = { 'night-shift': ['Tomás Ruiz', 'Kofi Mensah'], refunds: [ME, 'Kofi Mensah', 'Ann Lindqvist'] };

const idOf = (name: string): string => colleagues.find((one) => one.name === name)?.person ?? name;

export function initials(name: string): string {
  return name.split(' ').slice(0, 2).map((word) => word.charAt(0)).join('');
}

export class DemoAround {
  absences = new Absences();
  atIt: HolderView[] = [];
  assigned: { to: string; by: string } | null = null;
  said: SaidView[] = [];
  extendedBy: string | null = null;
  asked = false;
  stands: string[] = [];
  why: { by: string; at: string; text: string } | null = null;
  answers: DemoItem | null = null;
  answeredBy: DemoItem | null = null;
  told = 0;

  claim(name: string, reads: boolean, now: number): void {
    this.atIt = this.atIt.filter((one) => one.name !== name || (reads && !one.reads));
    if (this.atIt.some((one) => one.name === name)) return;
    const person = idOf(name);
    const until = new Date(now + (reads ? READ_MS : HOLD_MS)).toISOString();
    this.atIt = [...this.atIt, { person, name, initials: initials(name), me: name === ME, reads, until }].sort((a, b) => Number(a.reads) - Number(b.reads));
  }

  release(name: string): void {
    this.atIt = this.atIt.filter((one) => one.name !== name);
    if (this.assigned?.to === name) this.assigned = null;
  }

  assign(to: string, by: string): void {
    this.assigned = { to, by };
  }

  say(by: string, text: string, now: number, to: string | null = null, waits = false): void {
    if (to !== null) this.asked = true;
    else if (this.said.findLast((one) => one.to !== null)?.by !== by) this.asked = false;
    this.said = [...this.said, { by, me: by === ME, at: new Date(now).toISOString(), to, text: run(text), waits, refused: null }];
  }

  #given(): AssignedView | null {
    if (!this.assigned) return null;
    const { to, by } = this.assigned;
    return { person: idOf(to), to, initials: initials(to), me: this.absences.acts(to).includes(ME), by, away: this.absences.of(to) };
  }

  row(open: boolean, needed: number, blind: boolean): RowAroundView {
    const given = this.#given();
    const held = this.atIt.some((one) => one.me && !one.reads) || given?.me === true;
    const second = needed > 1 && this.stands.length > 0 && !this.stands.includes(ME);
    const lists: [boolean, ListName][] = [[held, 'mine'], [second, 'second'], [this.asked, 'asked']];
    return {
      at_it: open ? this.atIt : [],
      assigned: open ? given : null,
      lists: open ? lists.filter(([is]) => is).map(([, list]) => list) : [],
      blind: open && blind,
      stand: needed > 1 ? { have: this.stands.length, needed } : null,
      answers: this.answers?.esc ?? null,
      answered_by: this.answeredBy?.esc ?? null,
    };
  }

  view(open: boolean, end: number): AroundView {
    const link = (item: DemoItem | null) => (item ? { esc: item.esc, title: run(item.contract.title(item.idea.args)) } : null);
    return {
      said: this.said,
      asks: open && this.asked,
      extended_by: this.extendedBy,
      colleagues: colleagues.map((one) => ({ ...one, away: this.absences.of(one.name) })),
      may_assign: open,
      may_extend: open ? new Date(end).toISOString() : null,
      answers: link(this.answers),
      answered_by: link(this.answeredBy),
      closed: this.why ? { by: this.why.by, at: this.why.at, why: run(this.why.text) } : null,
    };
  }

  /** What I say; the words for the history. */
  take(note: NoteForm, now: number, live: boolean): string {
    const called = (id: string) => colleagues.find((one) => one.person === id)?.name ?? (id === 'agent' ? 'the agent' : id);
    switch (note.note) {
      case 'read':
        this.told += 1;
        this.claim(ME, true, now);
        return 'Is reading it';
      case 'claim':
        this.claim(ME, false, now);
        return 'Holds it';
      case 'release':
        this.release(ME);
        return 'Gave it back';
      case 'assign':
        this.assign(called(note.to), ME);
        return `Gave it to ${called(note.to)}`;
      case 'ask':
        this.say(ME, note.text, now, called(note.to), !live);
        return `Asked ${called(note.to)}`;
      case 'comment':
        this.say(ME, note.text, now, null, !live);
        return 'Commented';
      case 'reveal':
        return 'Uncovered a masked value';
      case 'extend':
        this.extendedBy = ME;
        return 'Gave it more time';
    }
  }
}
