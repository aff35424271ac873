import type { Layout } from '../../../../kernels/layout.ts';
import { list, type Type } from '../../../../compiler/tree/type.ts';
import type { Form } from '../../../../compiler/source.ts';
import type { StoredColumn } from '../../../schemas/schema.ts';
import type { RootFile, RootKey } from '../container/root-file.ts';
import { ObjectReader } from '../objects/object-reader.ts';
import type { Streamers } from '../objects/streamers.ts';
import { type Branch, type TreeHeader, treeOf } from './branch.ts';
import { ClassShapes } from './class-shapes.ts';
import { type Above, type Column, columnOf, isCollection } from './column.ts';
import { readColumns } from './read-columns.ts';
import { Fields, type Value } from './fields.ts';
import { Unreadable } from './unreadable.ts';

/** A tree of a file: what its branches are, known from its metadata, and their values. */
export class Tree {
  readonly entries: number;
  /** The branches that hold data, by their paths. */
  readonly columns: ReadonlyMap<string, Column>;
  /** The branches that cannot be read, by their paths, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** The top branches: those that are split are records, or lists of records, of their branches. */
  readonly stored: readonly StoredColumn[];
  readonly #file: RootFile;

  private constructor(file: RootFile, header: TreeHeader, streamers: Streamers) {
    const branches = new BranchList(header, streamers);
    this.#file = file;
    this.entries = header.entries;
    this.stored = branches.all();
    this.columns = branches.columns;
    this.unreadable = branches.unreadable;
  }

  /** Opens the tree that a key leads to; reads its metadata, no data. */
  static async open(file: RootFile, key: RootKey, streamers: Streamers): Promise<Tree> {
    const bytes = await file.object(key);
    const reader = new ObjectReader(bytes, key.keyLength, file.name, `the tree '${key.path}'`, streamers);
    const object = reader.object(key.className);
    const header = treeOf(object);
    if (!Number.isSafeInteger(header.entries) || header.entries < 0)
      throw reader.cursor.damage(`it has ${header.entries} entries`);
    return new Tree(file, header, streamers);
  }

  /** Entries `start` up to `stop` of columns, in their order; only their baskets are read. */
  read(columns: readonly Column[], start: number, stop: number, signal?: AbortSignal): Promise<readonly Layout[]> {
    const counterOf = ({ counter }: Column): Column | undefined =>
      counter === undefined ? undefined : this.columns.get(counter.path);
    return readColumns(this.#file, { columns, start, stop, counterOf }, signal);
  }
}

/** Goes through the branches of a tree, and sorts out which can be read. */
class BranchList {
  readonly columns = new Map<string, Column>();
  readonly unreadable = new Map<string, string>();
  readonly #header: TreeHeader;
  readonly #shapes: ClassShapes;

  constructor(header: TreeHeader, streamers: Streamers) {
    this.#header = header;
    this.#shapes = new ClassShapes(streamers);
  }

  all(): readonly StoredColumn[] {
    return [...this.#fields(this.#header.branches, []).values()].map(([name, value]) => ({ name, ...value }));
  }

  // Those that can be read, as fields. What TObject stores of itself is no field.
  #fields(branches: readonly Branch[], above: Above): Fields {
    const fields = new Fields();
    const parent = above[0];
    for (const branch of branches) {
      const path = parent === undefined ? [branch.name] : fieldPath(branch.name, parent.name);
      this.#attempt(branch, () => {
        const value = this.#value(branch, above, branches);
        if (isBase(branch, parent) && value.type.is === 'record') fields.addAll(value);
        else if (branch.part?.className !== 'TObject') fields.add(path, value);
      });
    }
    return fields;
  }

  #attempt(branch: Branch, make: () => void): void {
    try {
      make();
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.unreadable.set(branch.path, error.message);
    }
  }

  #value(branch: Branch, above: Above, siblings: readonly Branch[]): Value {
    if (isCollection(branch)) return this.#collection(branch, above, siblings);
    if (branch.branches.length === 0) {
      const { type, form } = this.#column(branch, above, siblings);
      return above.some(isCollection) ? elementOf(type, form) : { type, form };
    }
    return this.#record(branch, above);
  }

  #collection(branch: Branch, above: Above, siblings: readonly Branch[]): Value {
    if (above.some(isCollection)) throw new Unreadable('it is a split collection inside of another');
    this.#column(branch, above, siblings);
    const { type, form } = this.#record(branch, above);
    return { type: list(type), form: { is: 'list', of: form, counter: branch.path } };
  }

  #record(branch: Branch, above: Above): Value {
    const fields = this.#fields(branch.branches, [branch, ...above]);
    if (fields.isEmpty) throw new Unreadable('none of its branches can be read');
    return fields.asRecord();
  }

  #column(branch: Branch, above: Above, siblings: readonly Branch[]): Column {
    if (branch.entries !== this.#header.entries)
      throw new Unreadable(`it has ${branch.entries} entries, the tree ${this.#header.entries}`);
    if (this.columns.has(branch.path)) throw new Unreadable('another branch has the same name');
    const column = columnOf(branch, { above, siblings, columns: this.columns, shapes: this.#shapes });
    this.columns.set(branch.path, column);
    return column;
  }
}

// The members of a split collection are lists that have its lengths.
function elementOf(type: Type, form: Form): Value {
  if (type.is !== 'list' || form.is !== 'list') throw new Unreadable('it is in a split collection, but is no list');
  return { type: type.of, form: form.of };
}

/** The type of a branch that is a base of its class. */
const BASE = 1;

// A base that is stored whole has no type that says so: its branch has the name of what it is a base of.
const isBase = ({ part, name }: Branch, parent: Branch | undefined): boolean =>
  part?.type === BASE || (part !== undefined && name === parent?.name);

// `muons.pt` in `muons`, or in `muons.`, is the field `pt`; `muons.track.pt` the field `pt` of `track`; `matrix[3][3]` is `matrix`.
function fieldPath(name: string, parent: string): readonly string[] {
  const prefix = parent.endsWith('.') ? parent : `${parent}.`;
  const own = name.startsWith(prefix) && name.length > prefix.length ? name.slice(prefix.length) : name;
  const parts = own
    .replace(/\.$/, '')
    .split('.')
    .map((part) => part.split('[')[0] as string);
  return parts.length > MOST_PARTS ? [own] : parts;
}

const MOST_PARTS = 30;
