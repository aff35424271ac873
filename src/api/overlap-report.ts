import { axis } from '../../compiler/axis.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { record } from '../../compiler/tree/expr.ts';
import type { TableType } from '../../compiler/tree/type.ts';
import { mapList } from '../../compiler/words/build.ts';
import type { HistogramPartial } from '../../kernels/histogram.ts';
import { type Overlap, resultOf } from './core.ts';
import { asDataset } from './dataset.ts';
import { Reduced } from './reduced.ts';

/** How many objects each step of the dataset's overlap removal has removed, and how many of each collection passed. */
export function overlapReportOf(dataset: unknown): Reduced {
  const core = asDataset(dataset);
  const overlap = core?.overlaps.at(-1);
  if (core === undefined || overlap === undefined || overlap.row !== (core.rows.type as TableType).row)
    throw new ExpressionError('no-overlap-removal', 'these rows went through no overlap removal', {
      hint: 'const clean = overlapRemoval(events, […]); overlapReport(clean)',
    });
  const bins = overlap.steps.length + 2 * overlap.collections.length;
  const entries = mapList(overlap.fates, (fate) => record([['0', fate]]));
  const axes = [axis.integer(0, Math.max(1, bins))];
  const fill = resultOf(core, 'fill', entries, { axes: axes as never, weighted: false });
  return new Reduced(core, fill, (value) => countsOf(overlap, value as HistogramPartial | undefined), TYPE);
}

const TYPE =
  '{steps: var * {step: int64, label: string, remove: string, near: string, removed: int64}, ' +
  'collections: var * {name: string, all: int64, takingPart: int64, passed: int64}}';

/** The counts by step and collection, from how many objects had each fate. */
function countsOf({ steps, collections }: Overlap, filled: HistogramPartial | undefined): unknown {
  // the first cell is that of what lies below the axis
  const count = (fate: number): number => filled?.counts[fate + 1] ?? 0;
  const removed = steps.map((step, i) => ({ step: i, ...step, removed: count(i) }));
  return {
    steps: removed,
    collections: collections.map((name, i) => {
      const outside = count(steps.length + 2 * i);
      const passed = count(steps.length + 2 * i + 1);
      const lost = removed.reduce((sum, step) => sum + (step.remove === name ? step.removed : 0), 0);
      return { name, all: outside + passed + lost, takingPart: passed + lost, passed };
    }),
  };
}
