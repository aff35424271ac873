/** What the metadata of an RNTuple may say, and what is refused: by hand-made schemas. */
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import { showType } from '../../../../compiler/tree/type.ts';
import { Budget } from '../../../../src/sources/root/ntuple/budget.ts';
import { BytesReader } from '../../../../src/sources/root/ntuple/bytes-reader.ts';
import { readFeatures, readLocator } from '../../../../src/sources/root/ntuple/envelope.ts';
import { FieldNodes } from '../../../../src/sources/root/ntuple/field-nodes.ts';
import { typeOfNode } from '../../../../src/sources/root/ntuple/node.ts';
import {
  type ColumnDescription,
  type FieldDescription,
  SchemaDescription,
} from '../../../../src/sources/root/ntuple/schema-description.ts';

type Role = FieldDescription['role'];

/** A schema of fields `[parent, role, name, type]`, and columns `[field, type, bits, representation]`. */
function schemaOf(
  fields: readonly (readonly [number, Role, string, string])[],
  columns: readonly (readonly [number, number, number, number?])[],
): SchemaDescription {
  const schema = new SchemaDescription();
  for (const [id, [parent, role, name, typeName]] of fields.entries())
    schema.fields.push({ id, parent, role, name, typeName, repeated: undefined });
  for (const [id, [field, type, bits, representation = 0]] of columns.entries()) {
    const rest = { deferred: false, suppressedBefore: false, range: undefined };
    const column: ColumnDescription = { id, field, type, bits, representation, ...rest };
    schema.columnsOf.set(field, [...(schema.columnsOf.get(field) ?? []), column]);
  }
  return schema;
}

const typeOf = (schema: SchemaDescription): string => {
  const nodes = new FieldNodes(schema);
  const [top] = nodes.top as [FieldDescription];
  return showType(typeOfNode(nodes.nodeOf(top, top.name)));
};

const FLOAT = [0x0c, 32] as const;
const INDEX = [0x0f, 64] as const;

describe('a field', () => {
  test('called __proto__ is a field', () => {
    const schema = schemaOf(
      [
        [0, 'record', 'x', 'X'],
        [0, 'leaf', '__proto__', 'float'],
      ],
      [[1, ...FLOAT]],
    );
    expect(typeOf(schema)).toBe('{__proto__: float32}');
  });

  test('of a base is a field of the class; a name that is taken gets that of the base', () => {
    const schema = schemaOf(
      [
        [0, 'record', 'x', 'X'],
        [0, 'leaf', 'a', 'float'],
        [0, 'record', ':_0', 'Base'],
        [2, 'leaf', 'a', 'float'],
        [2, 'leaf', 'b', 'float'],
      ],
      [
        [1, ...FLOAT],
        [3, ...FLOAT],
        [4, ...FLOAT],
      ],
    );
    expect(typeOf(schema)).toBe('{a: float32, "Base::a": float32, b: float32}');
  });

  test('that cannot be read is left out of its record, and listed', () => {
    const schema = schemaOf(
      [
        [0, 'record', 'x', 'X'],
        [0, 'leaf', 'a', 'float'],
        [0, 'streamer', 'b', 'TObject'],
        [0, 'leaf', 'c', 'float'],
      ],
      [
        [1, ...FLOAT],
        [3, 0x40, 32],
      ],
    );
    const nodes = new FieldNodes(schema);
    const [top] = nodes.top as [FieldDescription];
    expect(showType(typeOfNode(nodes.nodeOf(top, 'x')))).toBe('{a: float32}');
    expect([...nodes.unreadable.keys()]).toEqual(['x.b', 'x.c']);
  });

  test.each<[string, SchemaDescription, RegExp]>([
    ['of an unknown role', schemaOf([[0, undefined, 'x', 'X']], []), /newer version/],
    ['with a column of an unknown type', schemaOf([[0, 'leaf', 'x', 'float']], [[0, 0x99, 32]]), /not known/],
    ['with a number of bits that is wrong', schemaOf([[0, 'leaf', 'x', 'float']], [[0, 0x0c, 31]]), /not known/],
    ['truncated to too few bits', schemaOf([[0, 'leaf', 'x', 'float']], [[0, 0x1c, 9]]), /not known/],
    ['in a range that is not given', schemaOf([[0, 'leaf', 'x', 'float']], [[0, 0x1d, 9]]), /not known/],
    [
      'with another type than it is stored as',
      schemaOf([[0, 'leaf', 'x', 'bool']], [[0, 0x07, 32]]),
      /stored as int32/,
    ],
    ['without columns', schemaOf([[0, 'leaf', 'x', 'float']], []), /parts/],
    ['of text without characters', schemaOf([[0, 'leaf', 'x', 'std::string']], [[0, ...INDEX]]), /columns/],
    ['of lists of nothing', schemaOf([[0, 'collection', 'x', 'X']], [[0, ...INDEX]]), /parts/],
    [
      'of lists without an index',
      schemaOf(
        [
          [0, 'collection', 'x', 'X'],
          [0, 'record', '_0', 'Y'],
        ],
        [[0, ...FLOAT]],
      ),
      /kind number/,
    ],
    ['of no alternatives', schemaOf([[0, 'variant', 'x', 'X']], [[0, 0x10, 96]]), /0 types/],
    [
      'of which nothing can be read',
      schemaOf(
        [
          [0, 'record', 'x', 'X'],
          [0, 'streamer', 'y', 'Y'],
        ],
        [],
      ),
      /none of its fields/,
    ],
    [
      'with two columns of one representation',
      schemaOf(
        [[0, 'leaf', 'x', 'float']],
        [
          [0, ...FLOAT],
          [0, ...FLOAT],
        ],
      ),
      /2 columns/,
    ],
  ])('%s is refused, with the reason', (_, schema, reason) => {
    expect(() => typeOf(schema)).toThrow(reason);
    expect(() => typeOf(schema)).toThrow(expect.objectContaining({ name: 'Unreadable' }));
  });

  test('inside of itself, or of very many others, ends', () => {
    const circle = schemaOf(
      [
        [0, 'record', 'x', 'X'],
        [2, 'record', 'a', 'A'],
        [1, 'record', 'b', 'B'],
      ],
      [],
    );
    expect(typeOf(circle)).toBe('{}');
    const deep = schemaOf(
      Array.from({ length: 100_000 }, (_, i) => [Math.max(0, i - 1), 'record', `f${i}`, 'F'] as const),
      [],
    );
    expect(() => typeOf(deep)).toThrow(/none of its fields/);
  });
});

