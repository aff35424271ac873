import type { Source } from '../sources/source.ts';
import type { ColumnCore } from './column-core.ts';

const inputs = new WeakMap<Source, readonly ColumnCore[]>();

/** Notes what an array is made of. */
export function madeOf(source: Source, columns: readonly ColumnCore[]): void {
  inputs.set(source, columns);
}

/** The columns that an array is made of; none for data that are there. */
export function inputsOf(source: Source): readonly ColumnCore[] {
  return inputs.get(source) ?? [];
}
