/** Where the schema library alone would read a schema otherwise than gateway and desk do. */

import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../src/json.ts';
import { checkValue } from '../src/schemas.ts';

test.each<[JsonObject, Json]>([
  [{ multipleOf: 0.1 }, 0.3],
  [{ multipleOf: 0.01 }, 19.99],
  [{ multipleOf: 1e-7 }, 3e-7],
  [{ pattern: '^\\s[\\s]$' }, '\u00a0\u3000'],
  [{ enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }],
  [{ properties: { nullable: true }, additionalProperties: false }, { nullable: 1 }],
  [{ format: 'email' }, 'none'],
])('%j takes %j', (schema, value) => {
  expect(() => checkValue(schema, value)).not.toThrow();
});

test.each<[JsonObject, Json]>([
  [{ multipleOf: 0.1 }, 0.35],
  [{ type: 'string', nullable: true }, null],
  [{ dependencies: { a: ['b'] } }, { a: 1 }],
  [{ uniqueItems: true }, [{ a: 1, b: 2 }, { b: 2, a: 1 }]],
  [{ pattern: '^[\\w-.]$' }, '-'],
  [{ pattern: '(?=a)' }, 'a'],
  [{ pattern: 'a$' }, 'a\n'],
  [{ required: ['toString'] }, {}],
])('%j does not take %j', (schema, value) => {
  expect(() => checkValue(schema, value)).toThrow('schema_violation');
});
