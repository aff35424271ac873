import { cos, cosh, sin, sinh } from '../../kernels/trigonometry.ts';
import { describe, expect, it } from 'vitest';
import { isArrayOp, call, type OpName, table } from '../../compiler/ops/table.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import { type Expr, field, literal, record, source } from '../../compiler/tree/expr.ts';
import {
  bool,
  float64,
  list,
  number,
  option,
  record as recordType,
  string,
  table as tableOf,
  type Type,
} from '../../compiler/tree/type.ts';
import { choose, mapList } from '../../compiler/words/build.ts';
import { differenceOf, oracle } from '../oracle/check.ts';
import { Draw, layoutOf } from '../oracle/data.ts';
import type { Value } from '../oracle/meanings.ts';

const rows = (type: Type): Expr => source('data', tableOf(type));
const big = 2n ** 53n;

/** One column `x` of a type, and what an expression over it gives. */
interface Case {
  readonly op: OpName;
  readonly type: Type;
  readonly data: readonly Value[];
  readonly expr: (x: Expr) => Expr;
  readonly gives: readonly string[] | 'a problem';
}

const over = (xs: Expr, build: (x: Expr) => Expr): Expr => lambda([(xs.type as { of: Type }).of], build);
const given = (op: OpName, type: Type, data: readonly Value[], expr: (x: Expr) => Expr, ...gives: string[]): Case => ({
  op,
  type,
  data,
  expr,
  gives,
});
const plain = (op: OpName, type: Type, data: readonly Value[], ...gives: string[]): Case =>
  given(op, type, data, (x) => call(op, [x]), ...gives);
const second = (op: OpName, type: Type, data: readonly Value[], b: number | string, ...gives: string[]): Case =>
  given(op, type, data, (x) => call(op, [x, literal(b)]), ...gives);
const fails = (op: OpName, type: Type, data: readonly Value[], expr: (x: Expr) => Expr): Case => ({
  op,
  type,
  data,
  expr,
  gives: 'a problem',
});
const doubles = list(float64);
const maybe = option(float64);
const int64 = number('int64');
const unary = (
  op:
    | 'sqrt'
    | 'cbrt'
    | 'exp'
    | 'expm1'
    | 'log'
    | 'log2'
    | 'log10'
    | 'log1p'
    | 'sin'
    | 'cos'
    | 'tan'
    | 'asin'
    | 'acos'
    | 'atan'
    | 'sinh'
    | 'cosh'
    | 'tanh'
    | 'asinh'
    | 'acosh'
    | 'atanh',
): Case =>
  plain(op, float64, [0.25, 4, Number.NaN], ...[0.25, 4, Number.NaN].map((x) => String((ours[op] ?? Math[op])(x))));
const ours: Readonly<Record<string, (x: number) => number>> = { sin, cos, sinh, cosh };
const pairs = list(
  recordType([
    ['v', float64],
    ['w', float64],
  ]),
);
const pair = (v: number, w: number): Value =>
  new Map([
    ['v', v],
    ['w', w],
  ]);

const NEAR = { relative: 0.1, absolute: 0, equalNaN: false };
const SPLIT = { by: 'text', pattern: ',', flags: '', max: 1, reverse: true };
const pattern = (text: string) => ({ pattern: text, flags: '' });

