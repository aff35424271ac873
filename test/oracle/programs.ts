import { axis, type FixedAxis } from '../../compiler/axis.ts';
import { call, type OpName } from '../../compiler/ops/table.ts';
import { lambda } from '../../compiler/tree/bind.ts';
import { type CallExpr, type Expr, field, type Json, literal, record, source } from '../../compiler/tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import {
  bool,
  isInteger,
  join,
  type ListType,
  present,
  string,
  table,
  type TableType,
  type Type,
} from '../../compiler/tree/type.ts';
import type { Argument } from '../../compiler/vocabulary.ts';
import { choose, lift, mapList, orElse } from '../../compiler/words/build.ts';
import { zip } from '../../compiler/words/list-words.ts';
import { makeWords } from '../../compiler/words/words.ts';
import type { Draw } from './data.ts';

const words = makeWords(() => []);
const value = (expr: Expr): Argument => ({ is: 'value', expr });
const constant = (x: unknown): Argument => ({ is: 'constant', value: x });
const over = (build: (x: Expr) => Expr): Argument => ({
  is: 'lambda',
  build: build as (...params: readonly Expr[]) => Expr,
});
const method = (of: Expr, name: string, ...args: Argument[]): Expr => words.method(of, name, args, false);

const UNARY = [
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
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
  'wrapPhi',
  'toNumber',
] as const satisfies readonly OpName[];
const BINARY = [
  'add',
  'sub',
  'mul',
  'div',
  'add',
  'sub',
  'mul',
  'rem',
  'pow',
  'min2',
  'max2',
  'atan2',
  'hypot',
  'mod',
  'floorDivide',
  'fmod',
  'power',
  'fmin',
  'fmax',
  'copySign',
] as const satisfies readonly OpName[];
const COMPARISONS = ['lt', 'gt', 'le', 'ge', 'eq', 'ne'] as const satisfies readonly OpName[];
const NUMBERS = [
  1,
  0,
  2,
  -1,
  0.5,
  3,
  -0,
  -2.5,
  10,
  Number.NaN,
  Infinity,
  -Infinity,
  1e300,
  2 ** 31,
  2 ** 52,
  2 ** 53 - 1,
  2n ** 53n + 1n,
];
const TEXTS = ['a', '', 'ab', 'bc', 'é', 'zz', 'B', 'ß', ' ', '😀', ','];
const BITS = ['bitAnd', 'bitOr', 'bitXor', 'shiftLeft', 'shiftRight'] as const satisfies readonly OpName[];
const TEXT_TO_TEXT = [
  'upper',
  'lower',
  'capitalize',
  'title',
  'swapCase',
  'reverseText',
  'toUpperCase',
  'toLowerCase',
] as const satisfies readonly OpName[];
const TEXT_TESTS = [
  'isAscii',
  'isAlpha',
  'isAlnum',
  'isDecimal',
  'isDigit',
  'isNumeric',
  'isSpace',
  'isPrintable',
  'isLower',
  'isUpper',
  'isTitle',
] as const satisfies readonly OpName[];
const PATTERNS: readonly Readonly<Record<string, Json>>[] = [
  { pattern: 'a', flags: '' },
  { pattern: 'b*', flags: '' },
  { pattern: '(?P<g>[ab]+)(?<h>,)?', flags: 'i' },
  { pattern: '^.(?<g>.)$', flags: 's' },
  { pattern: '\\p{L}|(?<g>\\s)', flags: 'm' },
];
const RANGES: Json = {
  0: [[0, 1]],
  1: [
    [1, 1],
    [2, 5],
    [7, 7],
  ],
  2: [],
  3: [[0, 9007199254740991]],
};
const SIDES = ['both', 'start', 'end'] as const;

type Scope = readonly Expr[];
const isNumber = (x: Expr): boolean => x.type.is === 'number';
const isOptionOf = (x: Expr, kinds: readonly string[]): boolean =>
  x.type.is === 'option' && kinds.includes(x.type.of.is);

/** Random typed expressions over what is in scope: the row and the parameters of the lambdas around. */
class Maker {
  readonly draw: Draw;
  private budget: number;
  constructor(draw: Draw, budget: number) {
    this.draw = draw;
    this.budget = budget;
  }

