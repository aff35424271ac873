import { call, lookUp, type OpName } from '../ops/table.ts';
import { canonical } from '../tree/bind.ts';
import {
  type CallExpr,
  children,
  type Expr,
  field,
  type Json,
  type LambdaExpr,
  literal,
  type Literal,
  param,
  rawLambda,
  record,
  source,
} from '../tree/expr.ts';
import { ExpressionError, JaggedError } from '../tree/problem.ts';
import {
  bool,
  list,
  never,
  number,
  type NumberDType,
  option,
  record as recordType,
  string,
  table,
  type Type,
  union,
} from '../tree/type.ts';

/** A tree as plain JSON: nodes in order, each naming earlier ones by number. Holds no code. */
export interface TreeJson {
  readonly types: readonly Json[];
  readonly nodes: readonly Json[];
  readonly roots: readonly number[];
}

/** Trees as JSON. NaN, infinities, -0 and 64-bit integers survive. */
export function treesToJson(roots: readonly Expr[]): TreeJson {
  const types: Json[] = [];
  const nodes: Json[] = [];
  const typeAt = new Map<Type, number>();
  const nodeAt = new Map<Expr, number>();
  const typeIndex = (type: Type): number => {
    const known = typeAt.get(type);
    if (known !== undefined) return known;
    const json = typeJson(type, typeIndex);
    types.push(json);
    typeAt.set(type, types.length - 1);
    return types.length - 1;
  };
  const nodeIndex = (expr: Expr): number => {
    const known = nodeAt.get(expr);
    if (known !== undefined) return known;
    const below = [...(expr.node === 'lambda' ? expr.params : []), ...children(expr)].map(nodeIndex);
    nodes.push(nodeJson(expr, below, typeIndex));
    nodeAt.set(expr, nodes.length - 1);
    return nodes.length - 1;
  };
  const at = roots.map(nodeIndex);
  return { types, nodes, roots: at };
}

function typeJson(type: Type, index: (type: Type) => number): Json {
  switch (type.is) {
    case 'number':
      return { is: 'number', dtype: type.dtype };
    case 'list':
      return { is: 'list', of: index(type.of), ...(type.size === undefined ? {} : { size: type.size }) };
    case 'option':
      return { is: 'option', of: index(type.of) };
    case 'union':
      return { is: 'union', of: type.of.map(index) };
    case 'table':
      return { is: 'table', of: index(type.row) };
    case 'record':
      return { is: 'record', name: type.name, fields: [...type.fields].map(([name, of]) => [name, index(of)]) };
    default:
      return { is: type.is };
  }
}

function nodeJson(expr: Expr, below: readonly number[], typeIndex: (type: Type) => number): Json {
  switch (expr.node) {
    case 'source':
      return { node: 'source', source: expr.source, type: typeIndex(expr.type) };
    case 'field':
      return { node: 'field', of: below[0] as number, name: expr.name };
    case 'literal':
      return { node: 'literal', ...literalJson(expr.value) };
    case 'param':
      return { node: 'param', level: expr.level, index: expr.index, type: typeIndex(expr.type) };
    case 'lambda':
      return { node: 'lambda', params: below.slice(0, -1), body: below.at(-1) as number };
    case 'call':
      return { node: 'call', op: expr.op, args: below, options: expr.options };
    case 'record':
      return {
        node: 'record',
        name: expr.type.is === 'record' ? expr.type.name : '',
        names: expr.names,
        values: below,
      };
  }
}

function literalJson(value: Literal): { readonly as: string; readonly value: string | boolean | number } {
  if (typeof value === 'number') return { as: 'number', value: Object.is(value, -0) ? '-0' : String(value) };
  if (typeof value === 'bigint') return { as: 'bigint', value: String(value) };
  if (value === undefined) return { as: 'missing', value: 0 };
  return { as: typeof value, value };
}

const DTYPES = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64', 'int'];
const MOST_NODES = 1_000_000;

/** The trees of a plan that may come from anywhere: every node is checked and typed anew by the operator table. */
export function treesFromJson(json: unknown): Expr[] {
  const { types, nodes, roots } = need(json, 'a tree', isObject);
  const known: Type[] = [];
  for (const type of need(types, 'a list of types', isArray)) known.push(readType(type, known));
  const made: Expr[] = [];
  const all = need(nodes, 'a list of nodes', isArray);
  if (all.length > MOST_NODES) throw bad(`a plan of ${all.length} nodes is too large`);
  for (const node of all) made.push(readNode(need(node, 'a node', isObject), made, known));
  return need(roots, 'a list of roots', isArray).map((at) => canonical(pick(made, at)));
}

