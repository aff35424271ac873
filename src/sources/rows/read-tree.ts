import type { DType } from '../../../kernels/dtype.ts';
import type { Form, Need, SourceInfo } from '../../../compiler/source.ts';
import { SourceError, suggest } from '../../../compiler/tree/problem.ts';
import type { ListType, Type } from '../../../compiler/tree/type.ts';

/** What a leaf holds; `count` is an integer of any width, `whole` what is delivered as it is: unions, lists of nothing. */
export type LeafType = DType | 'string' | 'count' | 'whole';

/** The part of the row that is read, and where each part is stored. */
export type ReadTree =
  /** `struct`: stored as a struct; else it only puts columns together. */
  | {
      readonly is: 'record';
      readonly optional: boolean;
      readonly struct: boolean;
      readonly fields: ReadonlyMap<string, ReadTree>;
    }
  | { readonly is: 'list'; readonly optional: boolean; readonly size: number | undefined; readonly of: ReadTree }
  /** The content of a list of which only the lengths count: `inside` leads to the list. */
  | { readonly is: 'lengths'; readonly column: string; readonly inside: readonly string[] }
  /** The places of elements in the list around them; the column is one that has this list. */
  | { readonly is: 'place'; readonly column: string; readonly inside: readonly string[] }
  /** A list of which only the lengths count, and these are a column. */
  | { readonly is: 'counted'; readonly column: string }
  | {
      readonly is: 'column';
      readonly optional: boolean;
      readonly column: string;
      readonly inside: readonly string[];
      readonly type: LeafType;
    };

/** Bytes that a column takes, for choosing the cheapest; 0 where unknown. */
export type SizeOf = (column: string) => number;

interface Wanted {
  whole: boolean;
  readonly fields: Map<string, Wanted>;
}

/** What must be read for the needs. */
export function readTree(
  info: Pick<SourceInfo, 'name' | 'row' | 'form'>,
  needs: readonly Need[],
  sizeOf: SizeOf,
): ReadTree {
  const root = wantedOf(needs);
  const { tree, pending } = new TreeBuilder(info.name, sizeOf).build(info.row, info.form, root, []);
  if (pending > 0) throw badForm(info.name, []);
  return tree;
}

function wantedOf(needs: readonly Need[]): Wanted {
  const root: Wanted = { whole: false, fields: new Map() };
  for (const { path, offsetsOnly } of needs) {
    let at = root;
    for (const name of path) {
      let next = at.fields.get(name);
      if (next === undefined) at.fields.set(name, (next = { whole: false, fields: new Map() }));
      at = next;
    }
    if (!offsetsOnly) at.whole = true;
  }
  return root;
}

function badForm(source: string, path: readonly string[]): SourceError {
  return new SourceError(
    'bad-form',
    `the form of ${source} does not go with its type at ${path.length === 0 ? 'the row' : path.join('.')}`,
  );
}

/** What may be one leaf by its form. */
const WHOLE_TYPES: ReadonlySet<Type['is']> = new Set(['list', 'record', 'union']);

/** A tree, and how many struct levels of its column lie above it. */
interface Built {
  readonly tree: ReadTree;
  readonly pending: number;
}

class TreeBuilder {
  readonly #source: string;
  readonly #sizeOf: SizeOf;

  constructor(source: string, sizeOf: SizeOf) {
    this.#source = source;
    this.#sizeOf = sizeOf;
  }

