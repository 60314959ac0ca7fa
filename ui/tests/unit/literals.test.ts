// No word of the page stands outside of the catalogues: neither in markup nor in code.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../src');
// The catalogues are the place for words; the twin plays what comes from outside; the tokens are for who builds the page.
const elsewhere = /^(shared\/words\/|shared\/pseudo\.ts|ipc\/|views\/tokens\/)/;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|svelte)$/.test(path) && !elsewhere.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

// Commands that are typed into a terminal: the same in every language.
const commands = ['fermata roster sign', 'fermata roster revoke'];

const spoken = ['title', 'aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'placeholder', 'alt', 'label'];
const worded = (text: string): boolean => /\p{L}{2}/u.test(text) && !commands.includes(text.trim());

type Node = { type?: string; name?: string; data?: string; value?: unknown; raw?: string; [key: string]: unknown };

/** Texts that a reader would see in what an expression comes to: not what it compares, looks up or calls with. */
function shown(node: Node | null | undefined): string[] {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : [];
    case 'TemplateLiteral':
      return [...(node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked), ...(node['expressions'] as Node[]).flatMap(shown)];
    case 'ConditionalExpression':
      return [node['consequent'], node['alternate']].flatMap((side) => shown(side as Node));
    case 'LogicalExpression':
      return [node['left'], node['right']].flatMap((side) => shown(side as Node));
    case 'BinaryExpression':
      return node['operator'] === '+' ? [node['left'], node['right']].flatMap((side) => shown(side as Node)) : [];
    default:
      return [];
  }
}

/** Texts of a component's markup, in nodes and in the attributes that are read out or shown. */
function ofMarkup(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(ofMarkup);
  if (typeof node !== 'object' || node === null) return [];
  const { type, name, data, expression, value } = node as Node;
  if (type === 'Text') return [data ?? ''];
  if (type === 'ExpressionTag') return shown(expression as Node);
  if (type === 'Attribute') return spoken.includes(name ?? '') ? ofMarkup(value) : [];
  if (type === 'StyleDirective') return [];
  return Object.entries(node).flatMap(([key, child]) => (key === 'expression' || key === 'parent' ? [] : ofMarkup(child)));
}

const selects = (node: ts.Node): boolean => ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(querySelector|closest|matches)/.test(node.expression.name.text);

const compares = (node: ts.Node): boolean => ts.isBinaryExpression(node) && [ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken].includes(node.operatorToken.kind);

/** Sentences in code: more than one word, or one that begins like a sentence, and that nothing but a reader needs. */
function ofCode(text: string): string[] {
  const found: string[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isThrowStatement(node) || ts.isTypeNode(node) || selects(node)) return;
    if (compares(node)) return ts.forEachChild(node, (side) => (ts.isStringLiteral(side) ? undefined : walk(side)));
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) found.push(node.text);
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile('code.ts', text, ts.ScriptTarget.ESNext, true));
  return found.filter((one) => /\p{L}{2,}[,.]? \p{L}|^\p{Lu}\p{Ll}+$|\p{Ll}[.!?]$/u.test(one) && worded(one));
}

// Keys as the browser names them, and one value of a closed list of the code.
const code = new Set(['Enter', 'Escape', 'Tab', 'Arrow', 'outside text']);

describe('a word of the page', () => {
  it('never stands in markup', () => {
    const found = files
      .filter(({ path }) => path.endsWith('.svelte'))
      .flatMap(({ path, text }) => ofMarkup(parse(text, { modern: true }).fragment).filter(worded).map((word) => `${path}: ${word.trim()}`));
    expect(found).toEqual([]);
  });
  it('never stands in code', () => {
    const scripts = ({ path, text }: { path: string; text: string }): string => (path.endsWith('.ts') ? text : [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, script]) => script).join('\n'));
    const found = files.flatMap((file) => ofCode(scripts(file)).filter((word) => !code.has(word)).map((word) => `${file.path}: ${word}`));
    expect(found).toEqual([]);
  });
  it('would be found', () => {
    const markup = (text: string): string[] => ofMarkup(parse(text, { modern: true }).fragment).filter(worded);
    expect(markup('<p>Hello</p>')).toEqual(['Hello']);
    expect(markup("<p>{open ? 'Close it' : m.x}</p>")).toEqual(['Close it']);
    expect(markup('<i title="Hello {name}" class="some class"></i>').map((word) => word.trim())).toEqual(['Hello']);
    expect(markup("{#if kind === 'other'}<i class:other={true}>{n} %</i>{/if}")).toEqual([]);
    expect(ofCode("const words = 'Nobody waits'; if (kind === 'other') f(`It is ${n} now.`);")).toEqual(['Nobody waits', 'It is ', ' now.']);
  });
});