const CASES: readonly Case[] = [
  second('add', float64, [1, -0, Number.NaN], 2, '3', '2', 'NaN'),
  second('add', maybe, [1, undefined], 2, '3', 'missing'),
  fails('add', int64, [2n ** 53n - 1n], (x) => call('add', [x, literal(1)])),
  fails('add', int64, [big + 1n], (x) => call('add', [x, literal(-5)])),
  fails('add', int64, [big + 1n], (x) => call('add', [x, literal(0.5)])),
  second('sub', number('uint8'), [1], 2, '-1'),
  second('mul', number('int32'), [-3], 0, '0'),
  given('mul', number('int32'), [-3], (x) => call('div', [literal(1), call('mul', [x, literal(0)])]), 'Infinity'),
  second('div', number('int32'), [3, 0], 2, '1.5', '0'),
  second('rem', float64, [-5, 5], 3, '-2', '2'),
  second('pow', float64, [3], 2, '9'),
  plain('neg', float64, [0, -2], '-0', '2'),
  plain('neg', number('int32'), [0], '0'),
  plain('abs', float64, [-2, -0], '2', '0'),
  plain('sign', float64, [-2, 3, -0], '-1', '1', '-0'),
  second('min2', float64, [1, Number.NaN, 5], 2, '1', 'NaN', '2'),
  second('max2', float64, [1, Number.NaN, 5], 2, '2', 'NaN', '5'),
  plain('floor', float64, [-1.5], '-2'),
  plain('ceil', float64, [-1.5], '-1'),
  plain('round', float64, [-1.5, 2.5], '-1', '3'),
  plain('trunc', float64, [-1.5], '-1'),
  ...(
    [
      'sqrt',
      'cbrt',
      'exp',
      'expm1',
      'log',
      'log2',
      'log10',
      'log1p',
      'sin',
      'cos',
      'tan',
      'asin',
      'acos',
      'atan',
      'sinh',
      'cosh',
      'tanh',
      'asinh',
      'acosh',
      'atanh',
    ] as const
  ).map(unary),
  second('atan2', float64, [1], 1, String(Math.PI / 4)),
  second('hypot', float64, [3], 4, '5'),
  plain('wrapPhi', float64, [4, -4, Math.PI], String(4 - 2 * Math.PI), String(2 * Math.PI - 4), String(-Math.PI)),
  second('gt', float64, [3, Number.NaN], 2, 'true', 'false'),
  second('ge', float64, [2], 2, 'true'),
  second('lt', int64, [big + 1n, 1n], 2, 'false', 'true'),
  second('le', string, ['a', 'c'], 'b', 'true', 'false'),
  second('eq', float64, [Number.NaN, 2, -0], 2, 'false', 'true', 'false'),
  given('eq', int64, [big + 1n], (x) => call('eq', [x, literal(2 ** 53)]), 'false'),
  second('ne', float64, [Number.NaN], 2, 'true'),
  given('and', bool, [true, false], (x) => call('and', [x, literal(true)]), 'true', 'false'),
  given('or', bool, [true, false], (x) => call('or', [x, literal(false)]), 'true', 'false'),
  plain('not', bool, [true], 'false'),
  given(
    'isPresent',
    maybe,
    [1, undefined],
    (x) => call('lt', [call('isPresent', [x]), literal(true)]),
    'false',
    'true',
  ),
  plain('isNaN', float64, [Number.NaN, 1], 'true', 'false'),
  plain('isFinite', float64, [Infinity, 1], 'false', 'true'),
  plain('isInteger', float64, [1.5, 1], 'false', 'true'),
  given('if', float64, [1, 5], (x) => call('if', [call('gt', [x, literal(2)]), literal(10), x]), '1', '10'),
  given('if', int64, [big, 1n], (x) => call('if', [call('gt', [x, literal(2)]), literal(0), x]), '0', '1'),
  second('coalesce', maybe, [1, undefined], 7, '1', '7'),
  given(
    'coalesce',
    option(int64),
    [2n],
    (x) => call('coalesce', [x, call('mul', [call('toNumber', [literal(2 ** 40)], { to: 'int' }), literal(2 ** 40)])]),
    '2',
  ),
  plain('isPresent', maybe, [1, undefined], 'true', 'false'),
  given(
    'known',
    maybe,
    [1, undefined],
    (x) => call('mask', [call('known', [x]), call('isPresent', [x])]),
    '1',
    'missing',
  ),
  plain('toNumber', bool, [true], '1'),
  given('toNumber', float64, [0.1], (x) => call('toNumber', [x], { to: 'float32' }), String(Math.fround(0.1))),
  plain('isInfinite', float64, [Infinity, -Infinity, Number.NaN, 1], 'true', 'true', 'false', 'false'),
  plain('isInfinite', int64, [big + 1n], 'false'),
  given('mask', float64, [1, 3], (x) => call('mask', [x, call('gt', [x, literal(2)])]), 'missing', '3'),
  second('mod', float64, [-5, 5, Number.NaN, Infinity, -0], 3, '1', '2', 'NaN', 'NaN', '0'),
  second('mod', number('int32'), [-5, 6], -3, '-2', '0'),
  fails('mod', number('int32'), [1], (x) => call('mod', [x, literal(0)])),
  second('floorDivide', float64, [-5, 7.5, 1], 2, '-3', '3', '0'),
  second('floorDivide', number('int32'), [-5, 5], 2, '-3', '2'),
  fails('floorDivide', number('int32'), [1], (x) => call('floorDivide', [x, literal(0)])),
  second('fmod', number('int32'), [-5, 5], 3, '-2', '2'),
  fails('fmod', number('int32'), [1], (x) => call('fmod', [x, literal(0)])),
  second('power', number('int32'), [3, -2, 0], 3, '27', '-8', '0'),
  second('power', float64, [1, 2.5], Number.NaN, '1', 'NaN'),
  fails('power', number('int32'), [2], (x) => call('power', [x, literal(-1)])),
  fails('power', number('int32'), [2], (x) => call('power', [x, literal(53)])),
  second('fmin', float64, [Number.NaN, 3], 1, '1', '1'),
  second('fmax', float64, [Number.NaN, 3], 1, '1', '3'),
  second('copySign', number('int32'), [3, -3, 0], -1, '-3', '-3', '-0'),
  given(
    'isClose',
    float64,
    [1, 1.2, Infinity, Number.NaN],
    (x) => call('isClose', [x, choose(call('isFinite', [x]), literal(1.01), x)], NEAR),
    'true',
    'false',
    'true',
    'false',
  ),
  given(
    'roundEven',
    float64,
    [0.5, 1.5, -2.5, 0.25, 1e300],
    (x) => call('roundEven', [x], { decimals: 0 }),
    '0',
    '2',
    '-2',
    '0',
    '1e+300',
  ),
  given('roundEven', float64, [0.25, 0.35], (x) => call('roundEven', [x], { decimals: 1 }), '0.2', '0.4'),
  given('roundEven', number('int32'), [25, 35], (x) => call('roundEven', [x], { decimals: -1 }), '20', '40'),
  given(
    'nanToNum',
    float64,
    [Number.NaN, Infinity, -Infinity, 4],
    (x) => call('nanToNum', [x, literal(1), literal(2), literal(3)]),
    '1',
    '2',
    '3',
    '4',
  ),
  given(
    'inRanges',
    number('int32'),
    [1, 2, 3, 4, 5, 9, 10, -1],
    (x) =>
      call('inRanges', [literal(7), x], {
        ranges: {
          6: [[0, 99]],
          7: [
            [2, 3],
            [5, 9],
          ],
        },
      }),
    ...['false', 'true', 'true', 'false', 'true', 'true', 'false', 'false'],
  ),
  given(
    'inRanges',
    option(int64),
    [6n, 7n, undefined],
    (x) => call('inRanges', [x, literal(5)], { ranges: { 7: [[5, 5]] } }),
    'false',
    'true',
    'missing',
  ),
  fails('inRanges', int64, [big + 1n], (x) => call('inRanges', [x, literal(5)], { ranges: {} })),
  second('bitAnd', number('int32'), [6, -1], 3, '2', '3'),
  given('bitOr', int64, [2n ** 40n], (x) => call('bitOr', [x, literal(1)]), String(2 ** 40 + 1)),
  second('bitXor', number('int32'), [5, -1], 1, '4', '-2'),
  second('shiftLeft', number('int32'), [3, -1], 33, String(3 * 2 ** 33), String(-(2 ** 33))),
  fails('shiftLeft', number('int32'), [3], (x) => call('shiftLeft', [x, literal(53)])),
  fails('shiftLeft', number('int32'), [3], (x) => call('shiftLeft', [x, literal(-1)])),
  second('shiftRight', number('int32'), [-3, 5], 1, '-2', '2'),
  second('shiftRight', number('int32'), [-3], 2000, '-1'),

  plain('textLength', string, ['', 'ß😀'], '0', '2'),
  plain('upper', string, ['ßaᾀŉ😀'], '"ẞAᾈŉ😀"'),
  plain('lower', string, ['İAΣ'], '"iaσ"'),
  plain('capitalize', string, ['ǆX', '', '😀A'], '"Ǆx"', '""', '"😀a"'),
  plain('title', string, ["o'neil x1y"], '"O\'Neil X1Y"'),
  plain('swapCase', string, ['aBǅ1'], '"Abǅ1"'),
  plain('reverseText', string, ['a😀b'], '"b😀a"'),
  plain('isAscii', string, ['', 'é'], 'true', 'false'),
  plain('isAlpha', string, ['', 'aß', 'a1'], 'false', 'true', 'false'),
  plain('isAlnum', string, ['a1½', 'a '], 'true', 'false'),
  plain('isDecimal', string, ['1٣', '²'], 'true', 'false'),
  plain('isDigit', string, ['1²½', 'Ⅷ'], 'true', 'false'),
  plain('isNumeric', string, ['1½Ⅷ', 'a'], 'true', 'false'),
  plain('isSpace', string, [' \u3000\x1c', '\u200b', ''], 'true', 'false', 'false'),
  plain('isPrintable', string, ['a ', '\n', ''], 'true', 'false', 'true'),
  plain('isLower', string, ['a1', '1', 'aA'], 'true', 'false', 'false'),
  plain('isUpper', string, ['A1', 'ǅ'], 'true', 'false'),
  plain('isTitle', string, ['Ab Cd', 'AB', '1'], 'true', 'false', 'false'),
  second('findText', string, ['😀bc', 'a'], 'bc', '1', '-1'),
  second('countText', string, ['aaa', '😀'], 'aa', '1', '0'),
  second('countText', string, ['a😀'], '', '3'),
  given(
    'replaceText',
    string,
    ['aXaXa'],
    (x) => call('replaceText', [x, literal('X'), literal('$&')], { max: 1 }),
    '"a$&aXa"',
  ),
  given('matchesRegex', string, ['ab', 'b'], (x) => call('matchesRegex', [x], pattern('^a')), 'true', 'false'),
  given('findRegex', string, ['😀b', ''], (x) => call('findRegex', [x], pattern('b')), '1', '-1'),
  given('countRegex', string, ['baab'], (x) => call('countRegex', [x], pattern('a*')), '4'),
  given(
    'replaceRegex',
    string,
    ['abab'],
    (x) => call('replaceRegex', [x], { ...pattern('(a)(b)'), replacement: '\\2\\1\\\\', max: 1 }),
    '"ba\\\\ab"',
  ),
  given(
    'regexGroup',
    string,
    ['x_y', 'x'],
    (x) => call('regexGroup', [x], { ...pattern('(?P<left>.)_'), group: 'left' }),
    '"x"',
    '""',
  ),
  given('isOneOf', string, ['a', ''], (x) => call('isOneOf', [x], { values: ['a', null] }), 'true', 'false'),
  given('indexInTexts', string, ['b', 'c'], (x) => call('indexInTexts', [x], { values: ['a', 'b', 'b'] }), '1', '-1'),
  given('sliceText', string, ['a😀bcd'], (x) => call('sliceText', [x], { start: -2, stop: null, step: -2 }), '"c😀"'),
  given(
    'replaceSlice',
    string,
    ['a😀bc'],
    (x) => call('replaceSlice', [x], { start: 1, stop: -1, replacement: '-' }),
    '"a-c"',
  ),
  given('trimText', string, ['😀a😀'], (x) => call('trimText', [x], { side: 'start', characters: '😀' }), '"a😀"'),
  given('padText', string, ['a'], (x) => call('padText', [x], { side: 'both', width: 4, padding: '😀' }), '"😀a😀😀"'),
  second('repeatText', string, ['ab', ''], 2, '"abab"', '""'),
  fails('repeatText', string, ['ab'], (x) => call('repeatText', [x, literal(-1)])),
  given('joinTexts', string, ['a'], (x) => call('joinTexts', [x, x, literal('-')]), '"a-a"'),
  given('splitText', string, ['a,b,c'], (x) => call('splitText', [x], SPLIT), '["a,b", "c"]'),
  given('joinText', list(string), [['a', 'b'], []], (x) => call('joinText', [x, literal('+')]), '"a+b"', '""'),
  plain('toUpperCase', string, ['ß'], '"SS"'),
  plain('toLowerCase', string, ['ΑΣ'], '"ας"'),
  given('trimUnits', string, ['\ufeff a '], (x) => call('trimUnits', [x], { side: 'end' }), '"\ufeff a"'),
  plain('lengthUnits', string, ['😀'], '2'),
  second('sliceUnits', string, ['abc'], -2, '"bc"'),
  given(
    'padUnits',
    string,
    ['😀'],
    (x) => call('padUnits', [x, literal(4), literal('xyz')], { side: 'end' }),
    '"😀xy"',
  ),
  second('charAt', string, ['ab', 'a'], 1, '"b"', '""'),
  second('indexUnits', string, ['😀b', ''], 'b', '2', '-1'),
  given('replaceAll', string, ['aba'], (x) => call('replaceAll', [x, literal('a'), literal('[$&]')]), '"[a]b[a]"'),
  second('startsWith', string, ['ab', 'b'], 'a', 'true', 'false'),
  second('endsWith', string, ['ab', 'é'], 'b', 'true', 'false'),
  second('includesText', string, ['abc', ''], 'b', 'true', 'false'),
  plain('length', doubles, [[], [1, 2]], '0', '2'),
  given('map', doubles, [[1, 2]], (x) => mapList(x, (y) => call('mul', [y, literal(2)])), '[2, 4]'),
  fails('map', doubles, [[1, 2]], (x) =>
    call('map', [x, call('listOf', [literal(1)]), lambda([float64, number('int')], (a, b) => call('add', [a, b]))]),
  ),
  given(
    'filter',
    doubles,
    [[1, 3, Number.NaN]],
    (x) => call('filter', [x, over(x, (y) => call('gt', [y, literal(2)]))]),
    '[3]',
  ),
  plain('sum', doubles, [[], [-0], [0.1, 0.2, 0.3]], '0', '0', String(0.1 + 0.2 + 0.3)),
  plain('sum', list(option(int64)), [[1n, undefined]], '1'),
  fails('sum', list(int64), [[big]], (x) => call('sum', [x])),
  plain('prod', doubles, [[], [2, 3]], '1', '6'),
  given('prod', list(int64), [[big - 1n, 3n]], (x) => call('coalesce', [call('min', [x]), call('prod', [x])]), '3'),
  plain('min', doubles, [[], [Number.NaN, 2], [Number.NaN]], 'missing', '2', 'NaN'),
  plain('max', list(maybe), [[undefined, 2]], '2'),
  plain('any', list(bool), [[], [true]], 'false', 'true'),
  plain('all', list(bool), [[], [false]], 'true', 'false'),
  plain('countTrue', list(bool), [[true, false, true]], '2'),
  plain('argmin', doubles, [[], [2, 1, 1]], 'missing', '1'),
  plain('argmax', list(maybe), [[undefined, 2]], '1'),
  given('minBy', doubles, [[3, -1], []], (x) => call('minBy', [x, over(x, (y) => call('abs', [y]))]), '-1', 'missing'),
  given(
    'minBy',
    list(maybe),
    [[undefined, 3]],
    (x) => call('minBy', [x, over(x, (y) => call('coalesce', [y, literal(9)]))]),
    '3',
  ),
  given(
    'maxBy',
    list(maybe),
    [[3, undefined]],
    (x) => call('maxBy', [x, over(x, (y) => call('coalesce', [y, literal(9)]))]),
    'missing',
  ),
  second('at', doubles, [[1, 2], [1]], -2, '1', 'missing'),
  given('at', doubles, [[1]], () => call('at', [call('listOf', []), literal(0)]), 'missing'),
  given(
    'ancestor',
    list(number('int16')),
    [[1, 2, -1], [1, 0], [7], [], [-1, 0, 1, 1]],
    (x) => call('ancestor', [x, mapList(x, () => literal(5)), literal(0), literal(5)]),
    '-1',
    '-1',
    '-1',
    '-1',
    '-1',
  ),
  given(
    'ancestor',
    list(number('int64')),
    [[1n, 2n, 0n], [4n], [1n, 3n, 3n, 2n]],
    (x) => call('ancestor', [x, x, literal(0), literal(1)]),
    '1',
    '0',
    '1',
  ),
  fails('ancestor', list(number('int64')), [[big + 1n]], (x) => call('ancestor', [x, x, literal(0), literal(1)])),
  second('slice', doubles, [[1, 2, 3]], -2, '[2, 3]'),
  plain('reverse', doubles, [[1, 2, 3]], '[3, 2, 1]'),
  given(
    'sortBy',
    doubles,
    [[2, Number.NaN, 1]],
    (x) => call('sortBy', [x, over(x, (y) => y)], { descending: true }),
    '[2, 1, NaN]',
  ),
  given(
    'sortBy',
    list(int64),
    [[big + 1n, big]],
    (x) => call('sortBy', [x, over(x, (y) => y)], { descending: false }),
    `[${big}, ${big + 1n}]`,
  ),
  given(
    'sortBy',
    doubles,
    [[2, 1]],
    (x) => call('sortBy', [x, over(x, (y) => call('sum', [mapList(x, () => y)]))], { descending: false }),
    '[1, 2]',
  ),
  plain('indices', doubles, [[5, 5]], '[0, 1]'),
  given(
    'combinations',
    doubles,
    [[1, 2, 3]],
    (x) => call('combinations', [x], { names: ['a', 'b'] }),
    '[{a: 1, b: 2}, {a: 1, b: 3}, {a: 2, b: 3}]',
  ),
  given(
    'cross',
    doubles,
    [[1, 2]],
    (x) => call('cross', [x, x], { names: ['a', 'b'] }),
    '[{a: 1, b: 1}, {a: 1, b: 2}, {a: 2, b: 1}, {a: 2, b: 2}]',
  ),
  given('concat', doubles, [[1]], (x) => call('concat', [x, call('listOf', [literal(2)])]), '[1, 2]'),
  given(
    'concat',
    pairs,
    [[pair(1, 5), pair(2, 4)]],
    (x) =>
      call(
        'sortBy',
        [
          call('concat', [
            x,
            call('listOf', [
              record([
                ['v', literal(9)],
                ['w', literal(0)],
              ]),
            ]),
          ]),
          lambda(
            [
              recordType([
                ['v', float64],
                ['w', float64],
              ]),
            ],
            (y) => field(y, 'w'),
          ),
        ],
        { descending: false },
      ),
    '[{v: 9, w: 0}, {v: 2, w: 4}, {v: 1, w: 5}]',
  ),
  plain('flatten', list(doubles), [[[1], [], [2, 3]]], '[1, 2, 3]'),
  given('listOf', float64, [1], (x) => call('listOf', [x, literal(2)]), '[1, 2]'),
  given('with', float64, [1], (x) => call('with', [record([['a', x]]), record([['b', x]])]), '{a: 1, b: 1}'),
];

