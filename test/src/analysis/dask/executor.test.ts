import { describe } from 'vitest';
import { dask, type Dask } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { executorKit } from '../executor-kit.ts';
import { referenceKit } from '../reference-kit.ts';

const python = daskPython();

describe.skipIf(python === undefined)('Dask', () => {
  let cluster: Dask;
  const make = (): Dask => {
    cluster = dask({ python, workers: 2 });
    return cluster;
  };
  executorKit('Dask', make, () => cluster.close());
  referenceKit('Dask', make, () => cluster.close());
});
