import fc from 'fast-check';
import { describe, it } from 'vitest';
import { bool, int, list, option, type Type } from '../../../compiler/tree/type.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { type Layout, lengthOf, type OptionLayout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { Draw, tapes } from '../../oracle/data.ts';
import { arrayOf } from './cases.ts';
import { anyAxis, check, type Inputs, type Meaning, type Op, type Options, pieces } from './check.ts';
import { anyLayout, anyType } from './generate.ts';
import * as plain from './plain.ts';

const RUNS = { numRuns: 400, seed: 5 };

/** Checks an operation on arrays, with other inputs made for them. */
function holds(
  op: Op,
  draws: (draw: Draw) => Options,
  meaning: Meaning,
  more: (
    draw: Draw,
    type: Type,
    array: readonly [Layout, Layout],
    options: Options,
  ) => Omit<Inputs, 'array'> = () => ({}),
): void {
  it(op, () => {
    const once = (tape: readonly number[]): void => {
      const draw = new Draw(tape);
      const type = anyType(draw);
      const options = draws(draw);
      const array = pieces(draw, type);
      check(op, { array, ...more(draw, type, array, options) }, options, meaning);
    };
    fc.assert(fc.property(tapes, once), RUNS);
  });
}

const byAxis = (draw: Draw): Options => ({ axis: anyAxis(draw) });
const byAxisOrNone = (draw: Draw): Options => ({ axis: draw.chance(30) ? null : anyAxis(draw) });
const axisOf = ({ axis }: Options): number => axis as number;

describe('an operation on arrays of any type gives what its plain meaning gives', () => {
  holds('ak.num', byAxis, (rows, type, options) => plain.num(rows, type, axisOf(options)));
  holds('ak.local_index', byAxis, (rows, type, options) => plain.localIndex(rows, type, axisOf(options)));
  holds('ak.firsts', byAxis, (rows, type, options) => plain.firsts(rows, type, axisOf(options)));
  holds('ak.is_none', byAxis, (rows, type, options) => plain.isNone(rows, type, axisOf(options)));
  holds('ak.singletons', byAxis, (rows, type, options) => plain.singletons(rows, type, axisOf(options)));
  holds('ak.drop_none', byAxisOrNone, (rows, type, options) => plain.dropNone(rows, type, options['axis'] as number));
  holds('ak.flatten', byAxisOrNone, (rows, type, options) => plain.flatten(rows, type, options['axis'] as number));
  holds(
    'ak.ravel',
    () => ({}),
    (rows, type) => plain.ravel(rows, type),
  );
  holds(
    'ak.nan_to_none',
    () => ({}),
    (rows, type) => plain.nanToNone(rows, type),
  );
  holds(
    'ak.to_packed',
    () => ({}),
    (rows) => rows,
  );
  holds(
    'ak.from_regular',
    () => ({ axis: null }),
    (rows) => rows,
  );
  holds(
    'ak.pad_none',
    (draw) => ({ axis: anyAxis(draw), target: draw.below(4), clip: draw.chance(50) }),
    (rows, type, { axis, target, clip }) =>
      plain.padNone(rows, type, axis as number, target as number, clip as boolean),
  );
  holds('ak.run_lengths', () => ({}), plain.runLengths);
  holds(
    'ak.fill_none',
    byAxisOrNone,
    (rows, type, { axis }, [fill]) => plain.fillNone(rows, type, axis as number | null, fill?.[0]),
    // a text is like nothing but texts
    () => ({ shared: [arrayOf(['filled'])] }),
  );
  holds(
    'ak.mask',
    (draw) => ({ valid_when: draw.chance(70) }),
    (rows, type, { valid_when }, [flags = []]) => plain.mask(rows, type, flags, valid_when as boolean),
    (draw, type, [a, b]) => {
      const wanted = maskType(draw, type);
      return { beside: [[maskFor(draw, wanted, a), maskFor(draw, wanted, b)]] };
    },
  );
  holds(
    'ak.unflatten',
    byAxis,
    (rows, type, options, [counts = []]) => plain.unflatten(rows, type, axisOf(options), counts as number[]),
    (draw, type, array, options) => {
      const lengths = plain.lengthsAt(layoutToValues(concatLayouts(array)), type, axisOf(options)) ?? [];
      return {
        shared: [
          valuesToLayout(
            lengths.flatMap((length) => countsFor(draw, length)),
            option(int),
          ),
        ],
      };
    },
  );
});

/** The type of a mask: lists, as far as the array has them, of what may be missing or not. */
function maskType(draw: Draw, type: Type): Type {
  const present = type.is === 'option' ? type.of : type;
  const flags = present.is === 'list' && draw.chance(60) ? list(maskType(draw, present.of)) : bool;
  const repeating = flags === bool && draw.chance(10) ? list(bool) : flags;
  return draw.chance(30) ? option(repeating) : repeating;
}

/** A mask whose lists are as long as those of the array; now and then they are not. */
function maskFor(draw: Draw, type: Type, array: Layout): Layout {
  if (array.is === 'option') return maskFor(draw, type, array.content);
  if (type.is === 'option') {
    const { valid } = anyLayout(draw, option(bool), lengthOf(array)) as OptionLayout;
    return { is: 'option', valid, content: maskFor(draw, type.of, array) };
  }
  if (type.is !== 'list' || array.is !== 'list' || draw.chance(3)) return anyLayout(draw, type, lengthOf(array));
  return { is: 'list', offsets: array.offsets, content: maskFor(draw, type.of, array.content) };
}

/** Counts that add up to a length; now and then they do not, or there are missing ones. */
function countsFor(draw: Draw, length: number): (number | undefined)[] {
  const counts: (number | undefined)[] = [];
  for (let left = length; left > 0; ) {
    const count = draw.chance(5) ? undefined : Math.min(left, draw.below(4));
    counts.push(count);
    left -= count ?? 0;
    if (draw.ended) return [...counts, left];
  }
  return draw.chance(3) ? [...counts, 1] : counts;
}
