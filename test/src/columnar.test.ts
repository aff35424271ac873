import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axis } from '../../compiler/axis.ts';
import { isScalar } from '../../compiler/ops/op.ts';
import { isArrayOp, call, lookUp, table } from '../../compiler/ops/table.ts';
import { canonical, lambda } from '../../compiler/tree/bind.ts';
import { type CallExpr, type Expr, field, type Json, literal, record, source } from '../../compiler/tree/expr.ts';
import { showType, table as tableOf, type Type } from '../../compiler/tree/type.ts';
import type { Argument } from '../../compiler/vocabulary.ts';
import { choose, filterList, lift, mapList, orElse } from '../../compiler/words/build.ts';
import { zip } from '../../compiler/words/list-words.ts';
import { makeWords } from '../../compiler/words/words.ts';
import * as t from '../../compiler/tree/type.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import { OverflowProblem } from '../../kernels/scalar.ts';
import { computeAll } from '../../src/api/compute.ts';
import { runColumnar } from '../../src/execute/columnar.ts';
import { fromValues, type List } from '../../src/index.ts';
import { Draw, layoutOf, rowType, show, tapes, valueOf as randomValue } from '../oracle/data.ts';
import { opsOf } from '../oracle/check.ts';
import { program, showTree } from '../oracle/programs.ts';
import { byKernels, byLoop, type Difference, exactly, kernelDifference } from './columnar-check.ts';

const runs = Number(process.env['JAGGED_RUNS'] ?? 200);
const words = makeWords(() => []);
const n = literal;
const over = (build: (x: Expr) => Expr): Argument => ({
  is: 'lambda',
  build: build as (...params: readonly Expr[]) => Expr,
});
const method = (of: Expr, name: string, ...args: Argument[]): Expr => words.method(of, name, args, false);
const constant = (x: unknown): Argument => ({ is: 'constant', value: x });

const muon = t.record(
  [
    ['pt', t.number('float32')],
    ['phi', t.float64],
    ['charge', t.number('int32')],
    ['hits', t.list(t.number('uint8'))],
    ['iso', t.option(t.number('float32'))],
  ],
  'Muon',
);
const ROW = t.record([
  ['x', t.float64],
  ['y', t.number('float32')],
  ['i', t.number('int32')],
  ['id', t.number('int64')],
  ['u', t.number('uint64')],
  ['ok', t.bool],
  ['name', t.string],
  ['mx', t.option(t.float64)],
  ['mi', t.option(t.number('int64'))],
  ['mname', t.option(t.string)],
  ['mu', t.list(muon)],
  [
    'jets',
    t.list(
      t.record([
        ['pt', t.float64],
        ['b', t.bool],
      ]),
    ),
  ],
  ['vs', t.list(t.option(t.float64))],
  ['ids', t.list(t.number('int64'))],
  ['deep', t.list(t.list(t.number('int16')))],
  ['mlist', t.option(t.list(t.float64))],
  ['best', t.option(muon)],
  ['texts', t.list(t.string)],
]);

const SPLIT = { by: 'text', pattern: 'b', flags: '', max: null, reverse: false };
const NEAR = { relative: 0.5, absolute: 1, equalNaN: true };

type Make = (row: (name: string) => Expr) => Expr;
const pt = (x: Expr): Expr => field(x, 'pt');
const pairs = (list: Expr): Expr => call('combinations', [list], { names: ['a', 'b'] });