  /** One of the makers, in order of simplicity; where its types do not go together, the leaf. */
  private oneOf(depth: number, leaf: () => Expr, makers: readonly (() => Expr)[], kind?: Type['is']): Expr {
    if (depth <= 0 || this.budget-- <= 0 || this.draw.ended) return leaf();
    const chosen = this.draw.below(makers.length + 1);
    if (chosen === 0) return leaf();
    try {
      const made = (makers[chosen - 1] as () => Expr)();
      return kind === undefined || made.type.is === kind ? made : leaf();
    } catch (problem) {
      if (problem instanceof ExpressionError || problem instanceof TypeMismatchError) return leaf();
      throw problem;
    }
  }

  /** What can be read from the scope through fields. */
  private pool(scope: Scope, fits: (x: Expr) => boolean): Expr[] {
    const found: Expr[] = [];
    const see = (x: Expr, depth: number): void => {
      if (fits(x)) found.push(x);
      const type = present(x.type);
      if (type.is === 'record' && depth > 0) for (const name of type.fields.keys()) see(field(x, name), depth - 1);
    };
    for (const x of [...scope].reverse()) see(x, 3);
    return found;
  }

  private fromPool(scope: Scope, fits: (x: Expr) => boolean, otherwise: () => Expr): Expr {
    const pool = this.pool(scope, fits);
    return pool.length === 0 ? otherwise() : this.draw.pick(pool);
  }

  private numberLeaf(scope: Scope): Expr {
    const known = (): Expr => literal(this.draw.pick(NUMBERS));
    return this.draw.chance(25) ? known() : this.fromPool(scope, isNumber, known);
  }

  number(scope: Scope, depth: number): Expr {
    const number = (): Expr => this.number(scope, depth - 1);
    const list = (): Expr => this.numbers(scope, depth - 1);
    const binary = (): Expr => call(this.draw.pick(BINARY), [number(), number()]);
    return this.oneOf(depth, () => this.numberLeaf(scope), [
      binary,
      binary,
      binary,
      () => call(this.draw.pick(UNARY), [number()]),
      () => call(this.draw.pick(UNARY), [number()]),
      () => call('toNumber', [this.boolean(scope, depth - 1)]),
      () => call('toNumber', [number()], { to: 'float32' }),
      () => call('roundEven', [number()], { decimals: this.draw.pick([0, 1, 2, -1]) }),
      () => call('nanToNum', [number(), literal(0), this.numberLeaf(scope), literal(-1.5)]),
      () => method(list(), 'sum'),
      () => method(list(), 'sum'),
      () => method(list(), 'prod'),
      () => method(this.booleans(scope, depth - 1), 'sum'),
      () => words.property(this.list(scope, depth - 1), 'length', false),
      () => this.count(scope, depth),
      () => choose(this.boolean(scope, depth - 1), number(), number()),
      () => orElse(this.maybeNumber(scope, depth - 1), number()),
      () => orElse(this.maybeNumber(scope, depth - 1), number()),
      () => this.integer(scope, depth),
    ]);
  }

  private count(scope: Scope, depth: number): Expr {
    return method(
      this.list(scope, depth - 1),
      'count',
      over((x) => this.boolean([...scope, x], depth - 1)),
    );
  }

  integer(scope: Scope, depth: number): Expr {
    const leaf = (): Expr =>
      this.draw.chance(60)
        ? literal(this.draw.pick([0, 1, -1, 2, -2, 3, 7]))
        : this.fromPool(
            scope,
            (x) => isInteger(x.type),
            () => literal(1),
          );
    return this.oneOf(depth, leaf, [
      () => words.property(this.list(scope, depth - 1), 'length', false),
      () =>
        call(this.draw.pick(['sub', 'add', 'mul'] as const), [
          this.integer(scope, depth - 1),
          this.integer(scope, depth - 1),
        ]),
      () => call(this.draw.pick(['neg', 'abs', 'sign', 'round'] as const), [this.integer(scope, depth - 1)]),
      () => call(this.draw.pick(BITS), [this.integer(scope, depth - 1), this.integer(scope, depth - 1)]),
      () => call('roundEven', [this.integer(scope, depth - 1)], { decimals: this.draw.pick([0, 1, -1, -2]) }),
      () => this.textNumber(scope, depth),
      () => call('toNumber', [this.integer(scope, depth - 1)], { to: 'int' }),
      () => this.ancestor(scope, depth - 1),
      () => orElse(method(this.numbers(scope, depth - 1), this.draw.pick(['argmin', 'argmax'])), literal(0)),
    ]);
  }

