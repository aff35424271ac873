import { describe, expect, test } from 'vitest';
import { compile } from '../../compiler/compile.ts';
import { type CostConstants, localEstimate } from '../../compiler/cost.ts';
import { loopWork } from '../../compiler/cost-loop.ts';
import { call } from '../../compiler/ops/table.ts';
import { Shares } from '../../compiler/shares.ts';
import type { ColumnCost, CostRequest, ReadCosts, SourceInfo } from '../../compiler/source.ts';
import { type CallExpr, type Expr, field, literal, param, rawLambda, source } from '../../compiler/tree/expr.ts';
import { list, number, record, table } from '../../compiler/tree/type.ts';
import { filterList, mapList } from '../../compiler/words/build.ts';

const muon = record([['pt', number('float32')]], 'Muon');
const row = record([
  ['x', number('float64')],
  ['n', number('int32')],
  ['Muon', list(muon)],
]);
const info: SourceInfo = {
  name: 'data',
  row,
  rows: 1000,
  columns: 4,
  storage: 'sql',
  form: {
    is: 'record',
    fields: new Map([
      ['x', { is: 'column', column: 'x', inside: [] }],
      ['n', { is: 'column', column: 'n', inside: [] }],
      [
        'Muon',
        {
          is: 'list',
          counter: 'nMuon',
          of: { is: 'record', fields: new Map([['pt', { is: 'column', column: 'Muon_pt', inside: [] }]]) },
        },
      ],
    ]),
  },
};
const event = param(0, row);
const [x, n, muons] = ['x', 'n', 'Muon'].map((name) => field(event, name)) as [Expr, Expr, Expr];
const rows = source('data', table(row));
const where = (of: Expr, test: Expr): Expr => call('where', [of, rawLambda([event], test)]);
const collect = (of: Expr, body: Expr): CallExpr => call('collect', [of, rawLambda([event], body)]) as CallExpr;
const is = (op: 'gt' | 'ge' | 'lt' | 'le' | 'eq' | 'ne', a: Expr, b: number): Expr => call(op, [a, literal(b)]);
const length = (of: Expr): Expr => call('length', [of]);

const column = (name: string, more: Partial<ColumnCost> = {}): ColumnCost => ({
  column: name,
  by: 'own',
  codec: 'none',
  compressed: 8000,
  uncompressed: 8000,
  values: 1000,
  isList: false,
  chunks: 1,
  delivered: true,
  limits: undefined,
  ...more,
});
const COLUMNS: Readonly<Record<string, ColumnCost>> = {
  x: column('x', { limits: { min: 0, max: 100 } }),
  n: column('n', { limits: { min: 0, max: 9 } }),
  nMuon: column('nMuon'),
  Muon: column('Muon_pt', { values: 2000, isList: true }),
};
const costsOf = ({ needs, columns }: CostRequest): ReadCosts => ({
  all: 1,
  partitions: 1,
  rows: 1000,
  groups: 1,
  columns: [
    ...needs.map(({ path }) => COLUMNS[path[0] as string] as ColumnCost),
    ...columns.map((name) => ({ ...(COLUMNS[name] as ColumnCost), by: 'duckdb' as const, delivered: false })),
  ],
  lengths: new Map([['Muon', 2]]),
});
const shares = new Shares(info, { lengths: new Map([['Muon', 2]]), columns: Object.values(COLUMNS) });

describe('how many rows pass', () => {
  test('single values are uniform between their limits', () => {
    expect(shares.passing(is('gt', x, 25))).toBeCloseTo(0.75);
    expect(shares.passing(is('le', x, 25))).toBeCloseTo(0.25);
    expect(shares.passing(is('gt', x, 200))).toBe(0);
    expect(shares.passing(call('lt', [literal(25), x]))).toBeCloseTo(0.75);
    expect(shares.passing(is('eq', n, 3))).toBeCloseTo(0.1);
    expect(shares.passing(is('ge', n, 8))).toBeCloseTo(0.2);
  });

  test('conditions are independent, and of others nothing is known', () => {
    const half = is('gt', x, 50);
    expect(shares.passing(call('and', [half, is('eq', n, 3)]))).toBeCloseTo(0.05);
    expect(shares.passing(call('or', [half, is('eq', n, 3)]))).toBeCloseTo(0.55);
    expect(shares.passing(call('not', [is('eq', n, 3)]))).toBeCloseTo(0.9);
    expect(shares.passing(is('gt', call('sqrt', [x]), 3))).toBe(0.5);
  });

  test('the lengths of lists are Poisson distributed', () => {
    expect(shares.passing(is('ge', length(muons), 1))).toBeCloseTo(1 - Math.exp(-2));
    expect(shares.passing(is('eq', length(muons), 0))).toBeCloseTo(Math.exp(-2));
    expect(shares.passing(is('ge', length(muons), 2))).toBeCloseTo(1 - 3 * Math.exp(-2));
    const hard = filterList(muons, (m) => is('gt', field(m, 'pt'), 20));
    expect(shares.length(hard)).toBe(1);
    expect(shares.length(call('combinations', [muons], { names: ['a', 'b'] }))).toBe(2);
  });
});

