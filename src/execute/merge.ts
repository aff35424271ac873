import type { FixedAxis } from '../../compiler/axis.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { type HistogramPartial, mergePartials } from '../../kernels/histogram.ts';
import { type GroupsPartial, mergeGroups } from '../../kernels/groups.ts';
import { mergeTallies, type TallyPartial } from '../../kernels/tally.ts';
import { groupingOf } from '../../compiler/ops/counting.ts';
import type { Layout } from '../../kernels/layout.ts';
import { concatLayouts } from '../../kernels/concat.ts';
import { whole } from '../../kernels/scalar.ts';
import type { Partition } from '../sources/source.ts';
import { explained } from './task.ts';

/** How many partial results of one level make one of the next. */
export const FAN_IN = 8;

/** Merges partial results by one fixed tree over their number, so that the same cut gives the same bits anywhere. */
export function mergeTree<T>(parts: readonly T[], merge: (a: T, b: T) => T): T | undefined {
  let level = parts;
  while (level.length > 1) {
    const next: T[] = [];
    for (let at = 0; at < level.length; at += FAN_IN) next.push(level.slice(at, at + FAN_IN).reduce(merge));
    level = next;
  }
  return level[0];
}

interface Summed {
  readonly sum: number;
  readonly count: number;
}

type Extreme = number | bigint | undefined;

/** The partial result of two runs of rows, one after the other, from those of each. */
export function mergePair(output: CallExpr, a: unknown, b: unknown): unknown {
  try {
    return pairMerged(output, a, b);
  } catch (error) {
    throw explained(error, 'where partial results are merged');
  }
}

function pairMerged(output: CallExpr, a: unknown, b: unknown): unknown {
  if (output.op === 'collect') return concatLayouts([a, b] as Layout[]);
  if (output.op === 'fill') {
    const axes = output.options['axes'] as unknown as FixedAxis[];
    return mergePartials(axes, a as HistogramPartial, b as HistogramPartial);
  }
  if (output.op === 'tally') return mergeTallies(a as TallyPartial, b as TallyPartial);
  if (output.op === 'group')
    return mergeGroups(a as GroupsPartial, b as GroupsPartial, groupingOf(output), Number(output.options['most']));
  switch (output.options['how']) {
    case 'count':
      return (a as number) + (b as number);
    case 'any':
      return a === true || b === true;
    case 'all':
      return a === true && b === true;
    case 'sum':
    case 'mean':
      return addSums(output, a as Summed, b as Summed);
    default:
      return better(a as Extreme, b as Extreme, output.options['how'] === 'min');
  }
}

/** The partial results of several runs of rows, one an output each time, as those of all; they follow in this order. */
export function mergeParts(outputs: readonly CallExpr[], parts: readonly (readonly unknown[])[]): readonly unknown[] {
  return outputs.map((output, i) => parts.map((part) => part[i]).reduce((a, b) => mergePair(output, a, b)));
}

/** The result of an output from the partial result of all its rows. */
export function finishOutput(output: CallExpr, part: unknown): unknown {
  if (output.op === 'group') return withPlainKeys(part as GroupsPartial);
  if (output.op !== 'reduceRows') return part;
  switch (output.options['how']) {
    case 'sum':
      return (part as Summed).sum;
    case 'mean':
      return (part as Summed).sum / (part as Summed).count;
    case 'min':
    case 'max':
      return narrow(part as Extreme);
    default:
      return part;
  }
}

/**
 * The result of an output from the partial results of partitions, in their order: those of a file by a tree of their own,
 * then those of the files. So a file counts the same whether the files before it are whole, cut otherwise, or not there.
 */
export function mergeOutput(
  output: CallExpr,
  parts: readonly unknown[],
  partitions: readonly Pick<Partition, 'file'>[],
): unknown {
  if (output.op === 'collect') return concatLayouts(parts as Layout[]);
  const merge = (a: unknown, b: unknown): unknown => mergePair(output, a, b);
  const files = byFile(parts, partitions).map((ofFile) => mergeTree(ofFile, merge));
  return finishOutput(output, mergeTree(files, merge));
}

function byFile<T>(parts: readonly T[], partitions: readonly Pick<Partition, 'file'>[]): T[][] {
  const files: T[][] = [];
  parts.forEach((part, i) => {
    const last = files.at(-1);
    if (last !== undefined && partitions[i]?.file === partitions[i - 1]?.file) last.push(part);
    else files.push([part]);
  });
  return files;
}

function addSums({ type }: CallExpr, a: Summed, b: Summed): Summed {
  const sum = a.sum + b.sum;
  return { sum: type.is === 'number' && type.dtype === 'int' ? whole(sum) : sum, count: a.count + b.count };
}

/** 64-bit integers are numbers where these hold them. */
function narrow<T>(value: T): T | number {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

const withPlainKeys = (part: GroupsPartial): GroupsPartial => ({
  ...part,
  keys: part.keys.map((keys) => keys.map(narrow)),
});

/** The lesser or greater; NaN only where there is nothing else. */
function better(a: Extreme, b: Extreme, least: boolean): Extreme {
  if (b === undefined) return a;
  const nothing = a === undefined || a !== a;
  const replaces = nothing ? a === undefined || b === b : least ? b < (a as number) : b > (a as number);
  return replaces ? b : a;
}