  /** A place reached in a list of places. */
  private ancestor(scope: Scope, depth: number): Expr {
    const list = method(this.list(scope, depth), 'indices');
    const [step, value] = [this.integer(scope, depth), this.integer([...scope], depth)];
    const places = mapList(list, (x) => call('sub', [x, step]));
    const kinds = mapList(list, (x) => call(this.draw.pick(['min2', 'max2'] as const), [x, value]));
    return call('ancestor', [places, kinds, this.integer(scope, depth), value]);
  }

  /** A number found from texts. */
  private textNumber(scope: Scope, depth: number): Expr {
    const text = (): Expr => this.text(scope, depth - 1);
    return this.draw.pick([
      () => call(this.draw.pick(['textLength', 'lengthUnits'] as const), [text()]),
      () => call(this.draw.pick(['findText', 'countText', 'indexUnits'] as const), [text(), text()]),
      () => call(this.draw.pick(['findRegex', 'countRegex'] as const), [text()], this.draw.pick(PATTERNS)),
      () => call('indexInTexts', [text()], { values: ['ab', null, 'a', 'ab'] }),
    ])();
  }

  /** A value that may be missing, of any type. */
  maybe(scope: Scope, depth: number): Expr {
    const leaf = (): Expr =>
      this.fromPool(
        scope,
        (x) => x.type.is === 'option',
        () => call('at', [this.list(scope, 0), literal(0)]),
      );
    const list = (): Expr => this.list(scope, depth - 1);
    const key = (): Argument =>
      over((x) =>
        this.draw.chance(80) ? this.number([...scope, x], depth - 1) : this.boolean([...scope, x], depth - 1),
      );
    return this.oneOf(depth, leaf, [
      () => method(list(), 'at', value(this.integer(scope, depth - 1))),
      () => method(list(), 'minBy', key()),
      () => method(list(), 'maxBy', key()),
      () =>
        method(
          list(),
          'find',
          over((x) => this.boolean([...scope, x], depth - 1)),
        ),
      () => call('mask', [this.any(scope, depth - 1), this.boolean(scope, depth - 1)]),
      () => choose(this.boolean(scope, depth - 1), this.maybe(scope, depth - 1), literal(undefined)),
      () => {
        const x = this.maybe(scope, depth - 1);
        return choose(this.boolean(scope, depth - 1), x, this.like(x.type, scope, depth - 1));
      },
      () => this.maybeNumber(scope, depth),
    ]);
  }

  maybeNumber(scope: Scope, depth: number): Expr {
    const leaf = (): Expr =>
      this.fromPool(
        scope,
        (x) => isOptionOf(x, ['number']),
        () => call('min', [call('listOf', [this.numberLeaf(scope)])]),
      );
    const maybe = (): Expr => this.maybeNumber(scope, depth - 1);
    return this.oneOf(depth, leaf, [
      () => method(this.numbers(scope, depth - 1), this.draw.pick(['min', 'max'])),
      () => method(this.numbers(scope, depth - 1), this.draw.pick(['min', 'max'])),
      () => method(this.numbers(scope, depth - 1), this.draw.pick(['argmin', 'argmax'])),
      () => call('mask', [this.number(scope, depth - 1), this.boolean(scope, depth - 1)]),
      () => call(this.draw.pick(BINARY), [maybe(), this.number(scope, depth - 1)]),
      () => call(this.draw.pick(BINARY), [this.number(scope, depth - 1), maybe()]),
      () => lift([maybe(), maybe()], (a, b) => call(this.draw.pick(BINARY), [a, b])),
      () => call('coalesce', [maybe(), maybe()]),
      () => {
        const x = this.maybe(scope, depth - 1);
        return this.fromPool(
          [x],
          (y) => isOptionOf(y, ['number']),
          () => lift([x], (y) => (y.type.is === 'list' ? call('length', [y]) : this.number([...scope, y], depth - 1))),
        );
      },
    ]);
  }

