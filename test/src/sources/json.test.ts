import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showType } from '../../../compiler/tree/type.ts';
import { fromJson, fromNdjson, fromValues, type List, open, SourceError } from '../../../src/index.ts';
import type { Partition } from '../../../src/sources/source.ts';
import { openNdjson } from '../../../src/sources/json/ndjson-source.ts';
import { fromValues as sourceOf } from '../../../src/sources/memory.ts';
import { need, readAll, rowsOf, scratch } from './support.ts';

const folder = scratch();
let files = 0;
function written(text: string | Uint8Array, ending = 'ndjson'): string {
  const path = join(folder, `${String(++files).padStart(4, '0')}.${ending}`);
  writeFileSync(path, text);
  return path;
}
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A JSON value whose places hold one kind of thing each. */
const values = fc.letrec<{ row: unknown }>(() => ({
  row: fc.record(
    {
      n: fc.integer(),
      // as text, whole numbers beyond 2**53 are integers
      x: fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((x) => !Number.isInteger(x) || Number.isSafeInteger(x)),
      s: fc.string({ unit: 'binary' }),
      b: fc.boolean(),
      l: fc.array(fc.record({ k: fc.integer(), t: fc.option(fc.string(), { nil: null }) }, { requiredKeys: ['k'] })),
      d: fc.array(fc.array(fc.boolean(), { maxLength: 3 }), { maxLength: 3 }),
      r: fc.option(fc.record({ '"é\\': fc.string(), ['__proto__']: fc.nat() }), { nil: null }),
    },
    { requiredKeys: ['n'] },
  ),
})).row;