/** One expression of the row a line: what is collected. */
const EXPRESSIONS: Readonly<Record<string, Make>> = {
  'a stored double': (r) => r('x'),
  'a stored float32': (r) => r('y'),
  'a stored text': (r) => r('name'),
  'a truth value': (r) => r('ok'),
  'an unsigned 64-bit integer': (r) => r('u'),
  'a missing number': (r) => r('mx'),
  'a list of records': (r) => r('mu'),
  'a list of lists': (r) => r('deep'),
  'a missing record with a list': (r) => r('best'),
  'sums of unlike numbers': (r) => call('add', [r('x'), r('i')]),
  'integers that may overflow': (r) => call('mul', [r('id'), r('i')]),
  'a 64-bit integer as a number': (r) => call('toNumber', [r('id')]),
  'single precision': (r) => call('toNumber', [r('x')], { to: 'float32' }),
  powers: (r) => call('pow', [r('x'), n(2)]),
  'other powers': (r) => call('pow', [r('x'), r('i')]),
  remainders: (r) => call('rem', [r('x'), r('y')]),
  'negated integers': (r) => call('neg', [r('i')]),
  'rounding of integers': (r) => call('round', [r('i')]),
  'wrapped angles': (r) => call('wrapPhi', [call('mul', [r('x'), n(3)])]),
  'the smaller of two': (r) => call('min2', [r('x'), r('y')]),
  'comparison of 64-bit integers with doubles': (r) => call('eq', [r('id'), r('x')]),
  'comparison of texts': (r) => call('lt', [r('name'), n('b')]),
  'tests of texts': (r) => call('startsWith', [r('name'), n('a')]),
  'texts made of texts': (r) => call('joinTexts', [call('upper', [r('mname')]), r('name'), n('-')]),
  'a text repeated as often as a 64-bit integer says': (r) => call('repeatText', [r('name'), r('mi')]),
  'the character at a 64-bit place': (r) => call('charAt', [r('name'), r('mi')]),
  'pieces of texts in lists': (r) => mapList(r('texts'), (x) => call('splitText', [x], SPLIT)),
  'pieces of a text that may be missing': (r) => lift([r('mname')], (x) => call('splitText', [x], SPLIT)),
  'joined texts': (r) => call('joinText', [r('texts'), r('name')]),
  'joined pieces, the first ones': (r) =>
    call('joinText', [call('slice', [call('splitText', [r('name')], SPLIT), n(0), n(2)]), n('-')]),
  'pieces paired with each other': (r) => pairs(call('splitText', [r('name')], SPLIT)),
  'remainders of 64-bit integers': (r) => call('mod', [r('id'), r('mi')]),
  'whether a 64-bit integer is near': (r) => call('isClose', [r('mi'), r('x')], NEAR),
  'bits of integers': (r) => call('bitXor', [r('id'), call('shiftLeft', [r('i'), r('mi')])]),
  'whether it is NaN': (r) => call('isNaN', [r('x')]),
  'whether an integer is finite': (r) => call('isFinite', [r('i')]),
  'and, where the second can fail': (r) =>
    call('and', [call('lt', [r('x'), n(1)]), call('gt', [call('mul', [r('id'), n(3)]), n(0)])]),
  'or, where the second can fail': (r) =>
    call('or', [call('lt', [r('x'), n(1)]), call('gt', [call('mul', [r('id'), n(3)]), n(0)])]),
  'a choice, where one side can fail': (r) => choose(call('lt', [r('x'), n(1)]), call('add', [r('id'), n(1)]), r('i')),
  'a choice of records': (r) => field(choose(r('ok'), record([['a', r('x')]]), record([['a', r('y')]])), 'a'),
  'a choice of lists': (r) => choose(r('ok'), mapList(r('mu'), pt), mapList(r('jets'), pt)),
  'something instead of a missing value': (r) => orElse(r('mx'), r('y')),
  'something that can fail instead': (r) => orElse(r('mi'), call('mul', [r('id'), r('i')])),
  'a missing text or another': (r) => orElse(r('mname'), r('name')),
  'whether it is there': (r) => call('isPresent', [r('mx')]),
  'a mask': (r) => call('mask', [r('x'), r('ok')]),
  'a mask over what can fail': (r) => call('mask', [call('mul', [r('id'), r('id')]), call('lt', [r('x'), n(1)])]),
  'a mask over a record': (r) =>
    call('mask', [
      record([
        ['a', call('mul', [r('id'), r('i')])],
        ['l', r('deep')],
      ]),
      r('ok'),
    ]),
  'arithmetic with missing values': (r) => call('add', [r('mx'), r('mi')]),
  'a field of a missing record': (r) => field(r('best'), 'iso'),
  'a list of a missing record': (r) => lift([r('best')], (m) => call('length', [field(m, 'hits')])),
  'the length of a missing list': (r) => lift([r('mlist')], (l) => call('sum', [l])),
  'more fields': (r) =>
    call('with', [
      record([
        ['a', r('x')],
        ['b', r('i')],
      ]),
      record([
        ['b', r('name')],
        ['c', r('mu')],
      ]),
    ]),
  'more fields of a missing record': (r) => call('with', [r('best'), record([['pt', r('x')]])]),
  'the length': (r) => call('length', [r('mu')]),
  'the length of a filter': (r) => call('length', [filterList(r('mu'), (m) => call('gt', [pt(m), r('y')]))]),
  'a sum': (r) => method(r('mu'), 'sum', over(pt)),
  'a sum of missing values': (r) => call('sum', [r('vs')]),
  'a sum of 64-bit integers': (r) => call('sum', [r('ids')]),
  'a product of integers': (r) => call('prod', [call('flatten', [r('deep')])]),
  'a product': (r) => call('prod', [r('vs')]),
  'the smallest': (r) => call('min', [r('vs')]),
  'the largest 64-bit integer': (r) => call('max', [r('ids')]),
  'the place of the smallest': (r) => call('argmin', [r('vs')]),
  'the place of the largest': (r) => method(r('mu'), 'argmax', over(pt)),
  'the best record': (r) => method(r('mu'), 'maxBy', over(pt)),
  'the best missing value': (r) =>
    method(
      r('vs'),
      'minBy',
      over((v) => orElse(v, n(1))),
    ),
  any: (r) =>
    method(
      r('jets'),
      'some',
      over((j) => field(j, 'b')),
    ),
  all: (r) =>
    method(
      r('jets'),
      'every',
      over((j) => field(j, 'b')),
    ),
  'any, where one can fail': (r) =>
    method(
      r('ids'),
      'some',
      over((j) => call('gt', [call('mul', [j, n(2)]), n(2)])),
    ),
  'how many': (r) => call('countTrue', [mapList(r('jets'), (j) => field(j, 'b'))]),
  'the first': (r) => call('at', [r('mu'), n(0)]),
  'the last': (r) => call('at', [r('vs'), n(-1)]),
  'a computed index': (r) => call('at', [r('texts'), r('i')]),
  'the first that passes': (r) =>
    method(
      r('mu'),
      'find',
      over((m) => call('gt', [pt(m), n(1)])),
    ),
  'the first for which something that can fail holds': (r) =>
    method(
      r('ids'),
      'find',
      over((j) => call('gt', [call('mul', [j, n(2)]), n(1)])),
    ),
  'an ancestor': (r) => mapList(r('ids'), (x) => call('ancestor', [call('indices', [r('ids')]), r('ids'), n(1), x])),
  'a slice': (r) => call('slice', [r('mu'), n(1), n(3)]),
  'a slice from the end': (r) => call('sum', [call('slice', [mapList(r('mu'), pt), n(-2)])]),
  'a slice of a slice, filtered': (r) =>
    filterList(call('slice', [call('slice', [r('ids'), n(1)]), n(0), r('i')]), (x) => call('gt', [x, n(0)])),
  backwards: (r) => call('reverse', [r('texts')]),
  sorted: (r) => call('sortBy', [r('mu'), lambda([muon], pt)]),
  'sorted, falling': (r) => method(r('ids'), 'sort', constant({ descending: true })),
  'sorted by truth values': (r) =>
    method(
      r('jets'),
      'sortBy',
      over((j) => field(j, 'b')),
    ),
  indices: (r) => call('indices', [filterList(r('vs'), (v) => call('isPresent', [v]))]),
  pairs: (r) => pairs(r('mu')),
  threes: (r) => call('length', [call('combinations', [r('mu')], { names: ['a', 'b', 'c'] })]),
  'what pairs have in common': (r) =>
    mapList(pairs(r('mu')), (p) =>
      call('add', [call('cos', [field(field(p, 'a'), 'phi')]), call('mul', [field(field(p, 'b'), 'charge'), r('i')])]),
    ),
  'a pair for which something holds': (r) =>
    call('any', [
      mapList(pairs(r('mu')), (p) => call('ne', [field(field(p, 'a'), 'charge'), field(field(p, 'b'), 'charge')])),
    ]),
  'pairs of two lists': (r) => call('cross', [r('mu'), r('jets')], { names: ['m', 'j'] }),
  'pairs of pairs': (r) =>
    call('length', [
      filterList(call('cross', [pairs(r('mu')), r('jets')], { names: ['p', 'j'] }), (c) =>
        call('lt', [pt(field(field(c, 'p'), 'b')), pt(field(c, 'j'))]),
      ),
    ]),
  'one list after the other': (r) => call('concat', [r('mu'), r('jets')]),
  'lists of unlike numbers': (r) => call('concat', [r('ids'), mapList(r('jets'), pt)]),
  'a list made of values': (r) => call('listOf', [r('x'), r('mx'), r('i')]),
  'a list made of 64-bit integers, missing ones and doubles': (r) =>
    call('listOf', [r('x'), r('mi'), call('mask', [n(2n ** 53n + 1n), call('ne', [r('x'), r('x')])])]),
  'an empty list': () => call('listOf', []),
  'the sum of an empty list': () => call('min', [call('listOf', [])]),
  'all inner elements': (r) => call('flatten', [r('deep')]),
  'inner elements of computed lists': (r) =>
    call('flatten', [
      mapList(
        filterList(r('mu'), (m) => call('gt', [pt(m), n(0)])),
        (m) => field(m, 'hits'),
      ),
    ]),
  'lists in lists': (r) => mapList(r('mu'), (m) => filterList(r('jets'), (j) => call('gt', [pt(j), pt(m)]))),
  'the nearest': (r) =>
    mapList(r('jets'), (j) =>
      method(
        r('mu'),
        'minBy',
        over((m) => call('abs', [call('sub', [pt(m), pt(j)])])),
      ),
    ),
  'lists walked together': (r) =>
    zip([
      ['a', r('mu')],
      ['b', mapList(r('mu'), pt)],
      ['c', call('reverse', [r('mu')])],
    ]),
  'lists of unlike lengths walked together': (r) =>
    call('map', [
      r('mu'),
      r('jets'),
      lambda([muon, (r('jets').type as t.ListType).of], (a, b) =>
        record([
          ['a', a],
          ['b', b],
        ]),
      ),
    ]),
  'what is there': (r) => method(r('vs'), 'present'),
  'a condition of the row inside a lambda': (r) =>
    mapList(r('ids'), (id) => choose(r('ok'), call('mul', [id, r('id')]), n(0))),
};

