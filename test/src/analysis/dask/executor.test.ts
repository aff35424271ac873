import { dask, type Dask } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { executorKit } from '../executor-kit.ts';
import { referenceKit } from '../reference-kit.ts';

const python = daskPython();
if (python !== undefined) {
  let cluster: Dask;
  const make = (): Dask => {
    cluster = dask({ python, workers: 2 });
    return cluster;
  };
  executorKit('Dask', make, () => cluster.close());
  referenceKit('Dask', make, () => cluster.close());
}
