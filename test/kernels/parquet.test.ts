import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLz4Block } from '../../kernels/lz4.ts';
import { joinStreams } from '../../kernels/parquet/byte-stream-split.ts';
import { DamagedPage } from '../../kernels/parquet/damaged.ts';
import { lookUpSingles } from '../../kernels/parquet/dictionary.ts';
import { decodeDeltas } from '../../kernels/parquet/delta.ts';
import { unpackIndexes, unpackLevels } from '../../kernels/parquet/hybrid.ts';
import { numbersOf } from '../../kernels/parquet/integers.ts';
import {
  allValid,
  findLevel,
  levelsOfElements,
  levelsOfRows,
  listsOf,
  validityOf,
} from '../../kernels/parquet/levels.ts';
import { gatherWords, spreadWords, wordsAt, wordsFor } from '../../kernels/parquet/values.ts';
import { Bytes, deltas, hybrid, packBits, split } from '../tools/parquet-encode.ts';

const choices = fc.infiniteStream(fc.nat(40));
const below = (width: number): fc.Arbitrary<number> => fc.nat(Math.min(2 ** width - 1, 2 ** 31 - 1));

describe('the hybrid of runs and packed bits', () => {
  test.each([0, 1, 2, 3, 5, 8])('levels of %i bits', (width) => {
    fc.assert(
      fc.property(fc.array(below(width), { maxLength: 200 }), choices, fc.nat(3), (values, choose, lead) => {
        const next = (): number => choose.next().value as number;
        const bytes = new Bytes().all(new Array(lead).fill(255)).all(hybrid(values, width, () => next() % 2 > 0, next));
        const out = new Uint8Array(values.length + 2).fill(77);
        unpackLevels(bytes.done(), lead, bytes.length, width, out, 1, values.length);
        expect([...out]).toEqual([77, ...values, 77]);
      }),
    );
  });

  test.each([0, 1, 4, 7, 12, 17, 24, 25, 31, 32])('places of %i bits', (width) => {
    const value = width === 32 ? fc.integer() : below(width);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 100 }), choices, (values, choose) => {
        const next = (): number => choose.next().value as number;
        const bytes = hybrid(
          values.map((x) => x >>> 0),
          width,
          () => next() % 2 > 0,
          next,
        );
        const out = new Int32Array(values.length);
        unpackIndexes(bytes, 0, bytes.length, width, out, values.length);
        expect([...out]).toEqual(values);
      }),
    );
  });

  test.each([1, 2, 5, 8, 12, 16])('places of %i bits, looked up as they are unpacked', (width) => {
    const known = Math.min(2 ** width, 3000);
    fc.assert(
      fc.property(fc.array(fc.nat(known - 1), { maxLength: 100 }), choices, (places, choose) => {
        const next = (): number => choose.next().value as number;
        const bytes = Uint8Array.from([99, ...hybrid(places, width, () => next() % 2 > 0, next)]);
        const dictionary = Int32Array.from({ length: known }, (_, i) => 7 * i - 5);
        const out = new Int32Array(places.length + 2).fill(1);
        lookUpSingles(bytes, 1, width, dictionary, out, 1, places.length);
        expect([...out]).toEqual([1, ...places.map((place) => 7 * place - 5), 1]);
        const most = Math.max(...places);
        if (places.length > 0)
          expect(() => lookUpSingles(bytes, 1, width, dictionary.subarray(0, most), out, 1, places.length)).toThrow(
            DamagedPage,
          );
      }),
    );
    for (const bytes of [[], [3], [4], [0, 0], [0x83]])
      expect(() => lookUpSingles(Uint8Array.from(bytes), 0, width, Int32Array.of(1), new Int32Array(8), 0, 8)).toThrow(
        DamagedPage,
      );
  });

  test('a last group that is cut short is read, one that is shorter than its values is not', () => {
    const bytes = Uint8Array.of(3, ...packBits([1, 2, 3, 1, 2], 2));
    const out = new Uint8Array(5);
    unpackLevels(bytes, 0, bytes.length, 2, out, 0, 5);
    expect([...out]).toEqual([1, 2, 3, 1, 2]);
    expect(() => unpackLevels(bytes, 0, bytes.length - 1, 2, out, 0, 5)).toThrow(DamagedPage);
  });

  test.each([
    ['no header', []],
    ['a header without end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80]],
    ['a run without a value', [4]],
    ['a run of nothing', [0, 1]],
    ['packed groups of nothing', [1, 1]],
    ['a value that is too wide', [4, 9]],
  ])('%s is refused', (_, bytes) => {
    const out = new Uint8Array(4);
    expect(() => unpackLevels(Uint8Array.from(bytes), 0, bytes.length, 3, out, 0, 4)).toThrow(DamagedPage);
  });
});