  build(type: Type, form: Form, wanted: Wanted, path: readonly string[], optional = false): Built {
    if (form.is === 'column' && WHOLE_TYPES.has(type.is)) return this.#leaf('whole', form, path, optional);
    switch (type.is) {
      case 'option':
        return this.build(type.of, form, wanted, path, true);
      case 'record':
        return this.#record(type.fields, form, wanted, path, optional);
      case 'list':
        return this.#list(type, form, wanted, path, optional);
      case 'number':
        return this.#leaf(type.dtype === 'int' ? 'int64' : type.dtype, form, path, optional);
      case 'bool':
      case 'string':
        return this.#leaf(type.is, form, path, optional);
      default:
        throw badForm(this.#source, path);
    }
  }

  #leaf(type: LeafType, form: Form, path: readonly string[], optional: boolean): Built {
    if (form.is !== 'column') throw badForm(this.#source, path);
    return { tree: { ...form, optional, type }, pending: form.inside.length };
  }

  #record(
    types: ReadonlyMap<string, Type>,
    form: Form,
    wanted: Wanted,
    path: readonly string[],
    optional: boolean,
  ): Built {
    if (form.is !== 'record') throw badForm(this.#source, path);
    for (const name of wanted.fields.keys()) {
      if (types.has(name)) continue;
      const reason = `there is no field '${name}' in ${[this.#source, ...path].join('.')}`;
      throw new SourceError('no-such-field', reason, { hint: suggest(name, types.keys()) });
    }
    const fields = new Map<string, ReadTree>();
    const places: string[] = [];
    let above: number | undefined;
    for (const [name, type] of types) {
      const part = wanted.whole ? WHOLE : wanted.fields.get(name);
      if (part === undefined) continue;
      const inner = form.fields.get(name);
      if (inner === undefined) throw badForm(this.#source, [...path, name]);
      if (inner.is === 'place') {
        places.push(name);
        continue;
      }
      const { tree, pending } = this.build(type, inner, part, [...path, name]);
      if (above !== undefined && above !== pending) throw badForm(this.#source, path);
      above = pending;
      fields.set(name, tree);
    }
    if (above === undefined && places.length > 0) return this.#onlyPlaces(places, form, path);
    const [beside] = leavesOf({ is: 'record', optional, struct: false, fields }).values();
    for (const name of places) fields.set(name, { is: 'place', ...(beside as Leaf) });
    const struct = (above ?? 0) > 0;
    if (optional && !struct) throw badForm(this.#source, path);
    return { tree: { is: 'record', optional, struct, fields }, pending: Math.max(0, (above ?? 0) - 1) };
  }

  #list({ of, size }: ListType, form: Form, wanted: Wanted, path: readonly string[], optional: boolean): Built {
    if (form.is !== 'list') throw badForm(this.#source, path);
    if (wanted.whole || wanted.fields.size > 0) {
      const { tree, pending } = this.build(of, form.of, wanted, path);
      return { tree: { is: 'list', optional, size, of: tree }, pending };
    }
    if (form.counter !== undefined) return { tree: { is: 'counted', column: form.counter }, pending: 0 };
    const leaf = this.#cheapest(form.of, path);
    return { tree: { is: 'list', optional, size, of: { is: 'lengths', ...leaf } }, pending: leaf.inside.length };
  }

  // Where nothing else is read of the elements, the cheapest column says how many there are.
  #onlyPlaces(names: readonly string[], form: Form, path: readonly string[]): Built {
    const leaf = this.#cheapest(form, path);
    const fields = new Map(names.map((name) => [name, { is: 'place', ...leaf } as const]));
    return { tree: { is: 'record', optional: false, struct: false, fields }, pending: leaf.inside.length };
  }

  // `inside` is cut to what leads to the list: the records below it are the innermost names.
  #cheapest(form: Form, path: readonly string[]): { column: string; inside: readonly string[] } {
    let best: { column: string; inside: readonly string[] } | undefined;
    const visit = (at: Form, records: number): void => {
      if (at.is === 'list') visit(at.of, records);
      else if (at.is === 'record') for (const field of at.fields.values()) visit(field, records + 1);
      else if (at.is === 'place') return;
      else if (best === undefined || this.#sizeOf(at.column) < this.#sizeOf(best.column)) {
        best = { column: at.column, inside: at.inside.slice(0, Math.max(0, at.inside.length - records)) };
      }
    };
    visit(form, 0);
    if (best === undefined) throw badForm(this.#source, path);
    return best;
  }
}

/** A stored column, and what leads to a part of it. */
export interface Leaf {
  readonly column: string;
  readonly inside: readonly string[];
}

/** The first part of each stored column that a tree reads. */
export function leavesOf(tree: ReadTree, found = new Map<string, Leaf>()): Map<string, Leaf> {
  if (tree.is === 'record') for (const field of tree.fields.values()) leavesOf(field, found);
  else if (tree.is === 'list') leavesOf(tree.of, found);
  else if (tree.is !== 'counted' && !found.has(tree.column)) {
    const { column, inside } = tree;
    found.set(column, { column, inside });
  }
  return found;
}

const WHOLE: Wanted = { whole: true, fields: new Map() };
