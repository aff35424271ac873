import type { CostConstants } from '../../compiler/cost.ts';

/** What work costs, in nanoseconds; written by `npm run calibrate`. */
export const costConstants: CostConstants = {
  own: {
    group: 78000,
    chunk: 21500,
    value: 3.92,
    element: 1.49,
    codecs: {
      snappy: 0.451,
      gzip: 2.81,
      zstd: 2.71,
      lz4: 1.02,
    },
  },
  duckdb: {
    query: 1910000,
    value: 9.71,
    decode: 18.1,
    element: 36.2,
  },
  storage: {
    query: 1990000,
    row: 24.5,
    element: 89.6,
  },
  loop: {
    row: 2,
    element: 1.91,
    unit: 1.17,
  },
};
