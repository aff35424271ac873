import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrayBuilder, fromValues } from '../../../src/index.ts';

const values = (builder: ArrayBuilder): Promise<unknown[]> => builder.snapshot().toArray();
const typeOf = (builder: ArrayBuilder): string => builder.toDataset().type;

describe('an ArrayBuilder', () => {
  it('makes lists and records step by step', async () => {
    const builder = new ArrayBuilder();
    builder.beginRecord();
    builder.field('x');
    builder.real(1.5);
    builder.field('y');
    builder.beginList();
    builder.integer(1);
    builder.integer(2n);
    builder.endList();
    builder.endRecord();
    expect(builder.length).toBe(1);
    builder.beginRecord();
    builder.field('y');
    builder.beginList();
    expect(builder.length).toBe(1);
    builder.endList();
    builder.field('s');
    builder.string('é');
    builder.field('b');
    builder.boolean(true);
    builder.endRecord();
    expect(builder.length).toBe(2);
    expect(typeOf(builder)).toBe('{x: ?float64, y: var * int64, s: ?string, b: ?bool}');
    expect(await values(builder)).toEqual([
      { x: 1.5, y: [1, 2], s: undefined, b: undefined },
      { x: undefined, y: [], s: 'é', b: true },
    ]);
  });

  it('makes numbers of integers and numbers, options of missing values', async () => {
    const builder = new ArrayBuilder();
    builder.null();
    builder.integer(1);
    expect(typeOf(builder)).toBe('{value: ?int64}');
    builder.real(2.5);
    builder.integer(3);
    expect(typeOf(builder)).toBe('{value: ?float64}');
    expect(await values(builder)).toEqual([undefined, 1, 2.5, 3]);
  });

  it('holds all integers of 64 bits', async () => {
    const builder = new ArrayBuilder();
    for (const value of [1, 2n ** 53n + 1n, 2n ** 64n - 1n, 0n]) builder.integer(value);
    expect(typeOf(builder)).toBe('{value: uint64}');
    expect(await values(builder)).toEqual([1, 2n ** 53n + 1n, 2n ** 64n - 1n, 0]);
    const negative = new ArrayBuilder();
    for (const value of [-(2n ** 63n), 2n ** 63n - 1n]) negative.integer(value);
    expect(await values(negative)).toEqual([-(2n ** 63n), 2n ** 63n - 1n]);
    expect(() => negative.integer(2n ** 63n)).toThrow(expect.objectContaining({ code: 'too-large' }) as Error);
    expect(() => negative.integer(2n ** 64n)).toThrow('beyond 64 bits');
    expect(() => negative.real(1.5)).toThrow('integers that no double holds');
    expect(negative.length).toBe(2);
  });

  it('has snapshots that stay as they are', async () => {
    const builder = new ArrayBuilder();
    builder.append([1]);
    const before = builder.snapshot();
    for (let i = 0; i < 1000; i++) builder.append([i, null]);
    expect(await before.toArray()).toEqual([[1]]);
    expect((await values(builder)).length).toBe(1001);
    expect(await builder.toDataset<{ value: number[] }>({ chunkSize: 300 }).value.toArray()).toEqual(
      await values(builder),
    );
  });

  it('takes plain values as fromValues does', async () => {
    const value = fc.record(
      {
        n: fc.option(fc.maxSafeInteger()),
        x: fc.double(),
        s: fc.string({ unit: 'grapheme' }),
        l: fc.array(fc.record({ b: fc.boolean(), w: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) })),
        f: fc.float32Array(),
        o: fc.option(fc.array(fc.array(fc.integer()))),
      },
      { requiredKeys: ['n', 's'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 10 }), async (rows) => {
        const builder = new ArrayBuilder();
        for (const row of rows) builder.append(row);
        const plain = fromValues(
          rows.map((row) => ({ ...row, ...(row.f === undefined ? {} : { f: Float64Array.from(row.f) }) })),
        );
        expect(typeOf(builder)).toBe(plain.type);
        expect(await builder.toDataset().toArray()).toEqual(await plain.toArray());
      }),
      { numRuns: 200 },
    );
  });

  it('may be empty', async () => {
    expect(await values(new ArrayBuilder())).toEqual([]);
    const builder = new ArrayBuilder();
    builder.append([]);
    builder.append(null);
    expect(typeOf(builder)).toBe('{value: option[var * float64]}');
    expect(await builder.snapshot().show()).toBe('[[],\n missing]\ntype: 2 * option[var * unknown]');
    expect(await values(builder)).toEqual([[], undefined]);
  });

  it('refuses what is unlike, and then holds what it held', async () => {
    const builder = new ArrayBuilder();
    builder.append(1);
    for (const other of ['x', true, [], {}])
      expect(() => builder.append(other)).toThrow(expect.objectContaining({ code: 'unlike-values' }) as Error);
    builder.append(2);
    expect(await values(builder)).toEqual([1, 2]);
  });

  it('is of no more use once a value failed in the middle', () => {
    const builder = new ArrayBuilder();
    builder.append([1]);
    expect(() => builder.append([2, 'x'])).toThrow('the array[] holds unlike values: number and string');
    expect(() => builder.append([3])).toThrow(expect.objectContaining({ code: 'builder-broken' }) as Error);
    expect(() => builder.snapshot()).toThrow(expect.objectContaining({ code: 'builder-broken' }) as Error);
  });

  it.each<[string, (builder: ArrayBuilder) => void]>([
    ['not-open', (b) => b.endList()],
    ['not-open', (b) => (b.beginList(), b.endRecord())],
    ['not-open', (b) => b.field('x')],
    ['not-ended', (b) => (b.beginList(), void b.snapshot())],
    ['no-field', (b) => (b.beginRecord(), b.real(1))],
    ['no-value', (b) => (b.beginRecord(), b.field('x'), b.endRecord())],
    ['no-value', (b) => (b.beginRecord(), b.field('x'), b.field('y'))],
    ['twin-fields', (b) => (b.beginRecord(), b.field('x'), b.null(), b.field('x'))],
    ['unknown-value', (b) => b.append(new Date(0))],
    ['unknown-value', (b) => b.append(() => 1)],
    ['unknown-value', (b) => b.integer(1.5)],
    ['unknown-value', (b) => b.integer(2 ** 60)],
    ['unknown-value', (b) => b.boolean(1 as unknown as boolean)],
    ['unknown-value', (b) => b.string(1 as unknown as string)],
    ['unknown-value', (b) => b.real('1' as unknown as number)],
  ])('refuses what is out of place: %s %s', (code, act) => {
    expect(() => act(new ArrayBuilder())).toThrow(expect.objectContaining({ code }) as Error);
  });
});
