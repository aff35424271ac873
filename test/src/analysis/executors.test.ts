import { inProcess, threads } from '../../../src/index.ts';
import { pool } from '../../../src/execute/workers/pool.ts';
import { executorKit } from './executor-kit.ts';
import { referenceKit } from './reference-kit.ts';

executorKit('this process', () => inProcess());
executorKit('this process with several connections', () => inProcess({ connections: 4 }));
executorKit(
  'worker threads',
  () => threads(3),
  () => pool.clear(),
);

referenceKit('this process', () => inProcess());
referenceKit(
  'worker threads',
  () => threads(2),
  () => pool.clear(),
);
