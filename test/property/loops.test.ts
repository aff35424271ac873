import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loopOrReason } from '../../compiler/emit/loop-program.ts';
import { isArrayOp, table } from '../../compiler/ops/table.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { showType } from '../../compiler/tree/type.ts';
import { differenceOf, kernels, loop, opsOf } from '../oracle/check.ts';
import { Draw, layoutOf, rowType, show, tapes, valueOf } from '../oracle/data.ts';
import { TooLarge } from '../oracle/meanings.ts';
import { program, showTree } from '../oracle/programs.ts';

const runs = Number(process.env['JAGGED_RUNS'] ?? 300);
const seed = process.env['JAGGED_SEED'];

/** For some programs no loop is made; kernels compute them. */
const hasLoop = (outputs: readonly CallExpr[]): boolean => typeof loopOrReason(outputs) !== 'string';

describe('loops', () => {
  it('give what the oracle gives, bit for bit', { timeout: 600_000 }, () => {
    const met = new Map<string, number>();
    let refused = 0;
    fc.assert(
      fc.property(tapes, (tape) => {
        const draw = new Draw(tape);
        const type = rowType(draw);
        const count = draw.pick([0, 1, 2, 3, 5, 9]);
        const rows = Array.from({ length: count }, () => valueOf(draw, type));
        const layout = layoutOf(draw, type, rows);
        const outputs = program(draw, type);
        const said = (): string =>
          `row ${showType(type)}\n${rows.map((row) => show(row, type)).join('\n')}\n${outputs.map(showTree).join('\n')}`;
        let difference: string | undefined;
        try {
          difference = differenceOf(outputs, rows, layout, hasLoop(outputs) ? loop : kernels);
          if (!hasLoop(outputs)) refused++;
        } catch (problem) {
          if (problem instanceof TooLarge) return;
          throw new Error(`${said()}\n${(problem as Error).stack}`);
        }
        if (difference !== undefined) throw new Error(`${said()}\n${difference}`);
        for (const op of new Set(outputs.flatMap((call) => [...opsOf(call)]))) met.set(op, (met.get(op) ?? 0) + 1);
      }),
      { numRuns: runs, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    // operations on whole arrays are held against oracles of their own
    const ops = Object.keys(table).filter((op) => !isArrayOp(op));
    const counts = ops.map((op) => `${op} ${met.get(op) ?? 0}`);
    console.log(`${runs} programs (${refused} without a loop); programs with each operation: ${counts.join(', ')}`);
    if (runs >= 3000) expect(ops.filter((op) => !met.has(op))).toEqual([]);
  });
});
