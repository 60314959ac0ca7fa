/** Shapes: small checks that are put together into the form of a payload. They check, they do not convert. */

import { Refused } from './codes.ts';
import { readTime, unb64url } from './encoding.ts';
import type { JsonObject, Tree } from './json.ts';

/** Passes a tree whose value is a `T`, or throws `Refused`. */
export interface Shape<T> {
  (tree: Tree): void;
  /** Never there; it only carries the type. */
  readonly of?: T;
}

/** What a shape lets through. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

type Members = Readonly<Record<string, Shape<unknown>>>;
type Required<M extends Members> = { -readonly [N in keyof M]: Shaped<M[N]> };
type Optional<M extends Members> = { -readonly [N in keyof M]?: Shaped<M[N]> };

/** What is not of the form that it should have. */
export function bad(detail: string): Refused {
  return new Refused('bad_member', detail);
}

function matching(form: RegExp, called: string): Shape<string> {
  return (tree) => {
    if (tree.kind !== 'text' || !form.test(tree.value)) throw bad(`not ${called}`);
  };
}

function uuid(versions: string): RegExp {
  return new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-[${versions}][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`);
}

/** The name of a person, source, queue, group, gateway or tool. */
export const name = matching(/^[a-z0-9][a-z0-9._-]{0,63}$/, "a name such as 'airline-bot'");
/** The id of an escalation or a workspace. */
export const uuid7 = matching(uuid('7'), 'a UUIDv7');
/** The id of a statement; one that a gateway derives is of version 8. */
export const entryId = matching(uuid('78'), 'an entry id');

/** Any text. */
export const text: Shape<string> = (tree) => {
  if (tree.kind !== 'text') throw bad('not a text');
};

/** True or false. */
export const flag: Shape<boolean> = (tree) => {
  if (tree.kind !== 'flag') throw bad('not true or false');
};

/** True, where its absence says false. */
export const yes: Shape<true> = (tree) => {
  if (tree.kind !== 'flag' || !tree.value) throw bad('not true');
};

/** False, where something else says more. */
export const no: Shape<false> = (tree) => {
  if (tree.kind !== 'flag' || tree.value) throw bad('not false');
};

/** A time of the protocol. */
export const time: Shape<string> = (tree) => {
  readTime(tree.kind === 'text' ? tree.value : null);
};

/** A place where other people's JSON stands. */
export const anyObject: Shape<JsonObject> = (tree) => {
  if (tree.kind !== 'object') throw bad('not an object');
};

function base64(size: number): Shape<string> {
  return (tree) => {
    if (tree.kind === 'text') {
      try {
        if (unb64url(tree.value).length === size) return;
      } catch {
        // Not base64url either: said below.
      }
    }
    throw bad(`not ${size} bytes in base64url`);
  };
}

/** A SHA-256, or the bytes of a key. */
export const digest = base64(32);
/** 128 random bits. */
export const nonce = base64(16);

/** A number spelled as an integer, within these bounds. */
export function integer(least = 0, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (tree) => {
    if (tree.kind !== 'number' || !tree.integer || tree.value < least || tree.value > most) {
      throw bad(`not an integer from ${least} to ${most}`);
    }
  };
}

/** A number from 0 to 1, however it is spelled. */
export const share: Shape<number> = (tree) => {
  if (tree.kind !== 'number' || !(tree.value >= 0 && tree.value <= 1)) throw bad('not a number from 0 to 1');
};

/** One of these words. */
export function oneOf<const W extends string>(...words: readonly W[]): Shape<W> {
  const known: ReadonlySet<string> = new Set(words);
  return (tree) => {
    if (tree.kind !== 'text' || !known.has(tree.value)) throw bad(`not one of ${words.join(', ')}`);
  };
}

/** A list of these, with so many items. */
export function listOf<T>(item: Shape<T>, least = 0, most = 10_000): Shape<T[]> {
  return (tree) => {
    if (tree.kind !== 'array' || tree.items.length < least || tree.items.length > most) {
      throw bad(`not a list of ${least} to ${most}`);
    }
    tree.items.forEach(item);
  };
}

/** A list of words in which none stands twice. */
export function setOf<T extends string>(item: Shape<T>): Shape<T[]> {
  const list = listOf(item);
  return (tree) => {
    list(tree);
    const words = tree.kind === 'array' ? tree.items.map((each) => (each.kind === 'text' ? each.value : '')) : [];
    if (new Set(words).size !== words.length) throw bad('an item stands twice');
  };
}

/**
 * Exactly these members: others are `unknown_member`, ill-formed or missing ones `bad_member`.
 *
 * Members are looked at in the order of the document, so that two faults have one code in every language.
 */
export function obj<R extends Members, O extends Members = Record<never, never>>(
  required: R,
  optional?: O,
): Shape<Required<R> & Optional<O>> {
  const known = new Map<string, Shape<unknown>>(Object.entries({ ...required, ...optional }));
  return (tree) => {
    if (tree.kind !== 'object') throw bad('not an object');
    for (const [member, found] of tree.members) {
      const check = known.get(member);
      if (!check) throw new Refused('unknown_member', JSON.stringify(member));
      try {
        check(found);
      } catch (wrong) {
        throw wrong instanceof Refused ? new Refused(wrong.code, `in ${JSON.stringify(member)}: ${wrong.detail}`) : wrong;
      }
    }
    for (const member of Object.keys(required)) {
      if (!tree.members.has(member)) throw bad(`${JSON.stringify(member)} is missing`);
    }
  };
}

/** The first that fits; where none does, what the last one says. */
export function either<A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> {
  return (tree) => {
    try {
      one(tree);
    } catch (wrong) {
      if (!(wrong instanceof Refused)) throw wrong;
      other(tree);
    }
  };
}