describe('JSON', () => {
  it('is what plain values are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 12 }), fc.boolean(), async (rows, pretty) => {
        const text = JSON.stringify(rows, null, pretty ? 2 : undefined);
        const [read, plain] = [fromJson(text), fromValues(JSON.parse(text) as unknown[])];
        expect(read.type).toBe(plain.type);
        expect(await read.toArray()).toEqual(await plain.toArray());
      }),
      { numRuns: 200 },
    );
  });

  it('keeps integers, and takes what is written as a fraction for one', async () => {
    const read = fromJson(
      '[{"i": 9007199254740993, "u": 18446744073709551615, "x": 1.0, "y": 1e3, "z": -0, "h": 36893488147419103232}]',
    );
    expect(read.type).toBe('{i: int64, u: uint64, x: float64, y: float64, z: float64, h: float64}');
    expect(await read.toArray()).toEqual([
      { i: 9007199254740993n, u: 18446744073709551615n, x: 1, y: 1000, z: -0, h: 2 ** 65 },
    ]);
    const mixed = fromJson('[{"i": -9223372036854775808}, {"i": 1.5}, {"i": 9007199254740993}]');
    expect(await mixed.toArray()).toEqual([{ i: -(2 ** 63) }, { i: 1.5 }, { i: 2 ** 53 }]);
  });

  it('has words for what is no number', async () => {
    expect(await fromJson('[{"x": NaN}, {"x": -Infinity}, {"x": Infinity}]').toArray()).toEqual([
      { x: Number.NaN },
      { x: -Infinity },
      { x: Infinity },
    ]);
    const text = '[{"x": "NaN"}, {"x": 1.5}]';
    expect(await fromJson(text, { nonFiniteText: true }).toArray()).toEqual([{ x: Number.NaN }, { x: 1.5 }]);
    expect(() => fromJson(text)).toThrow('string and number');
  });

  it('comes back from what toJson made of it', async () => {
    const data = fromValues([
      { x: Number.NaN, n: 2n ** 60n, w: 1.5, o: null, s: '"\u2028' },
      { x: Infinity, n: 1, w: 2, o: 1, s: '' },
    ]);
    const back = fromJson(await data.toJson(), { nonFiniteText: true });
    expect(back.type).toBe(data.type);
    expect(await back.toArray()).toEqual(await data.toArray());
  });

  it('may be empty, bytes, parsed, begin with a mark, hold escapes', async () => {
    expect(fromJson(' [ ] ').type).toBe('{}');
    expect(await fromJson(Buffer.from('\ufeff[{"a\\u0041\\n": "\\ud83d\\ude00 \\/"}]')).toArray()).toEqual([
      { 'aA\n': '😀 /' },
    ]);
    expect(await fromJson([{ a: 1 }]).toArray()).toEqual([{ a: 1 }]);
    expect(fromJson('[{"a": []}, {}]').type).toBe('{a: option[var * float64]}');
  });

  it.each([
    ['[{"a": 1},\n {"a": tru}]', 'bad-json', "JSON, line 2, column 8: expected a value, but there is 'tru}]'"],
    ['[{"a": 1}', 'bad-json', 'line 1, column 10: expected a comma or ] after a value of the list, but the text ends'],
    ['[{"a": 1}] x', 'bad-json', "column 12: expected nothing after the list, but there is 'x'"],
    ['[{"a" 1}]', 'bad-json', 'expected a colon'],
    ["[{'a': 1}]", 'bad-json', 'double quotes'],
    ['[{"a": 1,}]', 'bad-json', 'the name of a field'],
    ['[{"a": [1,]}]', 'bad-json', 'column 11: expected a value'],
    ['[{"a": 01}]', 'bad-json', 'column 8: a number that begins with 0'],
    ['[{"a": 1.}]', 'bad-json', 'lacks digits'],
    ['[{"a": -}]', 'bad-json', 'lacks digits'],
    ['[{"a": 1e}]', 'bad-json', 'lacks digits'],
    ['[{"a": +1}]', 'bad-json', 'expected a value'],
    ['[{"a": "x}]', 'bad-json', 'column 8: a text that does not end'],
    ['[{"a": "x\ty"}]', 'bad-json', 'control character'],
    ['[{"a": "\\x"}]', 'bad-json', "'\\x' is no escape"],
    ['[{"a": "\\u12"}]', 'bad-json', 'is no escape'],
    ['[{"a": "\\ud800"}]', 'bad-json', 'half a character'],
    ['[// no\n{"a": 1}]', 'bad-json', 'JSON has no comments'],
    ['{"a": 1}', 'bad-json', 'expected a list of records'],
    ['[1, 2]', 'bad-json', 'expected a record: {…}, but there is'],
    ['[{"a": 1}, null]', 'bad-json', 'column 12: expected a record'],
    ['', 'bad-json', 'the text ends'],
    ['[{"a": 1},\n{"a": "x"}]', 'unlike-values', 'line 2, column 7: the rows.a holds unlike values: number and string'],
    ['[{"a": [{"b": 1}]}, {"a": [{"b": []}]}]', 'unlike-values', 'the rows.a[].b holds unlike values: number and list'],
    ['[{"a": 1, "a": 2}]', 'twin-fields', "two fields 'a'"],
    ['[{"a": -1}, {"a": 18446744073709551615}]', 'too-large', 'beyond 64 bits'],
    ['[{"a": 1e400}]', 'too-large', 'column 8: the number 1e400 is beyond what a double holds'],
    [`[{"a": ${'9'.repeat(400)}}]`, 'too-large', 'beyond what a double holds'],
    [`[{"a": ${'['.repeat(300)}${']'.repeat(300)}}]`, 'too-deep', 'more than 256'],
  ])('says where it is wrong: %s', (text, code, message) => {
    expect(() => fromJson(text)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }) as Error,
    );
  });

  it('is JSON for JSON.parse too, and where it is none, an error', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom('', ...'{}[]",:\\-+.eE0129tfnu \n\t\u0001')), {
      minLength: 1,
      maxLength: 3,
    });
    const plain = (json: string): unknown => JSON.parse(json, (_, value: unknown) => (value === 0 ? 0 : value));
    const met = { both: 0, neither: 0, unlike: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 3 }), damage, async (rows, changes) => {
        const chars = [...JSON.stringify(rows)];
        for (const [at, char] of changes) chars.splice(at % (chars.length + 1), at % 2, char);
        const text = chars.join('');
        const parsed = attempt(() => JSON.parse(text) as unknown[]);
        const read = attempt(() => fromJson(text));
        if ('failed' in read) expect(read.failed, text).toBeInstanceOf(SourceError);
        if ('failed' in parsed) {
          // unlike values may come before what is no JSON
          expect('failed' in read, text).toBe(true);
          met.neither++;
        } else if ('value' in read) {
          // what is written as a fraction is a float64 here; JSON.stringify writes 0 for -0
          const again = fromJson(JSON.stringify(parsed.value));
          expect(plain(await read.value.toJson()), text).toEqual(plain(await again.toJson()));
          met.both++;
        } else met.unlike++;
      }),
      { numRuns: 500 },
    );
    expect(Math.min(met.both, met.neither)).toBeGreaterThan(50);
  });

  it('is UTF-8', () => {
    const bytes = Buffer.concat([Buffer.from('[{"a": "é'), Buffer.from([0xff]), Buffer.from('"}]')]);
    expect(() => fromJson(bytes)).toThrow('line 1, column 10: bytes that are not UTF-8');
  });

  it('is whole characters', () => {
    expect(() => fromJson('[{"a": "\ud800"}]')).toThrow(expect.objectContaining({ code: 'bad-json' }) as Error);
  });

  it('is not one object', () => {
    expect(() => fromJson({ a: 1 } as unknown as unknown[])).toThrow('rows must be an array of objects');
  });
});

function attempt<T>(work: () => T): { readonly value: T } | { readonly failed: unknown } {
  try {
    return { value: work() };
  } catch (failed) {
    return { failed };
  }
}

