import { positionsWhere } from '../../filter.ts';
import { type Layout, lengthOf, type NumbersLayout } from '../../layout.ts';
import { presentFlags } from '../axes.ts';
import { toInt32 } from '../integers.ts';
import { ArrayProblem } from '../kernel.ts';
import type { IndexStep, Step } from './steps.ts';

/** A list written as an item: all booleans or all whole numbers, some of them null. */
export function indexOfList(list: readonly unknown[]): IndexStep {
  const missing = list.includes(null);
  const present = missing ? Uint8Array.from(list, (one) => (one === null ? 0 : 1)) : undefined;
  const known = list.filter((one) => one !== null);
  if (known.length > 0 && known.every((one) => typeof one === 'boolean'))
    return { ...maskStep(Uint8Array.from(list, Number), present), size: sizeOfMask(list) };
  if (!known.every((one) => Number.isInteger(one)))
    throw new ArrayProblem(
      'wrong-type',
      `getitem: a list of positions or a mask is wanted, found ${JSON.stringify(list)}`,
    );
  const most = 0x7fffffff;
  const positions = Int32Array.from(list as number[], (one) => Math.max(-most, Math.min(most, one)));
  return { ...flatIndex(positions, present), size: list.length };
}

const sizeOfMask = (list: readonly unknown[]): number => list.filter((one) => one !== false).length;

/** A mask keeps what is true, and a missing value where it is missing itself. */
function maskStep(flags: Uint8Array, present: Uint8Array | undefined): IndexStep {
  const kept = present === undefined ? flags : flags.map((flag, i) => (present[i] === 0 ? 1 : flag));
  const positions = positionsWhere(kept);
  const there = present === undefined ? undefined : Uint8Array.from(positions, (at) => present[at] as number);
  return { ...flatIndex(positions, there), maskLength: flags.length };
}

/**
 * The steps of an index array: positions or a mask for all lists alike (a mask of several regular dimensions is an index for
 * each of them), or, where it has lists of any length or of what may be missing, one that differs from row to row.
 */
export function indexOfInput(input: Layout): readonly Step[] {
  const regular = regularIndex(input);
  if (regular === undefined) return [{ is: 'jagged', index: listsOf(input) }];
  const { leaf, inner } = regular;
  const rows = lengthOf(input);
  if (leaf.is === 'nothing') return [flatIndex(new Int32Array(rows), new Uint8Array(rows))];
  const numbers = leaf.is === 'option' ? leaf.content : leaf;
  const present = leaf.is === 'option' ? presentFlags(leaf) : undefined;
  if (numbers.dtype !== 'bool') return [{ ...flatIndex(toInt32(numbers, 'getitem: positions'), present), rows, inner }];
  if (inner.length === 0) return [maskStep(numbers.data as Uint8Array, present)];
  return regularMask(numbers.data as Uint8Array, rows, inner);
}

function flatIndex(positions: Int32Array, present: Uint8Array | undefined): IndexStep {
  const rows = positions.length;
  return { is: 'index', positions, present, size: undefined, rows, inner: [], maskLength: undefined };
}

type Leaf =
  | NumbersLayout
  | { is: 'option'; valid: Uint8Array; content: NumbersLayout }
  | { is: 'nothing'; length: number };

/** The numbers of an index without lists, or with regular ones of what cannot be missing; undefined for other indexes. */
function regularIndex(input: Layout): { leaf: Leaf; inner: readonly number[] } | undefined {
  const inner: number[] = [];
  let layout = input;
  for (; layout.is === 'list' && layout.size !== undefined; layout = layout.content) inner.push(layout.size);
  if (layout.is === 'numbers') return { leaf: layout, inner };
  if (inner.length > 0) return undefined;
  if (layout.is === 'nothing') return { leaf: layout, inner };
  if (layout.is === 'option' && layout.content.is === 'numbers')
    return { leaf: { ...layout, content: layout.content }, inner };
  return undefined;
}

/** An index of lists. */
function listsOf(input: Layout): Extract<Step, { is: 'jagged' }>['index'] {
  if (input.is === 'list') return input;
  if (input.is === 'option' && input.content.is === 'list') return input;
  throw new ArrayProblem('wrong-type', `getitem: an index must be integers or booleans, found ${input.is}`, {
    hint: 'fields are named with field or fields',
  });
}

/** Where a mask of several regular dimensions is true: for each dimension the positions in it. */
function regularMask(flags: Uint8Array, rows: number, inner: readonly number[]): IndexStep[] {
  const where = positionsWhere(flags);
  const sizes = [rows, ...inner];
  return sizes.map((size, dimension) => {
    const stride = sizes.slice(dimension + 1).reduce((n, one) => n * one, 1);
    const positions = where.map((at) => Math.floor(at / stride) % size);
    return { ...flatIndex(positions, undefined), maskLength: size };
  });
}
