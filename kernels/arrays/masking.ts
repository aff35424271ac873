import { parentsOf } from '../broadcast.ts';
import {
  type Layout,
  type ListLayout,
  lengthOf,
  type NumbersLayout,
  type OptionLayout,
  type UnionLayout,
} from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { asOption } from './axes.ts';
import { isValid } from '../bits.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { flagOption } from './options.ts';
import { ownRow, type RowOf, rowOfElements, rowOfTaken } from './rows.ts';
import { changeKindsAligned, changePresent, changeWherePresent } from './walk.ts';

/**
 * `ak.mask`: values become missing where the mask (the second input) is not `valid_when` (default true), or is missing
 * itself. The mask is booleans, in lists of the same lengths or in fewer of them (then it is for whole lists); values that
 * have fewer lists than the mask are repeated. Throws `lengths-differ` (naming the first row) and `wrong-type`.
 *
 * @example mask([[1, 2, 3], [true, false, true]]) gives [1, undefined, 3]
 */
export const mask: ArrayKernel = ([array, flags], options) =>
  masked(array as Layout, flags as Layout, flagOption(options, 'valid_when', true), ownRow);

function masked(values: Layout, flags: Layout, validWhen: boolean, rowOf: RowOf): Layout {
  if (lengthOf(values) !== lengthOf(flags)) throw lengthsDiffer(lengthOf(values), lengthOf(flags));
  switch (flags.is) {
    case 'numbers':
      return values.is === 'nothing' ? values : asOption(keptBy(flags, validWhen), values);
    case 'option':
      return maskedWherePresent(values, flags, validWhen, rowOf);
    case 'list':
      return maskedLists(values, flags, validWhen, rowOf);
    case 'nothing':
      return values.is === 'nothing' ? values : asOption(new Uint8Array(flags.length), values);
    default:
      throw noMask(flags.is);
  }
}

const noMask = (found: string): ArrayProblem =>
  new ArrayProblem('wrong-type', `mask: the mask must be booleans, or lists of them, found ${found}`);

const lengthsDiffer = (values: number, flags: number, row?: number): ArrayProblem =>
  new ArrayProblem(
    'lengths-differ',
    `mask: ${values} values have a mask of ${flags}${row === undefined ? '' : ` in row ${row}`}`,
    row === undefined ? {} : { row },
  );

function keptBy({ dtype, data }: NumbersLayout, validWhen: boolean): Uint8Array {
  if (dtype !== 'bool') throw noMask(dtype);
  if (validWhen) return data as Uint8Array;
  return (data as Uint8Array).map((flag) => 1 - flag);
}

/** A mask that is missing somewhere. Lists behind it are not looked at. */
function maskedWherePresent(values: Layout, flags: OptionLayout, validWhen: boolean, rowOf: RowOf): Layout {
  if (flags.content.is === 'numbers') {
    const masked = keptBy(flags.content, validWhen).map((flag, i) => (isValid(flags.valid, i) ? flag : 0));
    return values.is === 'nothing' ? values : asOption(masked, values);
  }
  return changeWherePresent(values, flags, (kept, beside, at) =>
    masked(kept, beside, validWhen, rowOfTaken(rowOf, at)),
  );
}

/** A mask of lists. */
function maskedLists(values: Layout, flags: ListLayout, validWhen: boolean, rowOf: RowOf): Layout {
  switch (values.is) {
    case 'list':
      checkLengths(values.offsets, flags.offsets, rowOf);
      return {
        ...values,
        content: masked(values.content, flags.content, validWhen, rowOfElements(rowOf, values.offsets)),
      };
    case 'option':
      return changePresent(values, (kept, at) =>
        masked(kept, at === undefined ? flags : takeLayout(flags, at), validWhen, rowOfTaken(rowOf, at)),
      );
    case 'union':
      return maskedKinds(values, flags, validWhen, rowOf);
    default:
      return repeated(values, flags, validWhen, rowOf);
  }
}

/** One value for a whole list of flags stands in it as often as there are flags. */
function repeated(values: Layout, flags: ListLayout, validWhen: boolean, rowOf: RowOf): Layout {
  const elements = takeLayout(values, parentsOf(flags.offsets));
  return { ...flags, content: masked(elements, flags.content, validWhen, rowOfElements(rowOf, flags.offsets)) };
}

function maskedKinds(union: UnionLayout, flags: ListLayout, validWhen: boolean, rowOf: RowOf): Layout {
  return changeKindsAligned(union, (values, positions) =>
    masked(values, takeLayout(flags, positions), validWhen, rowOfTaken(rowOf, positions)),
  );
}

function checkLengths(values: Int32Array, flags: Int32Array, rowOf: RowOf): void {
  if (values === flags) return;
  for (let i = 0; i + 1 < values.length; i++) {
    const a = (values[i + 1] as number) - (values[i] as number);
    const b = (flags[i + 1] as number) - (flags[i] as number);
    if (a !== b) throw lengthsDiffer(a, b, rowOf(i));
  }
}