const over1 = (build: (row: Expr) => Expr): ReturnType<typeof lambda> => lambda([ROW], build);
const DATA = source('data', tableOf(ROW));
const collect = (make: Make): CallExpr =>
  canonical(call('collect', [DATA, over1((row) => make((name) => field(row, name)))])) as CallExpr;
const chosen = call('where', [DATA, over1((row) => field(row, 'ok'))]);
const muons = call('rows', [chosen, over1((row) => field(row, 'mu'))]);
const overMuons = (build: (m: Expr) => Expr): ReturnType<typeof lambda> => lambda([muon], build);
const fill = (dataset: Expr, fn: Expr, axes: readonly unknown[], weighted = false): CallExpr =>
  call('fill', [dataset, fn], { axes: axes as Json, weighted });

const OUTPUTS: Readonly<Record<string, CallExpr>> = {
  'rows that pass': call('collect', [chosen, over1((row) => field(row, 'x'))]),
  'elements as rows': call('collect', [muons, overMuons((m) => call('mul', [pt(m), n(2)]))]),
  'rows of rows': call(
    'reduceRows',
    [call('rows', [muons, overMuons((m) => field(m, 'hits'))]), lambda([t.number('uint8')], (h) => h)],
    { how: 'sum' },
  ),
  'a histogram': fill(
    DATA,
    over1((row) => record([['0', field(row, 'x')]])),
    [axis.regular(4, -2, 3)],
  ),
  'a histogram of missing values': fill(
    DATA,
    over1((row) =>
      record([
        ['0', field(row, 'mx')],
        ['1', field(row, 'mi')],
      ]),
    ),
    [axis.variable([-1, 0, 2]), axis.integer(-1, 3)],
  ),
  'a weighted histogram of elements': fill(
    chosen,
    over1((row) =>
      mapList(field(row, 'mu'), (m) =>
        record([
          ['0', pt(m)],
          ['weight', field(row, 'y')],
        ]),
      ),
    ),
    [axis.regular(3, 0, 3)],
    true,
  ),
  'rows that meet conditions': call('tally', [
    chosen,
    over1((row) =>
      record([
        [
          'tests',
          record([
            ['all', literal(true)],
            ['some', call('gt', [field(row, 'x'), n(1)])],
          ]),
        ],
        ['weight', field(row, 'y')],
      ]),
    ),
  ]),
  'keys of elements': call(
    'group',
    [
      DATA,
      over1((row) =>
        mapList(field(row, 'mu'), (m) =>
          record([
            [
              'keys',
              record([
                ['name', field(row, 'name')],
                ['i', field(row, 'mi')],
              ]),
            ],
            ['value', pt(m)],
          ]),
        ),
      ),
    ],
    { how: 'sum', most: 100 },
  ),
  'different texts': call('group', [DATA, over1((row) => record([['keys', record([['name', field(row, 'name')]])]]))], {
    how: 'distinct',
    most: 100,
  }),
  'a histogram of texts and truth values': fill(
    DATA,
    over1((row) =>
      record([
        ['0', field(row, 'name')],
        ['1', field(row, 'ok')],
      ]),
    ),
    [axis.category(), axis.boolean()],
  ),
  ...Object.fromEntries(
    ['count', 'sum', 'mean', 'min', 'max'].map((how) => [
      `${how} of rows`,
      call('reduceRows', [DATA, over1((row) => field(row, 'mx'))], { how }),
    ]),
  ),
  'the sum of 64-bit integers': call('reduceRows', [DATA, over1((row) => field(row, 'id'))], { how: 'sum' }),
  'the sum of truth values': call('reduceRows', [DATA, over1((row) => field(row, 'ok'))], { how: 'sum' }),
  'any row': call('reduceRows', [DATA, over1((row) => field(row, 'ok'))], { how: 'any' }),
  'all rows': call('reduceRows', [DATA, over1((row) => field(row, 'ok'))], { how: 'all' }),
};

