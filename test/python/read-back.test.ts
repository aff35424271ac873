import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { list, number, option, present, record, showType, type Type } from '../../compiler/tree/type.ts';
import { concatLayouts } from '../../kernels/concat.ts';
import type { Layout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { writeWhole } from '../../src/results/file.ts';
import { writeIpc } from '../../src/results/ipc.ts';
import { parquetWriter } from '../../src/results/parquet.ts';
import { fromValues } from '../../src/index.ts';
import { Draw, layoutOf, rowType, tapes, valueOf } from '../oracle/data.ts';
import { scratch } from '../src/sources/support.ts';
import { pythonPath } from '../tools/python.ts';

const python = pythonPath();
const folder = scratch();

/** What Python found in a file. */
interface Found {
  readonly columns: readonly (readonly [name: string, type: string, nullable: boolean])[];
  readonly arrow: unknown;
  readonly type: string;
  readonly values: unknown;
}

function readBack(paths: readonly string[]): Found[] {
  const script = join(import.meta.dirname, 'read_back.py');
  const out = execFileSync(python as string, [script], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    input: paths.join('\n'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);
}

/** A value as the script spells it. */
function spelled(value: unknown, type: Type): unknown {
  if (value === undefined) return null;
  const of = present(type);
  switch (of.is) {
    case 'list':
      return (value as unknown[]).map((element) => spelled(element, of.of));
    case 'record':
      return [...of.fields].map(([name, field]) => [name, spelled((value as Record<string, unknown>)[name], field)]);
    case 'number':
      if (!['float32', 'float64'].includes(of.dtype)) return String(value);
      if (!Number.isFinite(value)) return String(value);
      return Object.is(value, -0) ? '-0.0' : value;
    default:
      return value;
  }
}

async function* each(batches: readonly Layout[]): AsyncGenerator<Layout> {
  yield* batches;
}

async function written(name: string, type: Type, batches: readonly Layout[]): Promise<readonly [string, string]> {
  const [arrow, parquet] = [join(folder, `${name}.arrow`), join(folder, `${name}.parquet`)] as const;
  await writeWhole(arrow, (sink) => writeIpc(each(batches), emptyLayout(type), sink));
  // the types are what a level must not change, so every other file has one
  const level = Number(name) % 2 === 0 ? undefined : 5;
  await writeWhole(parquet, (sink) => parquetWriter(type, { rowGroupSize: 3, level }).write(each(batches), sink));
  return [arrow, parquet];
}

describe.skipIf(python === undefined)('Python', () => {
  it('reads Arrow and Parquet files of any type as they were written', { timeout: 120_000 }, async () => {
    const cases = fc.sample(tapes, 40).map((tape, i) => {
      const draw = new Draw(tape);
      const type = rowType(draw);
      const batches = Array.from({ length: 1 + draw.below(3) }, () => {
        const values = Array.from({ length: draw.below(6) }, () => valueOf(draw, type));
        return layoutOf(draw, type, values);
      });
      return { name: `any-${i}`, type, batches };
    });
    const paths = await Promise.all(cases.map(({ name, type, batches }) => written(name, type, batches)));
    const found = readBack(paths.flat());
    for (const [i, { type, batches }] of cases.entries()) {
      const expected = layoutToValues(concatLayouts(batches)).map((row) => spelled(row, type));
      for (const [kind, file] of [
        ['arrow', found[2 * i]],
        ['parquet', found[2 * i + 1]],
      ] as const) {
        const what = `${kind} of ${showType(type)}`;
        expect(file?.type, what).toBe(showType(type));
        expect(file?.values, what).toEqual(expected);
        expect(file?.arrow, what).toEqual(expected);
      }
    }
  });

  it('reads lists of one length as such', async () => {
    const type = record([['xyz', option(list(number('float32'), 3))]]);
    const path = (ending: string): string => join(folder, `regular.${ending}`);
    const rows: Layout = {
      is: 'record',
      length: 2,
      fields: new Map([
        [
          'xyz',
          {
            is: 'option',
            valid: Uint8Array.of(0b10),
            content: {
              is: 'list',
              size: 3,
              offsets: Int32Array.of(0, 3, 6),
              content: { is: 'numbers', dtype: 'float32', data: Float32Array.of(0, 0, 0, 1, 2, 3) },
            },
          },
        ],
      ]),
    };
    await writeWhole(path('arrow'), (sink) => writeIpc(each([rows]), emptyLayout(type), sink));
    await writeWhole(path('parquet'), (sink) => parquetWriter(type).write(each([rows]), sink));
    for (const found of readBack([path('arrow'), path('parquet')]))
      expect(found).toMatchObject({ type: showType(type), values: [[['xyz', null]], [['xyz', [1, 2, 3]]]] });
  });

  it('has the Arrow types of computed columns', async () => {
    const data = fromValues<{ l: number[]; s: string }>([
      { l: [1, 2], s: 'a' },
      { l: [], s: '' },
    ]);
    const path = join(folder, 'computed.arrow');
    const columns = data.map((e) => ({
      n: e.l.length,
      half: e.l.map((x) => x / 2),
      even: e.l.map((x) => x % 2 === 0),
      best: (e.l as unknown as { max(): number | undefined }).max(),
      s: e.s,
    }));
    await columns.writeArrow(path);
    expect(readBack([path])[0]?.columns).toEqual([
      ['n', 'int64', false],
      ['half', 'list<item: double not null>', false],
      ['even', 'list<item: bool not null>', false],
      ['best', 'int64', true],
      ['s', 'string', false],
    ]);
  });
});
