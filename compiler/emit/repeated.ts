import { type CallExpr, children, type Expr, type LambdaExpr } from '../tree/expr.ts';
import { isWide } from '../tree/type.ts';
import { canFail } from './failing.ts';
import { isStoredList } from './list-behind.ts';

/** Operations that make one value of a list. */
const REDUCING: ReadonlySet<string> = new Set(['any', 'all', 'countTrue', 'sum', 'prod', 'length']);
/** Operations with a lambda over the elements of one list. */
const WALKING: ReadonlySet<string> = new Set(['map', 'filter', 'sortBy', 'minBy', 'maxBy']);
/** Operations whose list is walked anew by each that takes it. */
const UNKEPT: ReadonlySet<string> = new Set(['map', 'filter', 'concat', 'flatten', 'listOf']);

/** What is asked for more than once. */
export interface Repeated {
  /**
   * What is made of an element of a list by walking others, and asked for in several walks over that list: whether a jet is
   * far from all muons, in the nominal selection of jets and in its variations. It depends on nothing but the element and
   * the row.
   */
  readonly work: ReadonlySet<Expr>;
  /** Lists chosen out of stored ones by such work, and walked several times: the jets far from all muons. */
  readonly lists: ReadonlySet<Expr>;
}

export function repeatedIn(outputs: readonly CallExpr[]): Repeated {
  const parents = parentsIn(outputs);
  const walks = new Map<Expr, number>();
  const asked = new Map<Expr, number>();
  const lists = new Set<Expr>();
  for (const node of parents.keys()) {
    const fn = walkingLambda(node);
    if (fn === undefined) continue;
    const found = workIn(fn);
    if (found.length === 0) continue;
    let times = walksOf(node, parents, walks);
    if (times > 1 && isChosenOfStored(node) && !canFail(node)) {
      lists.add(node);
      if (isFoundFirst(node, parents)) times = 1;
    }
    for (const work of found) asked.set(work, (asked.get(work) ?? 0) + times);
  }
  return { work: new Set([...asked].flatMap(([work, times]) => (times > 1 ? [work] : []))), lists };
}

/** Elements of stored lists are found again by where they stand. */
function isChosenOfStored(expr: Expr): boolean {
  if (expr.node !== 'call' || expr.op !== 'filter') return false;
  const [of] = expr.args as [Expr];
  return isStoredList(of) || isChosenOfStored(of);
}

/** Whether elements of a stored list are chosen by what they are, without walks over other lists. */
export function isSimplyChosen(expr: Expr): boolean {
  if (!isChosenOfStored(expr)) return false;
  const [of, fn] = (expr as CallExpr).args as [Expr, LambdaExpr];
  return !walksWithLambda(fn.body) && (isStoredList(of) || isSimplyChosen(of));
}

/** Whether the rows for which a list is asked first are all those for which it is asked at all. */
function isFoundFirst(list: Expr, parents: ReadonlyMap<Expr, readonly Expr[]>): boolean {
  const datasets = new Set<Expr>();
  const seen = new Set<Expr>();
  const see = (node: Expr): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const parent of parents.get(node) ?? []) {
      if (node.node === 'lambda' && node.params[0]?.level === 0) datasets.add((parent as CallExpr).args[0] as Expr);
      else see(parent);
    }
  };
  see(list);
  return [...datasets].some((first) => [...datasets].every((dataset) => isMadeOf(dataset, first)));
}

/** Whether a dataset is another one, or rows of it. */
function isMadeOf(dataset: Expr, of: Expr): boolean {
  return dataset === of || (dataset.node === 'call' && isMadeOf(dataset.args[0] as Expr, of));
}

/** The nodes that stand directly above each node. */
function parentsIn(outputs: readonly CallExpr[]): Map<Expr, Expr[]> {
  const parents = new Map<Expr, Expr[]>();
  const queue: Expr[] = [];
  const note = (node: Expr, parent: Expr | undefined): void => {
    const known = parents.get(node) ?? [];
    if (parent !== undefined) known.push(parent);
    if (parents.has(node)) return;
    parents.set(node, known);
    queue.push(node);
  };
  for (const output of outputs) note(output, undefined);
  for (let node = queue.pop(); node !== undefined; node = queue.pop())
    for (const child of new Set(children(node))) note(child, node);
  return parents;
}

function walkingLambda(node: Expr): LambdaExpr | undefined {
  if (node.node !== 'call' || !WALKING.has(node.op) || node.args.length !== 2) return undefined;
  const [of, fn] = node.args as [Expr, LambdaExpr];
  return of.free.every((level) => level === 0) ? fn : undefined;
}

/** How often the elements of a list are walked: once by each that takes it, unless that is walked itself. */
function walksOf(node: Expr, parents: ReadonlyMap<Expr, readonly Expr[]>, known: Map<Expr, number>): number {
  const found = known.get(node);
  if (found !== undefined) return found;
  const above = parents.get(node) ?? [];
  const isWalked = (parent: Expr): boolean =>
    parent.node === 'call' && parent.type.is === 'list' && UNKEPT.has(parent.op);
  const times = above.reduce((sum, parent) => sum + (isWalked(parent) ? walksOf(parent, parents, known) : 1), 0);
  known.set(node, Math.max(1, times));
  return Math.max(1, times);
}

/** What a lambda makes of its element by walking lists. */
function workIn({ params, body }: LambdaExpr): Expr[] {
  const level = params[0]?.level as number;
  const found: Expr[] = [];
  const seen = new Set<Expr>();
  const see = (expr: Expr): void => {
    if (seen.has(expr) || !expr.free.includes(level)) return;
    seen.add(expr);
    if (isWork(expr, level)) found.push(expr);
    else for (const child of children(expr)) see(child);
  };
  see(body);
  return found;
}

function isWork(expr: Expr, level: number): boolean {
  if (expr.node !== 'call' || !REDUCING.has(expr.op) || canFail(expr)) return false;
  const single = expr.type.is === 'bool' || (expr.type.is === 'number' && !isWide(expr.type));
  return single && expr.free.every((free) => free === level || free === 0) && walksWithLambda(expr);
}

/** Whether lists are walked with a function of their elements: what is read off a stored list costs little. */
function walksWithLambda(expr: Expr): boolean {
  if (expr.node === 'lambda') return true;
  return expr.node === 'call' && expr.args.some(walksWithLambda);
}