const valuesOf = (draw: Draw, type: Type): ReturnType<typeof randomValue>[] =>
  Array.from({ length: draw.pick([0, 1, 2, 3, 5, 9, 20]) }, () => randomValue(draw, type));

describe('kernels give what generated loops give, bit for bit', () => {
  const all = [
    ...Object.entries(EXPRESSIONS).map(([name, make]) => [name, () => collect(make)] as const),
    ...Object.entries(OUTPUTS).map(([name, output]) => [name, () => canonical(output) as CallExpr] as const),
  ];
  it.each(all)('%s', (_name, make) => {
    const output = make();
    let compared = 0;
    fc.assert(
      fc.property(tapes, (tape) => {
        const draw = new Draw(tape);
        const rows = valuesOf(draw, ROW);
        const found = kernelDifference([output], rows, layoutOf(draw, ROW, rows));
        if (found.is === 'differs') throw new Error(`${showTree(output)}\n${found.text}`);
        if (found.is === 'same') compared++;
      }),
      { numRuns: 20 },
    );
    expect(compared).toBeGreaterThan(0);
  });

  it('in programs of several outputs over one source', () => {
    const outputs = Object.values(OUTPUTS).map((output) => canonical(output) as CallExpr);
    fc.assert(
      fc.property(tapes, (tape) => {
        const draw = new Draw(tape);
        const rows = valuesOf(draw, ROW);
        const found = kernelDifference(outputs, rows, layoutOf(draw, ROW, rows));
        if (found.is === 'differs') throw new Error(found.text);
      }),
      { numRuns: 20 },
    );
  });

  it('in random programs', { timeout: 600_000 }, () => {
    const met = new Set<string>();
    const counts: Partial<Record<Difference['is'], number>> = {};
    fc.assert(
      fc.property(tapes, (tape) => {
        const draw = new Draw(tape);
        const type = rowType(draw);
        const rows = valuesOf(draw, type);
        const layout = layoutOf(draw, type, rows);
        const outputs = program(draw, type);
        const found = kernelDifference(outputs, rows, layout);
        counts[found.is] = (counts[found.is] ?? 0) + 1;
        for (const output of outputs) opsOf(output, met);
        if (found.is === 'differs')
          throw new Error(
            `row ${showType(type)}\n${rows.map((row) => show(row, type)).join('\n')}\n${outputs.map(showTree).join('\n')}\n${found.text}`,
          );
      }),
      { numRuns: runs },
    );
    if (runs >= 3000) expect(Object.keys(table).filter((op) => !met.has(op) && !isArrayOp(op))).toEqual([]);
  });
});

