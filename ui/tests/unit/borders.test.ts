// What may import what, and what may never stand in a component.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../src');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(ts|svelte|css)$/.test(entry.name))
  .map((entry) => ({ path: relative(root, join(entry.parentPath, entry.name)), text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));
const holding = (what: RegExp): string[] => files.filter((file) => what.test(file.text)).map((file) => file.path);

describe('the page', () => {
  it('reaches Tauri through one file; the generated bindings beside it are read for their types alone', () => {
    expect(holding(/@tauri-apps\//).filter((path) => path !== 'ipc/generated.ts')).toEqual(['ipc/tauri.ts']);
    expect(files.filter((file) => /^import (?!type).*ipc\/generated|^import (?!type).*\.\/generated'/m.test(file.text)).map((file) => file.path)).toEqual([]);
  });
  it('never puts text in as HTML', () => {
    expect(holding(/\{@html|innerHTML|insertAdjacentHTML|outerHTML/)).toEqual([]);
  });
  it('has no inline style that the policy would refuse', () => {
    expect(holding(/\sstyle="/)).toEqual([]);
  });
  it('is laid out from start to end, so that it can run from right to left', () => {
    expect(holding(/(margin|padding|border)-(left|right)\b|^\s+(left|right): |text-align: (left|right)|style:(left|right)=/m)).toEqual([]);
    const uneven = /(?:margin|padding|inset): \S+ (\S+) \S+ (?!\1;)\S+;/;
    expect(holding(uneven)).toEqual([]);
  });
  it('reaches for nothing remote', () => {
    // What the twin plays may name hosts that are nobody's (RFC 2606).
    expect(holding(/https?:\/\/(?![\w.\\@]*\.example\/)/)).toEqual([]);
  });
  it('uses no any and no enum', () => {
    expect(holding(/\bas any\b|: any\b|<any>|^\s*(export )?enum /m).filter((path) => path !== 'ipc/generated.ts')).toEqual([]);
  });
  it('imports only downwards', () => {
    const layer = (path: string): number => (path.startsWith('views/') || !path.includes('/') ? 3 : path.startsWith('features/') ? 2 : path.startsWith('state/') ? 1 : 0);
    const upward = files.flatMap((file) =>
      [...file.text.matchAll(/from '(\.[^']+)'/g)]
        .map(([, target = '']) => relative(root, join(root, file.path, '..', target)))
        .filter((target) => !file.path.startsWith('ipc/demo') && layer(target) > layer(file.path))
        .map((target) => `${file.path} -> ${target}`),
    );
    expect(upward).toEqual([]);
  });
});