  boolean(scope: Scope, depth: number): Expr {
    const bare = (): Expr => call(this.draw.pick(COMPARISONS), [this.numberLeaf(scope), this.numberLeaf(scope)]);
    const leaf = (): Expr =>
      this.draw.chance(5)
        ? literal(this.draw.chance(50))
        : this.draw.chance(50)
          ? this.fromPool(scope, (x) => x.type === bool, bare)
          : bare();
    const boolean = (): Expr => this.boolean(scope, depth - 1);
    const number = (): Expr => this.number(scope, depth - 1);
    const compare = (): Expr => call(this.draw.pick(COMPARISONS), [number(), number()]);
    return this.oneOf(depth, leaf, [
      compare,
      compare,
      () => words.operator('&&', [boolean(), boolean()]),
      () => words.operator('||', [boolean(), boolean()]),
      () => words.operator('!', [boolean()]),
      () => choose(boolean(), boolean(), boolean()),
      () => call(this.draw.pick(['isNaN', 'isFinite', 'isInfinite', 'isInteger'] as const), [number()]),
      () => call('inRanges', [this.integer(scope, depth - 1), this.integer(scope, depth - 1)], { ranges: RANGES }),
      () => call('isClose', [number(), number()], { relative: 0.1, absolute: 0.25, equalNaN: this.draw.chance(50) }),
      () => call(this.draw.pick(TEXT_TESTS), [this.text(scope, depth - 1)]),
      () => call('matchesRegex', [this.text(scope, depth - 1)], this.draw.pick(PATTERNS)),
      () => call('isOneOf', [this.text(scope, depth - 1)], { values: ['a', null, 'ab'] }),
      () => words.isPresent(this.maybe(scope, depth - 1)),
      () => method(this.booleans(scope, depth - 1), this.draw.pick(['any', 'all'])),
      () =>
        method(
          this.list(scope, depth - 1),
          this.draw.pick(['some', 'every']),
          over((x) => this.boolean([...scope, x], depth - 1)),
        ),
      () => method(this.numbers(scope, depth - 1), 'includes', value(this.numberLeaf(scope))),
      () =>
        method(
          this.text(scope, depth - 1),
          this.draw.pick(['startsWith', 'endsWith', 'includes']),
          value(this.text(scope, 0)),
        ),
      () => call(this.draw.pick(COMPARISONS), [this.text(scope, depth - 1), this.text(scope, depth - 1)]),
      () => call(this.draw.pick(COMPARISONS), [boolean(), boolean()]),
      () => orElse(call(this.draw.pick(COMPARISONS), [this.maybeNumber(scope, depth - 1), number()]), boolean()),
      () =>
        orElse(
          call(this.draw.pick(['isNaN', 'isFinite', 'isInfinite', 'isInteger'] as const), [
            this.maybeNumber(scope, depth - 1),
          ]),
          boolean(),
        ),
    ]);
  }

  text(scope: Scope, depth: number): Expr {
    const leaf = (): Expr =>
      this.draw.chance(30)
        ? literal(this.draw.pick(TEXTS))
        : this.fromPool(
            scope,
            (x) => x.type === string,
            () =>
              orElse(
                this.fromPool(
                  scope,
                  (x) => isOptionOf(x, ['string']),
                  () => literal('a'),
                ),
                literal('b'),
              ),
          );
    return this.oneOf(depth, leaf, [
      () => choose(this.boolean(scope, depth - 1), this.text(scope, depth - 1), this.text(scope, depth - 1)),
      () => call(this.draw.pick(TEXT_TO_TEXT), [this.text(scope, depth - 1)]),
      () => this.madeText(scope, depth),
      () => this.madeText(scope, depth),
      () => orElse(call(this.draw.pick(TEXT_TO_TEXT), [this.maybeText(scope)]), this.text(scope, depth - 1)),
      () => call('joinText', [this.texts(scope, depth - 1), this.text(scope, 0)]),
    ]);
  }

  private maybeText(scope: Scope): Expr {
    return this.fromPool(
      scope,
      (x) => isOptionOf(x, ['string']),
      () => call('mask', [this.text(scope, 0), this.boolean(scope, 1)]),
    );
  }

  private texts(scope: Scope, depth: number): Expr {
    const found = this.pool(scope, (x) => x.type.is === 'list' && x.type.of === string);
    if (found.length > 0 && this.draw.chance(40)) return this.draw.pick(found);
    return this.draw.chance(50)
      ? this.pieces(scope, depth)
      : mapList(this.list(scope, depth), (x) => this.text([...scope, x], depth - 1));
  }

