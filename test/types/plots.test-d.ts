import {
  axis,
  cutflowChart,
  histogram,
  type LazyHistogram,
  type Ledger,
  overlay,
  type Picture,
  report,
  stack,
} from '../../src/index.ts';
import type { Histogram } from '../../src/results/histogram.ts';

declare const filled: Histogram;
declare const lazy: LazyHistogram;
declare const ledger: Ledger;

const picture: Picture = stack({ a: filled, b: filled }, { data: 'b', ratio: { to: 'a', range: [0, 2] } });
overlay(filled, { by: 0, errors: 'poisson' });
filled.stack({ ratio: false }).toHTML({ width: 300 });
cutflowChart({ steps: [{ cut: 'all', events: 1 }] }, { weighted: true });
report({
  title: 't',
  sections: [{ title: 's', parts: ['text', picture, filled, { code: 'x' }, { table: { rows: [{ a: 1 }] } }] }],
});

// @ts-expect-error: it has not been computed
stack(lazy);
// @ts-expect-error: it has not been filled
overlay({ a: histogram(axis.regular(1, 0, 1)) });
// @ts-expect-error: no such kind of error bars
overlay(filled, { errors: 'gauss' });
// @ts-expect-error: a ratio needs what to divide by
overlay(filled, { ratio: { of: 'a' } });
// @ts-expect-error: a number is no part of a report
report({ title: 't', sections: [{ title: 's', parts: [3] }] });

report({
  title: 't',
  sections: [
    { title: 'Ledger', parts: [{ table: { rows: ledger.partitions } }, { table: { rows: [ledger.stages] } }] },
  ],
});
