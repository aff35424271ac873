import type { CostConstants } from '../../compiler/cost.ts';

/** What work costs, in nanoseconds; written by `npm run calibrate`. */
export const costConstants: CostConstants = {
  own: {
    group: 75100,
    chunk: 1000,
    value: 2.27,
    element: 1.4,
    codecs: {
      snappy: 0.221,
      gzip: 3.17,
      zstd: 0.834,
      lz4: 0.104,
    },
  },
  duckdb: {
    query: 1890000,
    value: 13.2,
    decode: 15.1,
    element: 30.1,
  },
  storage: {
    query: 2180000,
    row: 14.5,
    element: 40.9,
  },
  loop: {
    row: 2,
    element: 0.745,
    unit: 0.522,
  },
};
