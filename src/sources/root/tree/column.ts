import type { DType } from '../../../../kernels/dtype.ts';
import { isInteger, list, type Type } from '../../../../compiler/tree/type.ts';
import type { Form } from '../../../../compiler/source.ts';
import type { Branch, ClassPart, Leaf } from './branch.ts';
import { arrays, type ClassShapes, packed } from './class-shapes.ts';
import { fixedBytes, formOfShape, holdsNothing, type Member, type Shape, typeOfShape } from './shape.ts';
import { Unreadable } from './unreadable.ts';

/** How the entries of a branch are read. Plain data. */
export interface Column {
  readonly branch: Branch;
  readonly shape: Shape;
  /**
   * `one` value an entry; or as many as a counter says: `counted` values one after the other, `marked` with a byte in front
   * of them, or the member of objects that are written `member-wise`.
   */
  readonly entry: 'one' | 'counted' | 'marked' | 'member-wise';
  /** The branch that counts, where entries have a number of values. */
  readonly counter: Branch | undefined;
  readonly type: Type;
  readonly form: Form;
}

/** The branches above a branch, the nearest first. */
export type Above = readonly Branch[];

/** What is known of a tree when a branch is looked at. */
export interface Surroundings {
  readonly above: Above;
  readonly siblings: readonly Branch[];
  /** The columns that were found before. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly shapes: ClassShapes;
}

/** How a branch that holds data is read; throws Unreadable with the reason where it is not. */
export function columnOf(branch: Branch, { above, siblings, columns, shapes }: Surroundings): Column {
  const { shape, entry, counter: found } = entriesOf(branch, above, siblings, shapes);
  const counter = found !== undefined && counts(columns.get(found.path)) ? found : undefined;
  if (holdsNothing(shape)) throw new Unreadable('its class has no stored members');
  checkData(branch);
  const counted = entry !== 'one';
  if (counted && counter === undefined && (branch.noOffsets || fixedBytes(shape) === undefined))
    throw new Unreadable('nothing tells how many values its entries have');
  const form = formOfShape(shape, branch.path);
  const type = typeOfShape(shape);
  if (!counted) return { branch, shape, entry, counter, type, form };
  // A null pointer has no values, whatever its counter says.
  const lengths = entry === 'marked' ? undefined : counter?.path;
  return { branch, shape, entry, counter, type: list(type), form: { is: 'list', of: form, counter: lengths } };
}

const counts = (column: Column | undefined): boolean =>
  column?.entry === 'one' && isInteger(column.type) && column.shape.is === 'number';

function checkData({ kind, baskets, otherFile, entries }: Branch): void {
  if (otherFile !== '') throw new Unreadable(`its data are in another file, ${otherFile}`);
  if (baskets === undefined) throw new Unreadable(`its ${kind} does not say where all of its ${entries} entries are`);
}

interface Entries {
  readonly shape: Shape;
  readonly entry: Column['entry'];
  readonly counter: Branch | undefined;
}

function entriesOf(branch: Branch, above: Above, siblings: readonly Branch[], shapes: ClassShapes): Entries {
  if (branch.part !== undefined) return ofPart(branch, branch.part, above, siblings, shapes);
  if (branch.kind === 'TBranchObject') return ofObject(branch, shapes);
  if (branch.kind !== 'TBranch') throw new Unreadable(`branches of the kind ${branch.kind} are not read`);
  return ofLeaves(branch, siblings);
}

/** Whether a branch is the lengths of a collection whose members are branches of their own. */
export const isCollection = ({ part }: Branch): boolean => part?.type === 3 || part?.type === 4;

const inCollection = (part: ClassPart): boolean => part.type === 31 || part.type === 41;

function ofPart(
  branch: Branch,
  part: ClassPart,
  above: Above,
  siblings: readonly Branch[],
  shapes: ClassShapes,
): Entries {
  if (isCollection(branch)) return { shape: { is: 'number', dtype: 'int32' }, entry: 'one', counter: undefined };
  if (part.id < 0)
    return { shape: shapes.ofBranch(part.className, part.version, part.checksum), entry: 'one', counter: undefined };
  const info = shapes.classInfo(part.className, part.version, part.checksum);
  const element = info.elements[part.id];
  if (element === undefined) throw new Unreadable(`its class ${part.className} has no member ${part.id}`);
  const shape = shapes.ofMember(element);
  if (inCollection(part)) {
    if (shape.is === 'counted') throw new Unreadable('it has arrays of variable length in a split collection');
    return { shape, entry: 'member-wise', counter: above.find(isCollection) };
  }
  if (shape.is !== 'counted') return { shape, entry: 'one', counter: undefined };
  const counter = siblings.find(({ name }) => name === shape.counter || name.endsWith(`.${shape.counter}`));
  return { shape: shape.of, entry: 'marked', counter };
}

// Objects as they were stored before TBranchElement; in front of each is its class, unless the leaf says that all have one.
function ofObject({ className, leaves }: Branch, shapes: ClassShapes): Entries {
  if (className === 'TClonesArray') throw new Unreadable('its metadata do not say what class its elements have');
  const of = shapes.ofBranch(className);
  const shape: Shape = leaves[0]?.isLabelled === true ? { is: 'labelled', label: className, of } : of;
  return { shape, entry: 'one', counter: undefined };
}

function ofLeaves(branch: Branch, siblings: readonly Branch[]): Entries {
  const { leaves } = branch;
  const [leaf] = leaves;
  if (leaf === undefined) throw new Unreadable('it has no leaves');
  if (leaves.length === 1) {
    if (!leaf.isCounted) return { shape: shapeOfLeaf(leaf), entry: 'one', counter: undefined };
    const counter = leavesOf(siblings).get(leaf.counterName);
    return { shape: shapeOfLeaf(leaf), entry: 'counted', counter };
  }
  const members = leaves.map((one): Member => ({ name: one.name, shape: shapeOfLeaf(one), isBase: false }));
  const other = leaves.find((one) => one.isCounted || one.className === 'TLeafC');
  if (other !== undefined) throw new Unreadable(`its leaf ${other.name} has a variable length beside others`);
  return { shape: { is: 'record', members }, entry: 'one', counter: undefined };
}

/** The branches of a list by their leaves, the first of a name. A tree has thousands of leaves that one of a few counts. */
function leavesOf(branches: readonly Branch[]): ReadonlyMap<string, Branch> {
  const known = LEAVES_OF.get(branches);
  if (known !== undefined) return known;
  const found = new Map<string, Branch>();
  for (const branch of branches) for (const { name } of branch.leaves) if (!found.has(name)) found.set(name, branch);
  LEAVES_OF.set(branches, found);
  return found;
}
const LEAVES_OF = new WeakMap<readonly Branch[], ReadonlyMap<string, Branch>>();

const LEAVES: ReadonlyMap<string, readonly [signed: DType, unsigned: DType]> = new Map([
  ['TLeafO', ['bool', 'bool']],
  ['TLeafB', ['int8', 'uint8']],
  ['TLeafS', ['int16', 'uint16']],
  ['TLeafI', ['int32', 'uint32']],
  ['TLeafL', ['int64', 'uint64']],
  ['TLeafG', ['int64', 'uint64']],
  ['TLeafF', ['float32', 'float32']],
  ['TLeafD', ['float64', 'float64']],
]);

function shapeOfLeaf(leaf: Leaf): Shape {
  const { className, title, unsigned } = leaf;
  if (className === 'TLeafC') return { is: 'string', long: false };
  const dims = dimsOf(leaf);
  if (className === 'TLeafD32') return arrays(packed(packingIn(title), 'float64'), dims);
  if (className === 'TLeafF16') return arrays(packed(packingIn(title), 'float32'), dims);
  const dtype = LEAVES.get(className)?.[unsigned ? 1 : 0];
  if (dtype === undefined) throw new Unreadable(`leaves of the kind ${className} are not read`);
  return arrays({ is: 'number', dtype }, dims);
}

// The range of a packed leaf is behind its letter; the brackets before it are lengths.
const packingIn = (title: string): string => title.slice(Math.max(0, title.lastIndexOf('/')));

// `matrix[nJet][3][2]/F`: the counter is no fixed length.
function dimsOf({ title, length }: Leaf): readonly number[] {
  const name = title.split('/')[0] as string;
  const dims = [...name.matchAll(/\[(\d+)\]/g)].map(([, digits]) => Number(digits));
  if (dims.reduce((product, dim) => product * dim, 1) === length) return dims;
  return length === 1 ? [] : [length];
}