  private pieces(scope: Scope, depth: number): Expr {
    const by = this.draw.pick(['text', 'regex', 'space'] as const);
    return call('splitText', [this.text(scope, depth - 1)], {
      by,
      flags: this.draw.pick(['', 'i']),
      pattern: by === 'text' ? this.draw.pick([',', 'a', 'bb']) : '[ab]+|(?=c)',
      max: this.draw.pick([null, 0, 1, 2]),
      reverse: this.draw.chance(30),
    });
  }

  /** Operations on texts that take constants. */
  private madeText(scope: Scope, depth: number): Expr {
    const { draw } = this;
    const text = (): Expr => this.text(scope, depth - 1);
    const few = (): Expr => call('mod', [this.integer(scope, depth - 1), literal(4)]);
    const max = (): Json => draw.pick([null, 0, 1, 2]);
    const place = (): number => draw.pick([0, 1, -1, 2, -2, 5]);
    return draw.pick([
      () => call('replaceText', [text(), text(), text()], { max: max() }),
      () => call('replaceAll', [text(), text(), text()]),
      () =>
        call('replaceRegex', [text()], {
          ...draw.pick(PATTERNS),
          replacement: draw.pick(['', '\\0-', '\\\\x']),
          max: max(),
        }),
      () => call('regexGroup', [text()], { ...draw.pick(PATTERNS.slice(2)), group: 'g' }),
      () =>
        call('sliceText', [text()], {
          start: place(),
          stop: draw.pick([null, place()]),
          step: draw.pick([1, 2, -1, -2]),
        }),
      () => call('replaceSlice', [text()], { start: place(), stop: place(), replacement: draw.pick(TEXTS) }),
      () => call('trimText', [text()], { side: draw.pick(SIDES), characters: draw.pick([null, 'a ', '😀é']) }),
      () => call('trimUnits', [text()], { side: draw.pick(SIDES) }),
      () =>
        call('padText', [text()], {
          side: draw.pick(SIDES),
          width: draw.pick([0, 3, 6]),
          padding: draw.pick(['-', '😀']),
        }),
      () => call('padUnits', [text(), few(), text()], { side: draw.pick(['start', 'end']) }),
      () => call('repeatText', [text(), draw.chance(80) ? few() : literal(draw.pick([0, 2, -1]))]),
      () => call('joinTexts', [text(), text(), text()].slice(0, draw.pick([1, 2, 3]))),
      () => call('sliceUnits', [text(), few(), ...(draw.chance(50) ? [this.integer(scope, depth - 1)] : [])]),
      () => call('charAt', [text(), few()]),
    ])();
  }

  private numbers(scope: Scope, depth: number): Expr {
    const list = this.list(scope, depth);
    const of = present((list.type as ListType).of);
    if (of.is === 'number' && (of !== (list.type as ListType).of || this.draw.chance(60))) return list;
    return mapList(list, (x) =>
      this.draw.chance(15) ? this.maybeNumber([...scope, x], depth - 1) : this.number([...scope, x], depth - 1),
    );
  }

  private booleans(scope: Scope, depth: number): Expr {
    const list = this.list(scope, depth);
    return (list.type as ListType).of === bool ? list : mapList(list, (x) => this.boolean([...scope, x], depth - 1));
  }