describe('kernels know every operation', () => {
  it('that the expressions above use', () => {
    const met = new Set<string>();
    for (const make of Object.values(EXPRESSIONS)) opsOf(collect(make), met);
    for (const output of Object.values(OUTPUTS)) opsOf(output, met);
    const scalars = Object.keys(table).filter((op) => isScalar(lookUp(op)));
    expect(Object.keys(table).filter((op) => !met.has(op) && !scalars.includes(op) && !isArrayOp(op))).toEqual(
      ['if'].filter((op) => !met.has(op)),
    );
  });

  const numbers = t.record([
    ['a', t.float64],
    ['b', t.float64],
  ]);
  it.each(Object.keys(table).filter((op) => table[op]?.js !== undefined && !['and', 'or', 'not'].includes(op)))(
    '%s',
    (op) => {
      const args = (row: Expr): Expr[] => [field(row, 'a'), field(row, 'b')].slice(0, isBinary(op) ? 2 : 1);
      const output = canonical(
        call('collect', [
          source('numbers', tableOf(numbers)),
          lambda([numbers], (row) => call(op as never, args(row))),
        ]),
      ) as CallExpr;
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 30 }), (pairsOf) => {
          const column = (i: 0 | 1) => ({
            is: 'numbers' as const,
            dtype: 'float64' as const,
            data: Float64Array.from(pairsOf, (pair) => pair[i]),
          });
          const rows = {
            is: 'record' as const,
            length: pairsOf.length,
            fields: new Map([
              ['a', column(0)],
              ['b', column(1)],
            ]),
          };
          expect(exactly(byKernels([output], rows))).toEqual(exactly(byLoop([output], rows)));
        }),
        { numRuns: 20 },
      );
    },
  );
});

