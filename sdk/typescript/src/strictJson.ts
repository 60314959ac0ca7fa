/**
 * I-JSON, read strictly (RFC 7493): every departure has its own code, nothing is repaired.
 *
 * Two readers of the same bytes must never see two meanings, so duplicate members, lone surrogates and numbers that
 * a double can not hold are refused before anybody looks at a value.
 * What is read is a tree that keeps what a JavaScript value forgets: the order of members and how a number is spelled.
 */

import { Refused } from './codes.ts';
import { type Json, type JsonObject, type Tree, valueOf } from './json.ts';

const MAX_DEPTH = 32;
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The tree that `data` holds, or `Refused` with the code of the first rule it breaks. */
export function parse(data: Uint8Array): Tree {
  let text: string;
  try {
    // A byte order mark is kept, to be refused as what it is: no JSON.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Refused('not_utf8', 'the bytes are not UTF-8');
  }
  return new Scan(text).document();
}

/** The value that `data` holds, where an object is expected; else `bad_member`. */
export function parseObject(data: Uint8Array): JsonObject {
  const tree = parse(data);
  if (tree.kind !== 'object') throw new Refused('bad_member', 'not an object');
  return valueOf(tree) as JsonObject;
}

/** The value that `data` holds, whatever it is. */
export function parseValue(data: Uint8Array): Json {
  return valueOf(parse(data));
}

function bad(detail: string): Refused {
  return new Refused('bad_json', detail);
}

/** Walks the document once, so that of two faults the first one gives the code, in every language. */
class Scan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): Tree {
    this.#space();
    const tree = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) throw bad('something follows the document');
    return tree;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(): string {
    const found = this.#peek();
    if (!found) throw bad('cut short');
    this.#at += 1;
    return found;
  }

  #match(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (!found) throw this.#here();
    this.#at = sticky.lastIndex;
    return found[0];
  }

  #here(): Refused {
    return bad(`at character ${this.#at}`);
  }

  #space(): void {
    this.#match(/[ \t\n\r]*/y);
  }

  #word<T extends Tree>(word: string, tree: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#here();
    this.#at += word.length;
    return tree;
  }

  #value(depth: number): Tree {
    const first = this.#peek();
    if ((first === '{' || first === '[') && depth === MAX_DEPTH) {
      throw new Refused('too_deep', `nested deeper than ${MAX_DEPTH}`);
    }
    switch (first) {
      case '{':
        return this.#object(depth + 1);
      case '[':
        return this.#array(depth + 1);
      case '"':
        return { kind: 'text', value: this.#string() };
      case 't':
        return this.#word('true', { kind: 'flag', value: true });
      case 'f':
        return this.#word('false', { kind: 'flag', value: false });
      case 'n':
        return this.#word('null', { kind: 'null' });
      default:
        if (first !== '-' && !/^[0-9]$/.test(first)) throw this.#here();
        return this.#number();
    }
  }

  #object(depth: number): Tree {
    const members = new Map<string, Tree>();
    this.#items('}', () => {
      if (this.#peek() !== '"') throw this.#here();
      const name = this.#string();
      if (members.has(name)) throw new Refused('duplicate_member', JSON.stringify(name));
      // Its place is taken before its value is read, so that a fault in the value comes after.
      members.set(name, { kind: 'null' });
      this.#space();
      this.#word(':', { kind: 'null' });
      this.#space();
      members.set(name, this.#value(depth));
    });
    return { kind: 'object', members };
  }

  #array(depth: number): Tree {
    const items: Tree[] = [];
    this.#items(']', () => items.push(this.#value(depth)));
    return { kind: 'array', items };
  }

  #items(end: string, item: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.#peek() === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      item();
      this.#space();
      const follows = this.#take();
      if (follows === end) return;
      if (follows !== ',') throw bad(`at character ${this.#at - 1}`);
    }
  }

  #string(): string {
    this.#at += 1;
    let found = '';
    for (;;) {
      found += this.#match(/[^"\\\x00-\x1f]*/y);
      const ends = this.#take();
      if (ends === '"') return found;
      if (ends !== '\\') throw bad('a control character in a text');
      found += this.#escape();
    }
  }

  #escape(): string {
    const letter = this.#take();
    const plain = ESCAPED[letter];
    if (plain !== undefined) return plain;
    if (letter !== 'u') throw bad(`the escape ${JSON.stringify(letter)}`);
    const unit = this.#unit();
    const lone = new Refused('lone_surrogate', 'half of a surrogate pair');
    if (unit >= 0xdc00 && unit < 0xe000) throw lone;
    if (unit < 0xd800 || unit >= 0xe000) return String.fromCharCode(unit);
    if (!this.#text.startsWith('\\u', this.#at)) throw lone;
    this.#at += 2;
    const low = this.#unit();
    if (low < 0xdc00 || low >= 0xe000) throw lone;
    return String.fromCharCode(unit, low);
  }

  #unit(): number {
    return Number.parseInt(this.#match(/[0-9a-fA-F]{4}/y), 16);
  }

  #number(): Tree {
    const begins = this.#at;
    if (this.#peek() === '-') this.#at += 1;
    const whole = this.#match(/[0-9]*/y);
    if (!whole || (whole.length > 1 && whole.startsWith('0'))) throw bad('not a number');
    const after = this.#at;
    if (this.#peek() === '.') {
      this.#at += 1;
      this.#match(/[0-9]+/y);
    }
    if (/^[eE]$/.test(this.#peek())) {
      this.#at += 1;
      this.#match(/[+-]?[0-9]+/y);
    }
    const text = this.#text.slice(begins, this.#at);
    const value = Number(text);
    if (!Number.isFinite(value) && after !== this.#at) throw bad('a number that no double can hold');
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new Refused('unsafe_integer', text.slice(0, 32));
    }
    // Of the two zeros `-0` is the other one, and that only a double has.
    return { kind: 'number', value, integer: after === this.#at && text !== '-0' };
  }
}