const lines = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('JSON lines', () => {
  it('are the same however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 12 }), fc.integer({ min: 1, max: 60 }), async (rows, size) => {
        const text = lines(rows);
        const [plain, whole, cut] = [
          fromValues(JSON.parse(JSON.stringify(rows)) as unknown[]),
          await fromNdjson(text),
          await fromNdjson(pieces(text, size)),
        ];
        expect([whole.type, cut.type]).toEqual([plain.type, plain.type]);
        expect(await cut.toArray()).toEqual(await plain.toArray());
        expect(await whole.toArray()).toEqual(await plain.toArray());
      }),
      { numRuns: 60 },
    );
  });

  it('of a file are read by partitions, all with the type of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (rows, chunkSize) => {
        const source = await openNdjson([written(lines(rows))], { chunkSize });
        const plain = sourceOf(JSON.parse(JSON.stringify(rows)) as unknown[]);
        expect(showType(source.info.row)).toBe(showType(plain.info.row));
        expect(source.info.rows).toBe(rows.length);
        expect(source.partitions().map(({ start, stop }) => stop - start)).toEqual(
          Array.from({ length: Math.ceil(rows.length / chunkSize) }, (_, i) =>
            Math.min(chunkSize, rows.length - i * chunkSize),
          ),
        );
        expect(await rowsOf(source)).toEqual(await rowsOf(plain));
      }),
      { numRuns: 60 },
    );
  });

  const text =
    '{"i": 1, "l": [{"x": 1.5, "y": "a"}], "s": "unused"}\n\n  {"l": [], "i": 2, "later": true}\r\n{"i": 3, "l": [{"y": "b", "x": 2}]}';

  it('deliver the parts that are needed', async () => {
    const source = await openNdjson([written(text)], { chunkSize: 1 });
    expect(showType(source.info.row)).toBe('{i: int64, l: var * {x: float64, y: string}, s: ?string, later: ?bool}');
    expect(source.columnsOf([need('l.x')])).toEqual(['l']);
    expect(await rowsOf(source, [need('l.x')])).toEqual([{ l: [{ x: 1.5 }] }, { l: [] }, { l: [{ x: 2 }] }]);
    expect(await rowsOf(source, [need('l', true), need('later')])).toEqual([
      { l: [{}], later: undefined },
      { l: [], later: true },
      { l: [{}], later: undefined },
    ]);
    const events = await open<{ i: number; l: List<{ x: number }> }>(written(text, 'jsonl'));
    expect(
      await events
        .where((e) => e.l.length > 0)
        .l.x.sum()
        .toArray(),
    ).toEqual([1.5, 2]);
  });

  it('are several files as one, and a folder of them', async () => {
    const [a, b] = [written('{"x": 1}\n'), written('{"x": 2.5, "y": 1}\n')];
    const events = await open([a, b]);
    expect(events.type).toBe('{x: float64, y: ?int64}');
    expect(await events.toArray()).toEqual([
      { x: 1, y: undefined },
      { x: 2.5, y: 1 },
    ]);
  });

  it('may be none', async () => {
    for (const nothing of ['', '\n \n']) {
      const events = await open(written(nothing));
      expect([events.type, await events.toArray(), await events.count().value()]).toEqual(['{}', [], 0]);
    }
  });

  it('are cut by size, and errors know the line wherever it is', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => ({ i, s: `${i}`.repeat(90) }));
    const path = written(lines(rows));
    const source = await openNdjson([path]);
    expect(source.partitions().length).toBe(2);
    const read = await readAll(source, [need('i')]);
    expect(read.reduce((sum, part) => sum + part.length, 0)).toBe(60_000);
    appendFileSync(path, '{"i": "x"}\n');
    await expect(openNdjson([path])).rejects.toMatchObject({
      code: 'unlike-values',
      message: expect.stringContaining(`${path}, line 60001, column 7: the rows.i holds unlike values`),
    });
    await expect(source.read(source.partitions()[0] as Partition, { needs: [need('i')] })).rejects.toMatchObject({
      code: 'file-changed',
    });
  });

  it.each([
    ['{"a": 1\n}', 'expected a comma or } after a field, but the line ends'],
    ['{"a": 1} {"a": 2}', 'line 1, column 10: expected the end of the line after a value'],
    ['{"a": 1}\n[]', "line 2, column 1: expected a record: {…}, but there is '[]'"],
    ['{"a": "x\n"}', 'a text that does not end'],
  ])('say where they are wrong: %j', async (text, message) => {
    await expect(fromNdjson(text)).rejects.toMatchObject({
      code: 'bad-json',
      message: expect.stringContaining(message),
    });
  });
});

describe('open', () => {
  it('tells the format by the ending', async () => {
    const rows = [
      { x: 1.5, l: [1, 2] },
      { x: 2, l: [] },
    ];
    const data = fromValues(rows);
    const path = (ending: string): string => join(folder, `same.${ending}`);
    await data.writeParquet(path('parquet'));
    await data.writeArrow(path('arrow'));
    await data.writeArrow(path('feather'));
    await data.writeNdjson(path('ndjson'));
    writeFileSync(path('json'), await data.toJson());
    for (const ending of ['parquet', 'arrow', 'feather', 'ndjson', 'json']) {
      const again = await open(path(ending));
      expect([ending, again.type, await again.toArray()]).toEqual([ending, data.type, rows]);
    }
    await expect(open([path('json'), path('arrow')])).rejects.toMatchObject({ code: 'mixed-formats' });
    await expect(open([path('json'), written('[]', 'json')])).rejects.toMatchObject({ code: 'several-files' });
    await expect(open(written('', 'tsv'))).rejects.toMatchObject({ code: 'unknown-format' });
  });
});
