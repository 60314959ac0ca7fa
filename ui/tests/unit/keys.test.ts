import { afterEach, describe, expect, it } from 'vitest';
import { actionFor, written, type Press } from '../../src/shared/keys/dispatch';
import { give, giveBack, keysOf, readOwn, type Own } from '../../src/shared/keys/binding';
import { allKeys, bound, hint } from '../../src/shared/keys/bound.svelte';
import { actions, type ActionId, type KeyAction, type Scope } from '../../src/shared/keys/registry';

const all = Object.entries(actions) as [ActionId, KeyAction][];
const press = (key: string, more: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, ...more });
const scopes: Scope[] = ['desk', 'edit', 'reject', 'confirm', 'stop', 'note', 'batch', 'batchReject', 'dialog', 'commands', 'start'];

describe('the registry', () => {
  it('gives no key to two actions of one scope', () => {
    for (const scope of scopes) {
      const keys = all.filter(([, action]) => action.scopes.includes(scope)).flatMap(([, action]) => action.keys);
      expect(keys.filter((key, i) => keys.indexOf(key) !== i), scope).toEqual([]);
    }
  });
  it('never lets a decision repeat', () => {
    for (const [id, action] of all) if (action.group === 'decide') expect(action.repeat, id).toBe('once');
  });
  it('keeps Enter alone for going to the detail', () => {
    expect(all.filter(([, action]) => action.keys.includes('Enter')).map(([id]) => id)).toEqual(['open']);
  });
  it('writes a run of digits as a range', () => {
    expect(allKeys('reason')).toEqual(['1–9']);
    expect(allKeys('next')).toEqual(['J', '↓']);
  });
});

describe('a press', () => {
  it('means what its scope says', () => {
    expect(actionFor(press('1'), 'desk', 'elsewhere', true)).toBe('tab');
    expect(actionFor(press('1'), 'reject', 'elsewhere', true)).toBe('reason');
    expect(actionFor(press('a'), 'edit', 'elsewhere', true)).toBeNull();
    expect(actionFor(press('a'), 'dialog', 'elsewhere', true)).toBeNull();
  });
  it('that repeats moves and never decides', () => {
    expect(actionFor(press('a', { repeat: true }), 'desk', 'elsewhere', true)).toBeNull();
    expect(actionFor(press('j', { repeat: true }), 'desk', 'elsewhere', true)).toBe('next');
  });
  it('in a text field is text, but for signing and leaving', () => {
    expect(actionFor(press('r'), 'desk', 'text', true)).toBeNull();
    expect(actionFor(press('1'), 'reject', 'text', true)).toBeNull();
    expect(actionFor(press('Enter', { ctrlKey: true }), 'reject', 'text', true)).toBe('signReject');
    expect(actionFor(press('Enter', { metaKey: true }), 'edit', 'text', true)).toBe('signEdit');
    expect(actionFor(press('Escape'), 'edit', 'text', true)).toBe('escape');
  });
  it('of Enter on a button belongs to the button', () => {
    expect(actionFor(press('Enter'), 'desk', 'control', true)).toBeNull();
    expect(actionFor(press('a'), 'desk', 'control', true)).toBe('approve');
  });
  it('quits with a modifier only, also out of a text field', () => {
    expect(actionFor(press('q', { ctrlKey: true }), 'edit', 'text', false)).toBe('quit');
    expect(actionFor(press('q'), 'desk', 'elsewhere', true)).toBe('ask');
  });
  it('with a modifier is left to the system', () => {
    expect(written(press('a', { ctrlKey: true }))).toBeNull();
    expect(written(press('a', { altKey: true }))).toBeNull();
    expect(written(press('A', { shiftKey: true }))).toBeNull();
    expect(written(press('ArrowLeft', { altKey: true, ctrlKey: true }))).toBeNull();
  });
  it('with caps lock or a shifted sign is what it says', () => {
    expect(written(press('A'))).toBe('a');
    expect(written(press('?', { shiftKey: true }))).toBe('?');
  });
  it('of a single letter can be switched off', () => {
    expect(actionFor(press('a'), 'desk', 'elsewhere', false)).toBeNull();
    expect(actionFor(press('ArrowDown'), 'desk', 'elsewhere', false)).toBe('next');
    expect(actionFor(press('X', { shiftKey: true }), 'desk', 'elsewhere', false)).toBeNull();
    expect(actionFor(press('X', { shiftKey: true }), 'desk', 'elsewhere', true)).toBe('selectRange');
    expect(actionFor(press('?'), 'desk', 'elsewhere', false)).toBe('help');
  });
});