describe('differences', () => {
  const whole = (bits: 32 | 64): fc.Arbitrary<bigint> =>
    fc.oneof(
      fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }),
      fc.bigInt({ min: -20n, max: 20n }),
      fc.constantFrom(0n, -(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n),
    );

  test.each([32, 64] as const)('integers of %i bits', (bits) => {
    fc.assert(
      fc.property(fc.array(whole(bits), { maxLength: 300 }), (values) => {
        const bytes = deltas(values, bits);
        const out = wordsFor(bits === 32 ? 4 : 8, values.length + 1);
        decodeDeltas(bytes, 0, bytes.length, out, 1, values.length);
        const found = numbersOf(out, bits === 32 ? 'int32' : 'int64', 1, values.length + 1);
        expect([...found].map(BigInt)).toEqual(values);
      }),
    );
  });

  test('every cut is refused', () => {
    const values = Array.from({ length: 200 }, (_, i) => i * i * (i % 2 ? 1 : -1));
    const bytes = deltas(values, 32);
    for (let length = 0; length < bytes.length; length++)
      // the padding of the last part is not needed
      if (length < bytes.length - 64)
        expect(() => decodeDeltas(bytes, 0, length, wordsFor(4, 200), 0, 200)).toThrow(DamagedPage);
    expect(() => decodeDeltas(bytes, 0, bytes.length, wordsFor(4, 201), 0, 201)).toThrow(
      /200 differences, expected 201/,
    );
  });
});

describe('values', () => {
  test('split bytes come together', () => {
    const data = Float64Array.of(1.5, -0, Number.NaN, 1e300);
    for (const [values, size] of [
      [data, 8],
      [Float32Array.from(data), 4],
    ] as const) {
      const plain = new Uint8Array(values.buffer);
      const out = wordsFor(size, 5);
      joinStreams(split(plain, size), 0, plain.length, out, 1, 4);
      expect(new Uint8Array(out.data.buffer).subarray(size)).toEqual(plain);
      expect(() => joinStreams(plain, 0, plain.length - 1, out, 0, 4)).toThrow(DamagedPage);
    }
  });

  test('are views where they are aligned, and copies elsewhere', () => {
    const bytes = new Uint8Array(Float64Array.of(1, 2, 3).buffer);
    expect(wordsAt(bytes, 8, 8, 2).data.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(28);
    shifted.set(bytes, 4);
    expect([...numbersOf(wordsAt(shifted, 4, 8, 3), 'float64', 0, 3)]).toEqual([1, 2, 3]);
    expect(wordsAt(shifted, 4, 4, 6).data.buffer).toBe(shifted.buffer);
    expect(() => wordsAt(bytes, 8, 8, 3)).toThrow(DamagedPage);
    // a Buffer's own slice would be a view
    const small = Buffer.alloc(64).subarray(3, 30);
    expect([...numbersOf(wordsAt(small, 0, 4, 2), 'int32', 0, 2)]).toEqual([0, 0]);
  });

  test('narrow integers wrap around as they were stored', () => {
    const words = { size: 4, data: Int32Array.of(-1, 255, 300, -300) } as const;
    expect([...numbersOf(words, 'int8', 0, 4)]).toEqual([-1, -1, 44, -44]);
    expect([...numbersOf(words, 'uint16', 1, 3)]).toEqual([255, 300]);
  });

  test.each([1, 4, 8] as const)('are looked up and spread, %i bytes', (size) => {
    const step = size === 8 ? 2 : 1;
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(6)), { maxLength: 50 }), (places) => {
        const dictionary = wordsFor(size, 7);
        dictionary.data.set(Array.from({ length: 7 * step }, (_, i) => i + 10));
        const there = places.filter((place) => place !== null);
        const out = wordsFor(size, places.length);
        gatherWords(dictionary, Int32Array.from(there), out, 0, there.length);
        const levels = Uint8Array.from(places, (place) => (place === null ? 1 : 2));
        spreadWords(out, there.length, levels, places.length, 2);
        const wanted = places.flatMap((place) =>
          Array.from({ length: step }, (_, i) => (place === null ? 0 : place * step + i + 10)),
        );
        expect([...out.data]).toEqual(wanted);
      }),
    );
    expect(() => gatherWords(wordsFor(size, 3), Int32Array.of(3), wordsFor(size, 1), 0, 1)).toThrow(DamagedPage);
    expect(() => gatherWords(wordsFor(size, 3), Int32Array.of(-1), wordsFor(size, 1), 0, 1)).toThrow(DamagedPage);
  });
});

