import type { DType } from '../../../../kernels/dtype.ts';
import type { Form } from '../../../../compiler/source.ts';
import { bool, list, number, option, record, string, type Type, union } from '../../../../compiler/tree/type.ts';
import type { ColumnType } from './column-types.ts';
import type { ColumnDescription } from './schema-description.ts';

/** A column of a field: which it is in each of the field's representations. */
export interface Stored<T extends ColumnType = ColumnType> {
  /** The field, for errors. */
  readonly field: string;
  readonly choices: readonly { readonly column: ColumnDescription; readonly type: T }[];
}

export type StoredNumbers = Stored<Extract<ColumnType, { is: 'number' }>>;
export type StoredIndex = Stored<Extract<ColumnType, { is: 'index' }>>;
export type StoredSwitch = Stored<Extract<ColumnType, { is: 'switch' }>>;

/** How the values of a field are put together from columns. Plain data. */
export type Node =
  | { readonly is: 'number'; readonly dtype: DType; readonly numbers: StoredNumbers }
  /** How many elements lists have. */
  | { readonly is: 'lengths'; readonly dtype: 'int32' | 'int64'; readonly index: StoredIndex }
  | { readonly is: 'string'; readonly index: StoredIndex; readonly characters: StoredNumbers }
  | { readonly is: 'list'; readonly index: StoredIndex; readonly of: Node }
  /** A list of none or one. */
  | { readonly is: 'optional'; readonly index: StoredIndex; readonly of: Node }
  | { readonly is: 'array'; readonly size: number; readonly of: Node }
  | { readonly is: 'record'; readonly fields: ReadonlyMap<string, Node> }
  /** Entries from before the field was added hold none of the alternatives. */
  | {
      readonly is: 'variant';
      readonly tags: StoredSwitch;
      readonly of: readonly Node[];
      readonly mayHoldNone: boolean;
    };

/** The type of the values. */
export function typeOfNode(node: Node): Type {
  switch (node.is) {
    case 'number':
      return node.dtype === 'bool' ? bool : number(node.dtype);
    case 'lengths':
      return number(node.dtype);
    case 'string':
      return string;
    case 'list':
      return list(typeOfNode(node.of));
    case 'optional':
      return option(typeOfNode(node.of));
    case 'array':
      return list(typeOfNode(node.of), node.size);
    case 'record':
      return record([...node.fields].map(([name, of]) => [name, typeOfNode(of)]));
    case 'variant': {
      const type = union(node.of.map(typeOfNode));
      return node.mayHoldNone ? option(type) : type;
    }
  }
}

/** Whether there is a value in it that is read for itself: not so for records without fields, and lists of them. */
function hasLeaves(node: Node): boolean {
  if (node.is === 'record') return [...node.fields.values()].some(hasLeaves);
  return node.is === 'list' || node.is === 'array' || node.is === 'optional' ? hasLeaves(node.of) : true;
}

/** The columns of a field and of those in it, by their paths, with what reads them alone: `jets.pt` are lists of numbers. */
export function* columnsOf(
  path: string,
  node: Node,
  around: (inner: Node) => Node = (inner) => inner,
): Iterable<[string, Node]> {
  yield [path, around(node)];
  let inner = node;
  let outside = around;
  for (; inner.is === 'list' || inner.is === 'array'; inner = inner.of) outside = within(outside, inner);
  if (inner.is !== 'record') return;
  for (const [name, of] of inner.fields) yield* columnsOf(`${path}.${name}`, of, outside);
}

const within =
  (around: (inner: Node) => Node, node: Extract<Node, { is: 'list' | 'array' }>): ((inner: Node) => Node) =>
  (inner) =>
    around({ ...node, of: inner });

/** The name of a column of the lengths of lists; fields have no such names. */
export const lengthsOf = (path: string): string => `#${path}`;

/** The columns of the lengths of lists that are not in others, by their names. */
export function* lengthsIn(path: string, node: Node): Iterable<[string, Node]> {
  if (node.is === 'list') yield [lengthsOf(path), { is: 'lengths', dtype: 'int32', index: node.index }];
  if (node.is === 'record') for (const [name, of] of node.fields) yield* lengthsIn(`${path}.${name}`, of);
}

/** The form of a field: each value in it is a column, but what is in an optional or a variant is a part of that. */
export function formOfNode(path: string, node: Node, isInList = false): Form {
  if ((node.is === 'list' || node.is === 'array') && hasLeaves(node))
    return {
      is: 'list',
      of: formOfNode(path, node.of, true),
      counter: node.is === 'list' && !isInList ? lengthsOf(path) : undefined,
    };
  if (node.is === 'record')
    return {
      is: 'record',
      fields: new Map([...node.fields].map(([name, of]) => [name, formOfNode(`${path}.${name}`, of, isInList)])),
    };
  return formInside(path, node, []);
}

function formInside(column: string, node: Node, inside: readonly string[]): Form {
  if (!hasLeaves(node)) return { is: 'column', column, inside };
  switch (node.is) {
    case 'optional':
      return formInside(column, node.of, inside);
    case 'list':
    case 'array':
      return { is: 'list', of: formInside(column, node.of, inside), counter: undefined };
    case 'record':
      return {
        is: 'record',
        fields: new Map([...node.fields].map(([name, of]) => [name, formInside(column, of, [...inside, name])])),
      };
    default:
      return { is: 'column', column, inside };
  }
}