  list(scope: Scope, depth: number): Expr {
    const bare = (): Expr =>
      call('listOf', this.draw.chance(10) ? [] : [this.numberLeaf(scope), this.numberLeaf(scope)]);
    const leaf = (): Expr =>
      this.fromPool(
        scope,
        (x) => x.type.is === 'list',
        () =>
          orElse(
            this.fromPool(scope, (x) => isOptionOf(x, ['list']), bare),
            call('listOf', []),
          ),
      );
    const list = (): Expr => this.list(scope, depth - 1);
    const number = (): Argument => over((x) => this.number([...scope, x], depth - 1));
    const filter = (): Expr =>
      method(
        list(),
        'filter',
        over((x) => this.boolean([...scope, x], depth - 1)),
      );
    const map = (): Expr =>
      method(
        list(),
        'map',
        over((x) => this.any([...scope, x], depth - 1)),
      );
    return this.oneOf(
      depth,
      leaf,
      [
        filter,
        filter,
        map,
        map,
        () =>
          method(
            list(),
            'flatMap',
            over((x) => this.list([...scope, x], depth - 1)),
          ),
        () =>
          call('flatten', [
            this.fromPool(
              scope,
              (x) => x.type.is === 'list' && x.type.of.is === 'list',
              () => mapList(list(), (x) => this.list([...scope, x], depth - 1)),
            ),
          ]),
        () => {
          const a = list();
          return method(a, 'concat', value(this.like(a.type, scope, depth - 1)));
        },
        () => method(list(), 'concat', value(list())),
        () => method(list(), 'combinations', constant(2)),
        () => method(list(), 'combinations', constant(3), constant(['p', 'q', 'r'])),
        () => method(list(), 'cross', value(list()), constant(['l', 'r'])),
        () => method(list(), 'sortBy', number(), constant({ descending: this.draw.chance(40) })),
        () => method(this.numbers(scope, depth - 1), 'sort'),
        () =>
          method(
            list(),
            'slice',
            value(this.integer(scope, depth - 1)),
            ...(this.draw.chance(50) ? [value(this.integer(scope, depth - 1))] : []),
          ),
        () => method(list(), 'reverse'),
        () => method(list(), 'indices'),
        () => method(list(), 'present'),
        () =>
          call('listOf', [
            this.number(scope, depth - 1),
            this.number(scope, depth - 1),
            ...(this.draw.chance(40) ? [this.maybeNumber(scope, depth - 1)] : []),
          ]),
        () => {
          const x = this.any(scope, depth - 1);
          return call('listOf', [x, this.like(x.type, scope, depth - 1)]);
        },
        () => {
          const a = list();
          return choose(this.boolean(scope, depth - 1), a, this.like(a.type, scope, depth - 1));
        },
        () => this.together(scope, depth),
        () => this.pieces(scope, depth),
        () => this.extended(scope, depth),
        () => this.extended(scope, depth),
      ],
      'list',
    );
  }

  /** Records of a list with another value of a field, or one more, and what is chosen of these. */
  private extended(scope: Scope, depth: number): Expr {
    const list = this.fromPool(
      scope,
      ({ type }) => type.is === 'list' && type.of.is === 'record',
      () => this.list(scope, depth - 1),
    );
    const { of } = list.type as ListType;
    if (of.is !== 'record') return list;
    const names = this.draw.chance(30) ? ['new'] : [this.draw.pick([...of.fields.keys(), 'new'])];
    const made = mapList(list, (x) =>
      call('with', [x, record(names.map((name) => [name, this.number([...scope, x], depth - 2)] as const))]),
    );
    const chosen = this.draw.pick([
      () => made,
      () =>
        method(
          made,
          'filter',
          over((x) => this.boolean([...scope, x], depth - 1)),
        ),
      () =>
        method(
          made,
          'sortBy',
          over((x) => this.number([...scope, x], depth - 1)),
          constant({}),
        ),
      () => method(made, 'slice', value(this.integer(scope, depth - 1))),
      () => method(made, 'reverse'),
    ])();
    return this.draw.chance(40) ? chosen : mapList(chosen, (x) => this.any([...scope, x], depth - 1));
  }

  /** Several lists walked together: mostly of equal lengths. */
  private together(scope: Scope, depth: number): Expr {
    const a = this.list(scope, depth - 1);
    const b = this.draw.chance(15)
      ? this.list(scope, depth - 1)
      : this.draw.pick([
          () => mapList(a, (x) => this.any([...scope, x], depth - 2)),
          () => call('reverse', [a]),
          () => call('indices', [a]),
        ])();
    if (this.draw.chance(30))
      return zip([
        ['u', a],
        ['v', b],
      ]);
    return call('map', [
      a,
      b,
      lambda([(a.type as ListType).of, (b.type as ListType).of], (x, y) => this.any([...scope, x, y], depth - 1)),
    ]);
  }

  /** A value of the type, or near it. */
  private like(type: Type, scope: Scope, depth: number): Expr {
    const found = this.pool(scope, (x) => x.type !== type && join(x.type, type) !== undefined).concat(
      this.pool(scope, (x) => x.type === type),
    );
    if (found.length > 0 && this.draw.chance(70)) return this.draw.pick(found);
    switch (type.is) {
      case 'number':
        return this.number(scope, depth);
      case 'bool':
        return this.boolean(scope, depth);
      case 'string':
        return this.text(scope, depth);
      case 'list':
        return this.draw.chance(30)
          ? call('listOf', [this.like(type.of, scope, depth - 1)])
          : type.of.is === 'number'
            ? this.numbers(scope, depth)
            : call('listOf', []);
      case 'record':
        return record([...type.fields].map(([name, of]) => [name, this.like(of, scope, depth - 1)] as const));
      case 'option':
        return this.like(type.of, scope, depth);
      default:
        return literal(undefined);
    }
  }

