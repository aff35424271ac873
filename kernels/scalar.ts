/** Scalar functions that generated loops and interpreters share. */

export class OverflowProblem extends RangeError {}

/** A value for which an operation has no result: the code, and what to do about it. */
export class ValueProblem extends RangeError {
  readonly code: string;
  readonly hint: string;
  constructor(code: string, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The integer, if a double holds it exactly; sums and products beyond 2**53 are an error, never rounded. */
export function whole(x: number): number {
  if (x > 9007199254740991 || x < -9007199254740991) throw new OverflowProblem(`an integer grew to ${x}, beyond 2**53`);
  // integers have no -0
  return x + 0;
}

/** A stored 64-bit integer as a number, if a double holds it exactly. */
export function exact(x: bigint): number {
  const y = Number(x);
  if (y > 9007199254740991 || y < -9007199254740991)
    throw new OverflowProblem(`the 64-bit integer ${x} is beyond 2**53`);
  return y;
}

/** An angle brought into [-π, π). */
export function wrapPhi(x: number): number {
  // not a constant of the module, which is none where modules are joined
  if (x >= Math.PI) {
    const y = x - 2 * Math.PI;
    return y < Math.PI ? y : wrapFar(x);
  }
  if (x < -Math.PI) {
    const y = x + 2 * Math.PI;
    return y >= -Math.PI ? y : wrapFar(x);
  }
  return x;
}

function wrapFar(x: number): number {
  const turn = 2 * Math.PI;
  const y = (x + Math.PI) % turn;
  return (y < 0 ? y + turn : y) - Math.PI;
}
