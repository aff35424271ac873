import type { CompileOptions, Output } from '../compile.ts';
import type { PlannedOutput } from '../plan/plan.ts';
import type { SourceInfo } from '../source.ts';
import type { Expr } from '../tree/expr.ts';

/** Decides where each output is computed, and which condition storage may use to leave rows out. */
export function place(outputs: readonly Output[], _info: SourceInfo, _placement: NonNullable<CompileOptions['placement']>): { outputs: PlannedOutput[]; filter: Expr | undefined } {
  return { outputs: outputs.map((output) => ({ ...output, place: 'local', why: 'loops over typed arrays' })), filter: undefined };
}