describe('the work of loops', () => {
  test('is done once for each element it depends on', () => {
    const roots = mapList(muons, (m) => call('sqrt', [field(m, 'pt')]));
    const outside = mapList(muons, (m) => call('add', [field(m, 'pt'), call('sqrt', [x])]));
    const units = (body: Expr): number => loopWork([collect(rows, body)], shares).units;
    expect(units(roots)).toBeGreaterThan(units(muons));
    // the root of x is the row's: taken once, not for both muons
    expect(units(outside) - units(mapList(muons, (m) => call('add', [field(m, 'pt'), literal(1)])))).toBeCloseTo(
      (units(roots) - units(muons)) / 2,
    );
    expect(loopWork([collect(rows, roots), collect(rows, roots)], shares).units).toBeLessThan(2 * units(roots));
  });

  test('is less where fewer rows come', () => {
    const few = loopWork([collect(where(rows, is('gt', x, 90)), call('sqrt', [x]))], shares);
    const all = loopWork([collect(rows, call('sqrt', [x]))], shares);
    expect(few.elements).toBe(all.elements);
    // a tenth of the roots, and a comparison for each row
    expect(few.units).toBeCloseTo(all.units * 0.1 + 1);
  });
});

const CONSTANTS: CostConstants = {
  own: { group: 0, chunk: 0, value: 1, element: 1, codecs: { zstd: 1 } },
  duckdb: { query: 0, value: 10, element: 10, decode: 5 },
  storage: { query: 0, row: 100, element: 100 },
  loop: { row: 0, element: 0, unit: 0 },
};

describe('placement by cost', () => {
  const greatest = (of: Expr): CallExpr => call('reduceRows', [of, rawLambda([event], x)], { how: 'max' }) as CallExpr;
  const planned = (constants: CostConstants, ...outputs: CallExpr[]) =>
    compile(
      outputs.map((expr, i) => ({ name: `o${i}`, expr })),
      info,
      { costing: { of: costsOf, constants } },
    );

  test('takes the cheapest, and remembers what it rejected', () => {
    const here = planned(CONSTANTS, greatest(rows));
    expect(here.outputs[0]?.place).toBe('local');
    expect(here.forecast?.rejected[0]?.what).toBe('in storage');
    const cheapStorage = { ...CONSTANTS, storage: { query: 0, row: 0.1, element: 0.1 } };
    const stored = planned(cheapStorage, greatest(rows));
    expect(stored.outputs[0]?.place).toBe('storage');
    expect(stored.forecast?.rejected[0]?.what).toBe('here');
    expect(stored.forecast?.chosen.milliseconds).toBeLessThan(here.forecast?.chosen.milliseconds as number);
  });

  test('outputs that need the columns anyway keep others from storage', () => {
    // half of the reading is shared, so that storage is cheaper for one output alone only
    const constants = { ...CONSTANTS, storage: { query: 0, row: 0.5, element: 0.5 } };
    expect(planned(constants, greatest(rows)).outputs[0]?.place).toBe('storage');
    const both = planned(constants, greatest(rows), collect(rows, x));
    expect(both.outputs.map(({ place }) => place)).toEqual(['local', 'local']);
  });

  test('DuckDB leaves out rows where that is cheaper', () => {
    const few = collect(where(rows, is('gt', x, 99)), muons);
    const own = planned(CONSTANTS, few);
    expect([own.pushed, own.filter === undefined]).toEqual([false, false]);
    const slow = { ...CONSTANTS, own: { ...CONSTANTS.own, value: 1000, element: 1000 } };
    expect(planned(slow, few).pushed).toBe(true);
  });

  test('more bytes and more values take longer', () => {
    const outputs = [collect(rows, x)];
    const of = (more: Partial<ColumnCost>): number =>
      localEstimate(
        outputs,
        info,
        { ...costsOf({ needs: [], columns: [] }), columns: [column('x', more)] },
        CONSTANTS,
        undefined,
      ).milliseconds;
    expect(of({ codec: 'zstd' })).toBeGreaterThan(of({}));
    expect(of({ values: 2000 })).toBe(2 * of({}));
    expect(of({ by: 'duckdb' })).toBe(10 * of({}));
  });
});
