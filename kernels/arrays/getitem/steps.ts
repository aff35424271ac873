import { type Layout, lengthOf, type ListLayout } from '../../layout.ts';
import { depthsOf } from '../axes.ts';
import { ArrayProblem } from '../kernel.ts';

/** One step of a selection. */
export type Step = AtStep | RangeStep | NewAxisStep | IndexStep | JaggedStep;

export interface AtStep {
  readonly is: 'at';
  readonly at: number;
}

/** As Python's slice: what is undefined is open, negative ends count from the end. */
export interface RangeStep {
  readonly is: 'range';
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly step: number;
}

export interface NewAxisStep {
  readonly is: 'newaxis';
}

/** The same positions in every list; several such steps go together, as in NumPy. */
export interface IndexStep {
  readonly is: 'index';
  /** Positions; negative ones count from the end. */
  readonly positions: Int32Array;
  /** 0 where the position is missing; undefined where none can be. */
  readonly present: Uint8Array | undefined;
  /** `rows`, where that is known without data. */
  readonly size: number | undefined;
  /** How many there are, counting those of the regular dimensions inside (where the index has several) as one. */
  readonly rows: number;
  readonly inner: readonly number[];
  /** The length that lists must have, where the positions come from a mask. */
  readonly maskLength: number | undefined;
}

/** For each row positions or a mask of its own. */
export interface JaggedStep {
  readonly is: 'jagged';
  readonly index: ListLayout | OptionOfLists;
}
type OptionOfLists = Layout & { is: 'option' };

/** How many dimensions a step goes through. */
export function needsRoom(step: Step): number {
  if (step.is === 'newaxis') return 0;
  return step.is === 'jagged' ? depthsOf(step.index).most : 1;
}

/** Whether a range leaves everything as it is. */
export const isFull = ({ start, stop, step }: RangeStep): boolean =>
  step === 1 && (start ?? 0) === 0 && stop === undefined;

/** The first element of a range and how many there are, in a list of a given length. */
export function rangeIn({ start, stop, step }: RangeStep, length: number): { first: number; count: number } {
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (end: number): number => Math.max(least, Math.min(most, end < 0 ? end + length : end));
  const first = start === undefined ? (step > 0 ? 0 : length - 1) : clamp(start);
  const end = stop === undefined ? (step > 0 ? length : -1) : clamp(stop);
  return { first, count: Math.max(0, Math.ceil((end - first) / step)) };
}

/**
 * Index arrays go together as in NumPy: one beside the other, of one length or of length 1. What Awkward refuses is
 * refused: with something between them, and together with an index that differs from row to row or has missing positions.
 */
export function checkTogether(steps: readonly Step[]): void {
  const indexes = steps.filter((step) => step.is === 'index');
  const advanced = steps.flatMap((step, i) => (step.is === 'index' || step.is === 'at' ? [i] : []));
  const jagged = steps.filter((step) => step.is === 'jagged').length;
  if (jagged > 1 || (jagged === 1 && advanced.length > 0))
    throw together('an index that differs from row to row cannot go with other indexes');
  if (indexes.length === 0) return;
  if (indexes.some(({ present }) => present !== undefined) && advanced.length > 1)
    throw together('an index with missing positions cannot go with other indexes');
  const [first, last] = [advanced[0] as number, advanced[advanced.length - 1] as number];
  if (last - first >= advanced.length) throw together('index arrays must stand side by side');
}

function together(message: string): ArrayProblem {
  return new ArrayProblem('wrong-option', `getitem: ${message}`, { hint: 'select in two steps, one after the other' });
}

/** The index steps with as many positions each. */
export function broadcastIndexes(steps: readonly Step[], typeOnly: boolean): readonly Step[] {
  const indexes = steps.filter((step): step is IndexStep => step.is === 'index');
  if (indexes.length < 2) return steps;
  const shapes = indexes.filter(({ inner }) => inner.length > 0);
  if (
    shapes.some(({ inner }) => inner.join() !== shapes[0]?.inner.join()) ||
    (shapes.length > 0 && shapes.length < indexes.length)
  )
    throw together('index arrays of several dimensions must have the same shape');
  const length = indexes.reduce((most, { positions }) => (positions.length === 1 ? most : positions.length), 1);
  const odd = indexes.find(({ positions }) => positions.length !== 1 && positions.length !== length);
  if (odd !== undefined && !typeOnly)
    throw new ArrayProblem(
      'lengths-differ',
      `getitem: index arrays of ${length} and ${odd.positions.length} positions`,
    );
  const size = indexes.some((step) => step.size === undefined) ? undefined : length;
  return steps.map((step) => {
    if (step.is !== 'index' || step.positions.length === length) return step;
    return { ...step, size, rows: length, positions: new Int32Array(length).fill(step.positions[0] ?? 0) };
  });
}

/** The error of selecting in more dimensions than there are. */
export function tooManyItems(): ArrayProblem {
  return new ArrayProblem('no-such-axis', 'getitem: there are more items than the array has dimensions');
}

/** The error of a position that a list does not have. */
export function outOfRange(at: number, length: number, row: number | undefined): ArrayProblem {
  const where = row === undefined ? `the array has ${length} rows` : `a list in row ${row} has ${length} elements`;
  return new ArrayProblem('out-of-range', `getitem: index ${at} is out of range: ${where}`, {
    hint: 'ask only for what is there, or take firsts or pad_none, which give missing values',
    ...(row === undefined ? {} : { row }),
  });
}

/** The error of a mask that is not as long as what it selects from. */
export function maskLengthDiffers(mask: number, length: number, row: number | undefined): ArrayProblem {
  const where = row === undefined ? `${length} rows` : `${length} elements in row ${row}`;
  return new ArrayProblem(
    'lengths-differ',
    `getitem: a mask of ${mask} for ${where}`,
    row === undefined ? {} : { row },
  );
}

/** The error of an index with rows, for an array with others. */
export function rowsDiffer(index: number, length: number, row?: number): ArrayProblem {
  const where = row === undefined ? '' : ` in row ${row}`;
  return new ArrayProblem(
    'lengths-differ',
    `getitem: an index of ${index} lists for ${length}${where}`,
    row === undefined ? {} : { row },
  );
}

/** How many lists there are in a step's index. */
export const rowsIn = ({ index }: JaggedStep): number => lengthOf(index);