describe('levels', () => {
  // a list that may be missing (1), with elements (2) that may be missing (3)
  const shape = { leaf: 3, element: 2, list: 1 };
  const lists = fc.array(fc.option(fc.array(fc.boolean(), { maxLength: 4 })), { maxLength: 60 });

  test('say where lists begin, and what is missing', () => {
    fc.assert(
      fc.property(lists, (rows) => {
        const entries = rows.flatMap((row): [number, number][] =>
          row === null ? [[0, 0]] : row.length === 0 ? [[0, 1]] : row.map((there, i) => [i > 0 ? 1 : 0, there ? 3 : 2]),
        );
        const [repetition, definition] = [0, 1].map((k) => Uint8Array.from(entries, (entry) => entry[k] as number)) as [
          Uint8Array,
          Uint8Array,
        ];
        const elements = rows.flatMap((row) => row ?? []);
        const offsets = new Int32Array(rows.length + 1);
        const found = listsOf(repetition, definition, entries.length, shape, offsets);
        expect([...offsets].slice(1).map((end, i) => end - (offsets[i] as number))).toEqual(
          rows.map((row) => row?.length ?? 0),
        );
        expect(found.values).toBe(elements.filter(Boolean).length);
        expect(found.missing).toBe(rows.filter((row) => row === null).length);
        const slots = levelsOfElements(definition, entries.length, 2, elements.length);
        expect([...slots]).toEqual(elements.map((there) => (there ? 3 : 2)));
        const ofRows = levelsOfRows(repetition, definition, entries.length, rows.length);
        expect([...ofRows].map((level) => level >= 1)).toEqual(rows.map((row) => row !== null));
        const valid = validityOf(ofRows, 0, rows.length, 1);
        expect(rows.map((_, i) => ((valid[i >> 3] as number) >> (i & 7)) & 1)).toEqual(
          rows.map((row) => (row === null ? 0 : 1)),
        );
        expect(findLevel(ofRows, 0, rows.length, 0, 1)).toBe(rows.indexOf(null));
        expect(() => listsOf(repetition, definition, entries.length, shape, new Int32Array(rows.length + 2))).toThrow(
          DamagedPage,
        );
      }),
    );
  });

  test('that begin inside a row are refused', () => {
    expect(() => listsOf(Uint8Array.of(1), Uint8Array.of(3), 1, shape, new Int32Array(1))).toThrow(DamagedPage);
  });

  test('bitmaps have no bits behind their end', () => {
    for (const count of [0, 1, 7, 8, 9, 16, 17])
      expect(allValid(count)).toEqual(validityOf(new Uint8Array(count), 0, count, 0));
  });
});

describe('LZ4 blocks', () => {
  test('literals and copies, also those that reach into themselves', () => {
    const text = 'xxxxxxxxxxyzyzyzyzyz!';
    const bytes = new Bytes().byte(0x15).byte(0x78).byte(1).byte(0).byte(0x24).byte(0x79).byte(0x7a).byte(2).byte(0);
    bytes.byte(0x10).byte(0x21);
    const out = new Uint8Array(text.length);
    expect(decodeLz4Block(bytes.done(), out)).toBe(true);
    expect(Buffer.from(out).toString()).toBe(text);
    expect(decodeLz4Block(bytes.done(), new Uint8Array(text.length + 1))).toBe(false);
    expect(decodeLz4Block(bytes.done(), new Uint8Array(text.length - 1))).toBe(false);
    for (let length = 0; length < bytes.length; length++)
      expect(decodeLz4Block(bytes.done().subarray(0, length), new Uint8Array(text.length))).toBe(false);
  });

  test('sequences of all lengths, whole and only the beginning', () => {
    const [sequence, number] = [fc.tuple(fc.nat(80), fc.nat(60), fc.nat(40)), fc.nat(255)];
    fc.assert(
      fc.property(
        fc.array(sequence, { maxLength: 12 }),
        fc.infiniteStream(number),
        fc.nat(),
        (sequences, numbers, cut) => {
          const [text, block] = [[] as number[], [] as number[]];
          const long = (length: number): number[] => (length < 15 ? [] : [length - 15]);
          const literals = (count: number): number[] =>
            Array.from({ length: count }, () => numbers.next().value as number);
          for (const [count, more, back] of sequences) {
            const own = literals(Math.max(1, count));
            block.push((Math.min(15, own.length) << 4) | Math.min(15, more), ...long(own.length), ...own);
            text.push(...own);
            const distance = 1 + (back % text.length);
            block.push(distance & 255, distance >> 8, ...long(more));
            for (let i = 0; i < more + 4; i++) text.push(text[text.length - distance] as number);
          }
          const last = literals(9);
          text.push(...last);
          const bytes = Uint8Array.of(...block, 9 << 4, ...last);
          const whole = new Uint8Array(text.length);
          expect(decodeLz4Block(bytes, whole)).toBe(true);
          expect([...whole]).toEqual(text);
          const begin = new Uint8Array(cut % (text.length + 1));
          expect(decodeLz4Block(bytes, begin, false)).toBe(true);
          expect([...begin]).toEqual(text.slice(0, begin.length));
          expect(decodeLz4Block(bytes, new Uint8Array(text.length + 1), false)).toBe(false);
        },
      ),
    );
  });

  test('a copy from before the beginning is refused', () => {
    expect(decodeLz4Block(Uint8Array.of(0x10, 65, 2, 0, 0x10, 66), new Uint8Array(6))).toBe(false);
    expect(decodeLz4Block(Uint8Array.of(0x10, 65, 0, 0, 0x10, 66), new Uint8Array(6))).toBe(false);
  });
});