  record(scope: Scope, depth: number): Expr {
    const leaf = (): Expr =>
      this.fromPool(
        scope,
        (x) => x.type.is === 'record',
        () => record([['x', this.numberLeaf(scope)]]),
      );
    return this.oneOf(
      depth,
      leaf,
      [
        () =>
          record(
            ['x', 'y', '__proto__']
              .slice(0, 1 + this.draw.below(3))
              .map((name) => [name, this.any(scope, depth - 1)] as const),
          ),
        () =>
          call('with', [
            this.record(scope, depth - 1),
            record([
              ['w', this.any(scope, depth - 1)],
              ['x', this.any(scope, depth - 1)],
            ]),
          ]),
        () =>
          call('with', [
            this.fromPool(
              scope,
              (x) => isOptionOf(x, ['record']),
              () => this.record(scope, depth - 1),
            ),
            record([['w', this.any(scope, depth - 1)]]),
          ]),
        () => choose(this.boolean(scope, depth - 1), this.record(scope, depth - 1), this.record(scope, depth - 1)),
        () => {
          const x = this.maybe(scope, depth - 1);
          return orElse(x, present(x.type).is === 'record' ? this.like(present(x.type), scope, depth - 1) : literal(0));
        },
      ],
      'record',
    );
  }

  any(scope: Scope, depth: number): Expr {
    const kind = this.draw.below(12);
    if (kind < 4) return this.number(scope, depth);
    if (kind < 5) return this.boolean(scope, depth);
    if (kind < 6) return this.text(scope, depth);
    if (kind < 8) return this.list(scope, depth);
    if (kind < 9) return this.maybeNumber(scope, depth);
    return kind < 10 ? this.maybe(scope, depth) : this.record(scope, depth);
  }
}

const AXES: readonly { axis: FixedAxis; of: 'number' | 'bool' | 'text' | 'integer' }[] = [
  { axis: axis.regular(4, -2, 3), of: 'number' },
  { axis: axis.variable([-1, 0, 0.5, 4]), of: 'number' },
  { axis: axis.integer(-1, 3), of: 'number' },
  { axis: axis.boolean(), of: 'bool' },
  { axis: axis.category(['a', 'ab']), of: 'text' },
  { axis: axis.category(), of: 'text' },
  { axis: axis.category([1, 2]), of: 'integer' },
  { axis: axis.category([], { of: 'int' }), of: 'integer' },
];

/** Random outputs over one source named `data`. */
export function program(draw: Draw, row: Type): CallExpr[] {
  const datasets: Expr[] = [source('data', table(row))];
  const outputs: CallExpr[] = [];
  const count = 1 + (draw.chance(35) ? 1 + draw.below(2) : 0);
  for (let i = 0; i < count; i++) {
    const maker = new Maker(draw, 45);
    const dataset = datasetOf(maker, datasets);
    outputs.push(outputOf(maker, dataset));
  }
  return outputs;
}

const over1 = (dataset: Expr, build: (row: Expr) => Expr): Expr => lambda([(dataset.type as TableType).row], build);

function datasetOf(maker: Maker, datasets: Expr[]): Expr {
  let dataset = maker.draw.pick(datasets);
  for (let steps = maker.draw.pick([0, 0, 1, 1, 2]); steps > 0; steps--) {
    if (maker.draw.chance(40)) {
      const list = over1(dataset, (row) => maker.list([row], 2));
      if ((list.type as ListType).of.is === 'never') continue;
      dataset = call('rows', [dataset, list]);
    } else dataset = call('where', [dataset, over1(dataset, (row) => maker.boolean([row], 3))]);
    datasets.push(dataset);
  }
  return dataset;
}