const reader = (...words: readonly bigint[]): BytesReader =>
  new BytesReader(new Uint8Array(BigInt64Array.from(words).buffer), 'x.root', 'the header');

describe('a frame', () => {
  test.each<[string, readonly bigint[], 'list' | 'record']>([
    ['longer than what it is in', [100n, 0n], 'record'],
    ['shorter than its head', [7n, 0n], 'record'],
    ['that is a record where a list is expected', [16n, 0n], 'list'],
    ['that is a list where a record is expected', [-16n, 0n], 'record'],
    ['with more items than bytes', [-16n, 0x7fffffffn], 'list'],
    ['of as many bytes as there can be', [-(2n ** 63n), 0n], 'list'],
  ])('%s is refused', (_, words, kind) => {
    expect(() => reader(...words)[kind]()).toThrow(expect.objectContaining({ code: 'damaged' }));
  });
});

test('locators: short, long, and unknown', () => {
  expect(readLocator(reader((1234n << 32n) | 56n, 0n))).toEqual({ length: 56, start: 1234 });
  const bytes = Buffer.alloc(24);
  bytes.writeInt32LE(-0x80000000 | (1 << 24) | 20, 0);
  bytes.writeBigInt64LE(2n ** 33n, 4);
  bytes.writeBigInt64LE(7n, 12);
  const long = new BytesReader(bytes, 'x.root', 'a page list');
  expect(readLocator(long)).toEqual({ length: 2 ** 33, start: 7 });
  expect(long.at).toBe(20);
  bytes.writeInt32LE(-0x80000000 | (2 << 24) | 20, 0);
  expect(() => readLocator(new BytesReader(bytes, 'x.root', 'a page list'))).toThrow(
    expect.objectContaining({ code: 'not-supported' }),
  );
});

test('features of newer versions are refused', () => {
  expect(() => readFeatures(reader(0n))).not.toThrow();
  expect(() => readFeatures(reader(4n))).toThrow(expect.objectContaining({ code: 'not-supported' }));
});

test('memory is bounded by the length of the file', () => {
  const take = (size: number, bytes: number): void =>
    new Budget({ name: 'x.root', size } as never).take(bytes, 'something');
  expect(() => take(10, 64 << 20)).not.toThrow();
  expect(() => take(10, (64 << 20) + 1)).toThrow(SourceError);
  expect(() => take(1 << 20, 1 << 30)).not.toThrow();
  expect(() => take(2 ** 40, 2 ** 32 + 1)).toThrow(expect.objectContaining({ code: 'too-large' }));
});