function check(
  outputs: Parameters<typeof oracle>[0],
  data: readonly Value[],
  type: Type,
  gives: readonly string[] | 'a problem',
): void {
  expect(differenceOf(outputs, data, layoutOf(new Draw([]), type, data))).toBeUndefined();
  const found = oracle(outputs, data, 'strict');
  if (gives === 'a problem') expect(found).toHaveProperty('problem');
  else expect(found).toEqual({ texts: gives });
}

describe('each operation means what its line says', () => {
  for (const { op, type, data, expr, gives } of CASES) {
    it(`${op}: ${expr.length === 0 ? '' : table[op]?.doc}`, () => {
      const row = recordType([['x', type]]);
      const values = data.map((x) => new Map([['x', x]]));
      const output = call('collect', [rows(row), lambda([row], (p) => expr(field(p, 'x')))]);
      check([output], values, row, gives === 'a problem' ? gives : [gives.join('\n')]);
    });
  }
});

describe('operations on datasets', () => {
  const data: readonly Value[] = [[1, 2], [], [3]];
  const all = rows(doubles);
  const same = (type: Type): Expr => lambda([type], (x) => x);
  const long = call('where', [all, lambda([doubles], (x) => call('gt', [call('length', [x]), literal(1)]))]);
  const elements = call('rows', [all, same(doubles)]);
  const reduced = (how: string, gives: string): [string, Expr, string] => [
    `reduceRows ${how}`,
    call('reduceRows', [elements, same(float64)], { how }),
    gives,
  ];
  const grouped = (how: string, key: (x: Expr) => Expr): Expr =>
    call(
      'group',
      [
        all,
        lambda([doubles], (row) =>
          mapList(row, (x) =>
            record([['keys', record([['key', key(x)]])], ...(how === 'sum' ? [['value', x] as const] : [])]),
          ),
        ),
      ],
      { how, most: 2 },
    );
  const CALLS: readonly [string, Expr, string][] = [
    ['collect', call('collect', [all, same(doubles)]), '[1, 2]\n[]\n[3]'],
    ['where', call('collect', [long, same(doubles)]), '[1, 2]'],
    ['rows', call('collect', [elements, same(float64)]), '1\n2\n3'],
    [
      'rows of nothing',
      call('collect', [
        call('rows', [all, lambda([doubles], () => mapList(call('listOf', []), () => literal(1)))]),
        same(number('int')),
      ]),
      '',
    ],
    [
      'fill',
      call('fill', [elements, lambda([float64], (x) => record([['0', x]]))], {
        axes: [{ is: 'regular', bins: 2, lo: 0, hi: 3 }],
        weighted: false,
      }),
      '{"counts":[0,1,1,1],"categories":[null],"skipped":0}',
    ],
    [
      'tally',
      call('tally', [
        elements,
        lambda([float64], (x) =>
          record([
            [
              'tests',
              record([
                ['all', literal(true)],
                ['large', call('gt', [x, literal(1)])],
                ['none', literal(false)],
              ]),
            ],
            ['weight', x],
          ]),
        ),
      ]),
      '{"counts":[3,2,0],"sums":[6,5,0],"squares":[14,13,0]}',
    ],
    ['group distinct', grouped('distinct', (x) => call('gt', [x, literal(1)])), '{"keys":[[false,true]]}'],
    ['group count', grouped('count', (x) => call('gt', [x, literal(1)])), '{"keys":[[false,true]],"values":[1,2]}'],
    ['group sum', grouped('sum', (x) => call('gt', [x, literal(1)])), '{"keys":[[false,true]],"values":[1,5]}'],
    reduced('count', '3'),
    reduced('sum', '6 of 3'),
    reduced('mean', '6 of 3'),
    reduced('min', '1'),
    reduced('max', '3'),
  ];
  for (const [name, output, gives] of CALLS) {
    it(name, () => check([output as Parameters<typeof oracle>[0][number]], data, doubles, [gives]));
  }

  it('has a case for each entry of the table', () => {
    const met = new Set<string>([
      ...CASES.map(({ op }) => op),
      'where',
      'rows',
      'collect',
      'fill',
      'reduceRows',
      'tally',
      'group',
    ]);
    expect(Object.keys(table).filter((op) => !met.has(op) && !isArrayOp(op))).toEqual([]);
  });
});