function outputOf(maker: Maker, dataset: Expr): CallExpr {
  const { draw } = maker;
  const kind = draw.below(12);
  if (kind < 6) return call('collect', [dataset, over1(dataset, (row) => maker.any([row], 4))]);
  if (kind < 8) return fillOf(maker, dataset);
  if (kind === 10) return tallyOf(maker, dataset);
  if (kind === 11) return groupOf(maker, dataset);
  const how = draw.pick(['count', 'sum', 'mean', 'min', 'max', 'any', 'all']);
  const of = over1(dataset, (row) =>
    how === 'any' || how === 'all'
      ? maker.boolean([row], 3)
      : draw.chance(30)
        ? maker.maybeNumber([row], 3)
        : draw.chance(15) && how !== 'min' && how !== 'max'
          ? maker.boolean([row], 2)
          : maker.number([row], 3),
  );
  return call('reduceRows', [dataset, of], { how });
}

function fillOf(maker: Maker, dataset: Expr): CallExpr {
  const { draw } = maker;
  const axes = draw.chance(40) ? [draw.pick(AXES), draw.pick(AXES)] : [draw.pick(AXES)];
  const weighted = draw.chance(40);
  const entry = (scope: Scope): Expr => {
    const parts = axes.map(({ of }, i): readonly [string, Expr] => [
      String(i),
      of === 'number'
        ? draw.chance(25)
          ? maker.maybeNumber(scope, 2)
          : maker.number(scope, 3)
        : of === 'bool'
          ? maker.boolean(scope, 2)
          : of === 'text'
            ? maker.text(scope, 2)
            : maker.integer(scope, 2),
    ]);
    return record(
      weighted ? [...parts, ['weight', draw.chance(20) ? maker.maybeNumber(scope, 2) : maker.number(scope, 2)]] : parts,
    );
  };
  const of = over1(dataset, (row) =>
    draw.chance(50) ? entry([row]) : mapList(maker.list([row], 2), (x) => entry([row, x])),
  );
  return call('fill', [dataset, of], { axes: axes.map((a) => a.axis) as unknown as Json, weighted });
}

function tallyOf(maker: Maker, dataset: Expr): CallExpr {
  const of = over1(dataset, (row) => {
    const names = ['a', 'b', 'weight'].slice(0, 1 + maker.draw.below(3));
    const tests = record(names.map((name) => [name, maker.boolean([row], 3)] as const));
    return record([['tests', tests], ...(maker.draw.chance(50) ? [['weight', maker.number([row], 3)] as const] : [])]);
  });
  return call('tally', [dataset, of]);
}

function groupOf(maker: Maker, dataset: Expr): CallExpr {
  const { draw } = maker;
  const how = draw.pick(['distinct', 'count', 'sum'] as const);
  const key = (scope: Scope): Expr =>
    draw.pick([
      () => maker.integer(scope, 2),
      () => maker.text(scope, 2),
      () => maker.boolean(scope, 2),
      () => maker.number(scope, 2),
      () => maker.maybeNumber(scope, 2),
    ])();
  const entry = (scope: Scope): Expr => {
    const keys = record(['a', 'b', 'c'].slice(0, draw.pick([1, 1, 2, 3])).map((name) => [name, key(scope)] as const));
    const value = draw.chance(20) ? maker.maybeNumber(scope, 2) : maker.number(scope, 2);
    return record([['keys', keys], ...(how === 'sum' ? [['value', value] as const] : [])]);
  };
  const of = over1(dataset, (row) =>
    draw.chance(50) ? entry([row]) : mapList(maker.list([row], 2), (x) => entry([row, x])),
  );
  return call('group', [dataset, of], { how, most: draw.chance(90) ? 1000 : 2 });
}

/** A tree as text, for messages. */
export function showTree(expr: Expr): string {
  switch (expr.node) {
    case 'source':
      return expr.source;
    case 'literal':
      return typeof expr.value === 'bigint'
        ? `${expr.value}n`
        : Object.is(expr.value, -0)
          ? '-0'
          : typeof expr.value === 'string'
            ? JSON.stringify(expr.value)
            : String(expr.value);
    case 'param':
      return `p${expr.level}${expr.index > 0 ? `_${expr.index}` : ''}`;
    case 'field':
      return `${showTree(expr.of)}.${expr.name}`;
    case 'lambda':
      return `${expr.params.map(showTree).join(', ')} => ${showTree(expr.body)}`;
    case 'record':
      return `{${expr.names.map((name, i) => `${name}: ${showTree(expr.values[i] as Expr)}`).join(', ')}}`;
    default: {
      const options = Object.keys(expr.options).length === 0 ? [] : [JSON.stringify(expr.options)];
      return `${expr.op}(${[...expr.args.map(showTree), ...options].join(', ')})`;
    }
  }
}