const isBinary = (op: string): boolean =>
  [
    'add',
    'sub',
    'mul',
    'div',
    'rem',
    'pow',
    'min2',
    'max2',
    'atan2',
    'hypot',
    'gt',
    'ge',
    'lt',
    'le',
    'eq',
    'ne',
  ].includes(op);

describe('what a source delivers', () => {
  const bare: Layout = {
    is: 'list',
    offsets: Int32Array.of(0, 2, 5),
    content: { is: 'record', length: 5, fields: new Map() },
  };
  const rows: RecordLayout = {
    is: 'record',
    length: 2,
    fields: new Map([
      ['mu', bare],
      ['ids', bare],
    ]),
  };
  it('may be the offsets of a list alone', () => {
    const lengths = collect((r) =>
      call('listOf', [
        call('length', [r('ids')]),
        call('length', [filterList(pairs(r('mu')), () => call('gt', [call('length', [r('mu')]), n(2)]))]),
      ]),
    );
    expect(exactly(runColumnar([lengths], rows))).toEqual(
      exactly((byLoop([lengths], rows) as { results: unknown[] }).results),
    );
  });
  it('must have what is read', () => {
    expect(() => runColumnar([collect((r) => r('x'))], rows)).toThrow('delivered no row.x');
    expect(() => runColumnar([collect((r) => mapList(r('mu'), pt))], rows)).toThrow('delivered no row.mu[].pt');
  });
});

