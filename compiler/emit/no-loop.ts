/** Outputs for which no loop is made: kernels compute them, operation by operation. The message says why. */
export class NoLoop extends Error {
  override readonly name = 'NoLoop';
}
