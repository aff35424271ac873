import type { CallExpr, Expr } from '../tree/expr.ts';
import { type Cursor, open, put } from './block.ts';
import type { LoopEmitter } from './loop.ts';
import { type Among, type Env, type Position, scalar, type Scalar, type Val } from './value.ts';

/** The arrays that hold a value for each element of a list of the row: the value, and the row it was computed in. */
interface Arrays {
  readonly values: string;
  readonly rows: string;
}

/**
 * What is made of an element of a stored list is computed by the first walk that asks for it, and read by the others. Values
 * are held for the elements of one row: the number of the row beside each says whether it is of this one.
 */
export class PerElement {
  private readonly loops: LoopEmitter;
  private readonly repeated: ReadonlySet<Expr>;
  private readonly arrays = new Map<string, Arrays>();

  constructor(loops: LoopEmitter, repeated: ReadonlySet<Expr>) {
    this.loops = loops;
    this.repeated = repeated;
  }

  /** The value, where it is one that is asked for again; undefined where it is not, or of no element of a stored list. */
  emit(expr: CallExpr, env: Env, at: Cursor, compute: (at: Cursor) => Val): Val | undefined {
    if (!this.repeated.has(expr)) return undefined;
    const element = elementIn(expr, env);
    if (element === undefined) return undefined;
    const isBool = expr.type.is === 'bool';
    const { values, rows } = this.arraysOf(expr, element.among, isBool);
    const place = this.loops.keep(`${element.index} - ${element.among.start}`, at, false);
    const result = this.loops.name('r');
    put(at, `let ${result} = ${values}[${place}];`);
    const inside = open(at, `if (${rows}[${place}] !== i + 1) `);
    const made = compute(inside) as Scalar;
    put(inside, `${result} = ${isBool ? `${made.text} ? 1 : 0` : made.text};`);
    put(inside, `while (${place} >= ${rows}.length) { ${values} = k.grow(${values}); ${rows} = k.grow(${rows}); }`);
    put(inside, `${values}[${place}] = ${result}; ${rows}[${place}] = i + 1;`);
    return scalar(isBool ? `(${result} === 1)` : result, expr.type);
  }

  private arraysOf(expr: CallExpr, { path }: Among, isBool: boolean): Arrays {
    const key = JSON.stringify([expr.id, path]);
    const known = this.arrays.get(key);
    if (known !== undefined) return known;
    const made = { values: this.loops.name('s'), rows: this.loops.name('s') };
    const array = isBool ? 'Uint8Array' : 'Float64Array';
    this.loops.declare(`let ${made.values} = new ${array}(64), ${made.rows} = new Int32Array(64);`);
    this.arrays.set(key, made);
    return made;
  }
}

/** The element of a list of the source's row that an expression is made of, if it is of one, and of no other row. */
function elementIn(expr: Expr, env: Env): { readonly index: string; readonly among: Among } | undefined {
  if (expr.free.includes(0) && !isSourceRow(valueAt(0, env))) return undefined;
  const element = valueAt(expr.free.find((free) => free !== 0) as number, env);
  if (element?.is !== 'record') return undefined;
  for (let position: Position | undefined = element.position; position !== undefined; position = position.outer)
    if (position.among !== undefined) return { index: position.keys[0] as string, among: position.among };
  return undefined;
}

/** What the one parameter of a level stands for. */
function valueAt(level: number, env: Env): Val | undefined {
  let holder: Env | undefined = env;
  while (holder !== undefined && holder.level !== level) holder = holder.parent;
  const values = new Set(holder?.values.values());
  return values.size === 1 ? [...values][0] : undefined;
}

/** Whether a row is one of the source: rows that are elements stand elsewhere. */
const isSourceRow = (row: Val | undefined): boolean => row?.is === 'record' && row.position?.keys[0] === 'i';