describe('a key of one’s own', () => {
  const own = (id: ActionId, key: string | null, before: Own = {}): Own => {
    const made = give(id, key, before);
    if ('refused' in made) throw new Error(made.refused);
    return made.own;
  };
  afterEach(() => {
    bound.own = {};
    bound.letters = true;
  });

  it('takes the place of the registry’s single key, and leaves the others', () => {
    const chosen = own('next', 'p');
    expect(keysOf('next', chosen)).toEqual(['p', 'ArrowDown']);
    expect(actionFor(press('p'), 'desk', 'elsewhere', true, chosen)).toBe('next');
    expect(actionFor(press('j'), 'desk', 'elsewhere', true, chosen)).toBeNull();
    expect(actionFor(press('ArrowDown'), 'desk', 'elsewhere', true, chosen)).toBe('next');
  });
  it('keeps the guards of its action', () => {
    const chosen = own('approve', 'p');
    expect(actionFor(press('p', { repeat: true }), 'desk', 'elsewhere', true, chosen)).toBeNull();
    expect(actionFor(press('p'), 'desk', 'text', true, chosen)).toBeNull();
    expect(actionFor(press('p'), 'edit', 'elsewhere', true, chosen)).toBeNull();
    expect(actionFor(press('p'), 'desk', 'elsewhere', false, chosen)).toBeNull();
  });
  it('is refused where another action has it, by name', () => {
    expect(give('approve', 'r', {})).toEqual({ refused: 'R is already the key for “Reject”. Give that one another key first, or switch it off.' });
    expect(give('approve', '3', {})).toEqual({ refused: '3 is already the key for “Open a tab”. Give that one another key first, or switch it off.' });
    expect(give('comment', 'p', own('next', 'p'))).toHaveProperty('refused');
    expect(give('approve', 'x', { select: null }), 'what is taken out of a batch').toHaveProperty('refused');
  });
  it('may be the same in scopes that never meet', () => {
    expect(give('message', 'c', {})).toEqual({ own: { message: 'c' } });
  });
  it('is a single letter, digit or sign, and never Enter, Escape, a space or a chord', () => {
    for (const key of ['Enter', 'Escape', ' ', 'Tab', 'ArrowUp', 'mod+q', 'mod+Enter', 'alt+ArrowLeft', 'shift+x', null]) expect(give('approve', key, {}), String(key)).toHaveProperty('refused');
    expect(give('approve', 'ö', {})).toEqual({ own: { approve: 'ö' } });
  });
  it('can be none, and what it was is then free', () => {
    const off: Own = { edit: null };
    expect(actionFor(press('e'), 'desk', 'elsewhere', true, off)).toBeNull();
    expect(give('approve', 'e', off)).toEqual({ own: { edit: null, approve: 'e' } });
    expect(actionFor(press('1'), 'desk', 'elsewhere', true, { tab: null })).toBeNull();
  });
  it('goes back to the registry’s, unless that was given away', () => {
    expect(give('next', 'j', own('next', 'p'))).toEqual({ own: {} });
    expect(giveBack('next', own('next', 'p'))).toEqual({ own: {} });
    expect(giveBack('edit', { edit: null, approve: 'e' })).toHaveProperty('refused');
  });
  it('is read back from what was kept, or not at all', () => {
    const swapped = { approve: 'e', edit: 'a' };
    expect(readOwn(JSON.stringify(swapped))).toEqual(swapped);
    expect(readOwn(null)).toEqual({});
    for (const bad of ['', 'null', '[', '{"approve":"r"}', '{"approve":"Enter"}', '{"approve":"E"}', '{"approve":1}', '{"toString":"x"}', '{"escape":"x"}', '{"tab":"x"}']) expect(readOwn(bad), bad).toEqual({});
  });
  it('shows on hints at once, and a key that rests shows on none', () => {
    bound.own = own('approve', 'p');
    expect(hint('approve')).toBe('P');
    bound.letters = false;
    expect(hint('approve')).toBeNull();
    expect(hint('next')).toBe('↓');
    expect(hint('selectRange')).toBeNull();
    expect(hint('signEdit')).toBe('Ctrl ↵');
    expect(hint('back')).toBe('Alt ←');
  });
});
