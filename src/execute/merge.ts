import type { FixedAxis } from '../../compiler/axis.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { type HistogramPartial, mergePartials } from '../../kernels/histogram.ts';
import type { Layout } from '../../kernels/layout.ts';
import { concatLayouts } from '../../kernels/concat.ts';
import { whole } from '../../kernels/scalar.ts';

const FAN_IN = 8;

/** Merges partial results by one fixed tree over the partition number, so that the same cut gives the same bits anywhere. */
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

/** The result of an output from the partial results of its partitions, in their order. */
export function mergeOutput(output: CallExpr, parts: readonly unknown[]): unknown {
  if (output.op === 'collect') return concatLayouts(parts as Layout[]);
  if (output.op === 'fill') {
    const axes = output.options['axes'] as unknown as FixedAxis[];
    return mergeTree(parts as HistogramPartial[], (a, b) => mergePartials(axes, a, b));
  }
  const exactly = output.type.is === 'number' && output.type.dtype === 'int';
  switch (output.options['how']) {
    case 'count':
      return (parts as number[]).reduce((a, b) => a + b, 0);
    case 'any':
      return parts.some((part) => part === true);
    case 'all':
      return parts.every((part) => part === true);
    case 'sum':
    case 'mean': {
      const add = (a: Summed, b: Summed): Summed => ({
        sum: exactly ? whole(a.sum + b.sum) : a.sum + b.sum,
        count: a.count + b.count,
      });
      const { sum, count } = mergeTree(parts as Summed[], add) ?? { sum: 0, count: 0 };
      return output.options['how'] === 'sum' ? sum : sum / count;
    }
    default:
      return narrow(bestOf(parts as (number | bigint | undefined)[], output.options['how'] === 'min'));
  }
}

/** 64-bit integers are numbers where these hold them. */
function narrow(best: number | bigint | undefined): number | bigint | undefined {
  return typeof best === 'bigint' && Number.isSafeInteger(Number(best)) ? Number(best) : best;
}

/** The least or greatest of what there is; NaN only where there is nothing else. */
function bestOf(parts: readonly (number | bigint | undefined)[], least: boolean): number | bigint | undefined {
  let best: number | bigint | undefined;
  for (const part of parts) {
    if (part === undefined) continue;
    const nothing = best === undefined || best !== best;
    if (nothing ? best === undefined || part === part : least ? part < (best as number) : part > (best as number))
      best = part;
  }
  return best;
}