type Obj = Readonly<Record<string, unknown>>;
const isObject = (x: unknown): x is Obj => typeof x === 'object' && x !== null && !Array.isArray(x);
const isArray = (x: unknown): x is readonly unknown[] => Array.isArray(x);
const isSome = (x: unknown): x is readonly unknown[] => isArray(x) && x.length > 0;
const isText = (x: unknown): x is string => typeof x === 'string';
const bad = (reason: string): ExpressionError => new ExpressionError('bad-plan', `not a plan: ${reason}`);

function need<T>(value: unknown, what: string, is: (x: unknown) => x is T): T {
  if (!is(value)) throw bad(`needs ${what}, found ${JSON.stringify(value)?.slice(0, 60)}`);
  return value;
}

function pick<T>(from: readonly T[], at: unknown): T {
  const found = Number.isInteger(at) ? from[at as number] : undefined;
  if (found === undefined) throw bad(`there is no entry ${String(at)}`);
  return found;
}

function readType(json: unknown, known: readonly Type[]): Type {
  const { is, of, size, dtype, name, fields } = need(json, 'a type', isObject);
  switch (is) {
    case 'number':
      if (!DTYPES.includes(String(dtype))) throw bad(`there is no element type ${String(dtype)}`);
      return number(dtype as NumberDType);
    case 'bool':
      return bool;
    case 'string':
      return string;
    case 'never':
      return never;
    case 'list':
      return list(pick(known, of), size === undefined ? undefined : length(size));
    case 'option':
      return option(pick(known, of));
    case 'union':
      return union(need(of, 'types', isSome).map((at) => pick(known, at)));
    case 'table':
      return table(pick(known, of));
    case 'record':
      return recordType(
        need(fields, 'fields', isArray).map(
          (f) => [need((f as unknown[])[0], 'a name', isText), pick(known, (f as unknown[])[1])] as const,
        ),
        need(name, 'a name', isText),
      );
    default:
      throw bad(`there is no type ${String(is)}`);
  }
}

function readNode(json: Obj, made: readonly Expr[], types: readonly Type[]): Expr {
  const several = (list: unknown): Expr[] => need(list, 'a list of nodes', isArray).map((at) => pick(made, at));
  switch (json['node']) {
    case 'source':
      return source(need(json['source'], 'a name', isText), pick(types, json['type']));
    case 'field':
      return readField(pick(made, json['of']), need(json['name'], 'a name', isText));
    case 'literal':
      return literal(readLiteral(json));
    case 'param':
      return param(level(json['level']), pick(types, json['type']), level(json['index']));
    case 'lambda': {
      const params = several(json['params']);
      if (!params.every((p) => p.node === 'param') || params.length === 0) throw bad('a lambda needs parameters');
      return rawLambda(params as LambdaExpr['params'], pick(made, json['body']));
    }
    case 'record':
      return record(
        several(json['values']).map(
          (v, i) => [need((json['names'] as unknown[] | undefined)?.[i], 'a name', isText), v] as const,
        ),
        need(json['name'], 'a name', isText),
      );
    case 'call': {
      const op = need(json['op'], 'an operation', isText);
      try {
        lookUp(op);
      } catch {
        throw bad(`there is no operation ${op}`);
      }
      return readCall(
        op as OpName,
        several(json['args']),
        need(json['options'], 'options', isObject) as CallExpr['options'],
      );
    }
    default:
      throw bad(`there is no node ${String(json['node'])}`);
  }
}

function readCall(op: OpName, args: readonly Expr[], options: CallExpr['options']): Expr {
  try {
    return call(op, args, options);
  } catch (error) {
    if (error instanceof JaggedError) throw error;
    throw bad(`${op} does not take these arguments`);
  }
}

function readField(of: Expr, name: string): Expr {
  try {
    return field(of, name);
  } catch {
    throw bad(`there is no field ${name}`);
  }
}

function length(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw bad(`there is no list length ${String(value)}`);
  return value as number;
}

function level(value: unknown): number {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 999)
    throw bad(`there is no level ${String(value)}`);
  return value as number;
}

function readLiteral({ as, value }: Obj): Literal {
  switch (as) {
    case 'number': {
      const x = Number(need(value, 'a number', isText));
      if (value !== String(x) && value !== '-0') throw bad(`not a number: ${String(value)}`);
      return x;
    }
    case 'bigint':
      if (!/^-?\d{1,20}$/.test(String(value))) throw bad(`not an integer: ${String(value)}`);
      return BigInt(value as string);
    case 'string':
      return need(value, 'text', isText);
    case 'boolean':
      return value === true;
    case 'missing':
      return undefined;
    default:
      throw bad(`there is no literal of kind ${String(as)}`);
  }
}