describe('the engine', () => {
  const values = Array.from({ length: 50 }, (_, i) => ({ x: i, xs: Array.from({ length: i % 4 }, (_x, k) => i + k) }));
  const lazy = () => ({
    sums: fromValues<{ x: number; xs: List<number> }>(values, { rowsPerPartition: 7 } as never).map(
      (e) => e.xs.sum() * 2,
    ),
  });
  it('can be chosen, and gives the same', async () => {
    const [loops, kernels] = await Promise.all([
      computeAll(lazy(), { engine: 'loops' }),
      computeAll(lazy(), { engine: 'kernels' }),
    ]);
    expect(String((kernels['sums'] as { toArray?(): unknown }).toArray?.() ?? kernels['sums'])).toEqual(
      String((loops['sums'] as { toArray?(): unknown }).toArray?.() ?? loops['sums']),
    );
  });
  it('names the row of lists of unlike lengths, as loops do', () => {
    const output = collect(EXPRESSIONS['lists of unlike lengths walked together'] as Make);
    const offsets = (...x: number[]) => Int32Array.from(x);
    const list = (o: Int32Array): Layout => ({
      is: 'list',
      offsets: o,
      content: { is: 'record', length: o.at(-1) as number, fields: new Map() },
    });
    const layout: RecordLayout = {
      is: 'record',
      length: 3,
      fields: new Map([
        ['mu', list(offsets(0, 1, 2, 4))],
        ['jets', list(offsets(0, 1, 2, 3))],
      ]),
    };
    expect(() => runColumnar([output], layout)).toThrow('lists of 2 and 1 elements are walked together in row 2');
  });
  it('does without the check of a failing side that is not taken', () => {
    const output = collect((r) => choose(call('lt', [r('i'), n(10)]), call('mul', [r('id'), n(2)]), n(0)));
    const fields = new Map<string, Layout>([
      ['i', { is: 'numbers', dtype: 'int32', data: Int32Array.of(20, 1) }],
      ['id', { is: 'numbers', dtype: 'int64', data: BigInt64Array.of(2n ** 62n, 4n) }],
    ]);
    const [part] = runColumnar([output], { is: 'record', length: 2, fields });
    expect(part).toEqual({ is: 'numbers', dtype: 'int64', data: BigInt64Array.of(0n, 8n) });
    const other = collect((r) => call('mul', [r('id'), n(2)]));
    expect(() => runColumnar([other], { is: 'record', length: 2, fields })).toThrow(OverflowProblem);
  });
});

describe('without code generation', () => {
  it('a query runs and gives the same histogram', () => {
    const script = fileURLToPath(new URL('./columnar-query.ts', import.meta.url));
    const run = (...flags: string[]): { text: string; generated: boolean } =>
      JSON.parse(
        execFileSync(process.execPath, [...flags, '--import', 'tsx', script], { encoding: 'utf8' })
          .trim()
          .split('\n')
          .at(-1) as string,
      ) as { text: string; generated: boolean };
    const [free, strict] = [run(), run('--disallow-code-generation-from-strings')];
    expect(free.generated).toBe(true);
    expect(strict.generated).toBe(false);
    expect(strict.text).toEqual(free.text);
  });
});
