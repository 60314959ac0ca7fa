import { describe, expect, it } from 'vitest';
import { actionFor, written, type Press } from '../../src/shared/keys/dispatch';
import { actions, allKeys, hint, type ActionId, type KeyAction, type Scope } from '../../src/shared/keys/registry';

const all = Object.entries(actions) as [ActionId, KeyAction][];
const press = (key: string, more: Partial<Press> = {}): Press => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, ...more });
const scopes: Scope[] = ['desk', 'edit', 'reject', 'confirm', 'stop', 'note', 'batch', 'batchReject', 'dialog', 'start'];

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
    expect(hint('signEdit')).toBe('Ctrl ↵');
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
