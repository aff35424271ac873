import { isScalar } from './ops/op.ts';
import { lookUp } from './ops/table.ts';
import { rowsPassing, type Shares } from './shares.ts';
import type { CallExpr, Expr, LambdaExpr } from './tree/expr.ts';

/** What loops do per row of the source, on average: operations by their cost, and elements that are walked. */
export interface LoopWork {
  readonly units: number;
  readonly elements: number;
}

/** How often what depends on a parameter is computed: its level's loop, and what was counted inside already. */
interface Frame {
  readonly level: number;
  readonly times: number;
  readonly seen: Set<Expr>;
}

/** The work of one loop for all outputs: what they share is done once, what depends on outer values before the inner loop. */
export function loopWork(outputs: readonly CallExpr[], shares: Shares): LoopWork {
  const walker = new Walker(shares);
  const datasets = new Map<Expr, Frame>();
  for (const output of outputs) {
    const [dataset, fn] = output.args as [Expr, LambdaExpr];
    walker.see(fn.body, [frameOf(dataset, datasets, walker, shares)]);
    walker.add(stepOf(output), rowsPassing(dataset, shares) * entriesOf(fn.body, shares));
  }
  return { units: walker.units, elements: walker.elements };
}

/** What putting an entry into a histogram, or finding the place of its key, takes. */
const FILL = 4;

/** What an entry takes besides being computed. */
function stepOf({ op, type }: CallExpr): number {
  if (op === 'fill' || op === 'group') return FILL;
  return op === 'tally' && type.is === 'record' ? type.fields.size : 1;
}

const entriesOf = (body: Expr, shares: Shares): number => (body.type.is === 'list' ? shares.length(body) : 1);

/** The frame of a dataset's rows; its conditions are counted as it is made. */
function frameOf(dataset: Expr, known: Map<Expr, Frame>, walker: Walker, shares: Shares): Frame {
  const found = known.get(dataset);
  if (found !== undefined) return found;
  const frame: Frame = { level: 0, times: rowsPassing(dataset, shares), seen: new Set() };
  known.set(dataset, frame);
  if (dataset.node === 'call') {
    const [of, fn] = dataset.args as [Expr, LambdaExpr];
    const above = frameOf(of, known, walker, shares);
    walker.see(fn.body, [above]);
    if (dataset.op === 'where') for (const node of above.seen) frame.seen.add(node);
  }
  return frame;
}

class Walker {
  units = 0;
  elements = 0;
  private readonly shares: Shares;

  constructor(shares: Shares) {
    this.shares = shares;
  }

  add(units: number, times: number): void {
    this.units += units * times;
  }

  /** Counts an expression; `frames` are the loops around it, the outermost first. */
  see(expr: Expr, frames: readonly Frame[]): void {
    const frame = frames.findLast(({ level }) => expr.free.includes(level)) ?? (frames[0] as Frame);
    if (frame.seen.has(expr)) return;
    frame.seen.add(expr);
    switch (expr.node) {
      case 'field':
        return this.see(expr.of, frames);
      case 'record':
        for (const value of expr.values) this.see(value, frames);
        return;
      case 'call':
        return this.call(expr, frame, frames.slice(0, frames.indexOf(frame) + 1));
      default:
    }
  }

  private call(expr: CallExpr, frame: Frame, frames: readonly Frame[]): void {
    if (expr.op === 'and' || expr.op === 'or') return this.logic(expr, frame, frames);
    const op = lookUp(expr.op);
    if (isScalar(op)) this.add(op.cost ?? 1, frame.times);
    const walked = expr.args.find((arg) => arg.type.is === 'list');
    const length = walked === undefined ? 1 : this.shares.length(walked);
    if (expr.type.is === 'list' || walked !== undefined) this.walk(expr, frame, length);
    for (const arg of expr.args) {
      if (arg.node !== 'lambda') this.see(arg, frames);
      else
        this.see(arg.body, [
          ...frames,
          { level: arg.params[0]?.level ?? 0, times: frame.times * length, seen: new Set() },
        ]);
    }
  }

  /** Pairs are walked one by one; lists that are only chosen from are walked with what is done to their elements. */
  private walk(expr: CallExpr, frame: Frame, length: number): void {
    const size = expr.op === 'combinations' || expr.op === 'cross' ? this.shares.length(expr) : length;
    this.elements += size * frame.times;
  }

  /** The second operand counts only where the first has not decided. */
  private logic(expr: CallExpr, frame: Frame, frames: readonly Frame[]): void {
    let left = 1;
    for (const arg of expr.args) {
      this.see(arg, [...frames.slice(0, -1), { ...frame, times: frame.times * left }]);
      const share = this.shares.passing(arg);
      left *= expr.op === 'and' ? share : 1 - share;
    }
  }
}
