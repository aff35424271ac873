import type { DType } from '../../../../kernels/dtype.ts';
import type { LevelShape } from '../../../../kernels/parquet/levels.ts';
import type { ColumnTree } from '../../rows/column-tree.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { elementOf, isList, isText, plainDType } from '../types.ts';

/** What the values of a leaf are. */
export type LeafDType = DType | 'string';

/** A leaf that is read, or one of which only the levels are. */
export interface LeafPlan {
  /** Its position among the column chunks. */
  readonly leaf: number;
  /** What errors call it. */
  readonly name: string;
  readonly dtype: LeafDType;
  readonly shape: LevelShape;
  readonly levelsOnly: boolean;
}

/** How a part of a stored column is put together from the leaves below it. */
export type PartPlan =
  | (Common & { readonly is: 'leaf'; readonly from: LeafPlan })
  | (Common & { readonly is: 'struct'; readonly from: LeafPlan; readonly fields: ReadonlyMap<string, PartPlan> })
  /** `of` is undefined where only the lengths count. */
  | (Common & { readonly is: 'list'; readonly from: LeafPlan; readonly of: PartPlan | undefined });

interface Common {
  /** What errors call it. */
  readonly name: string;
  /** Whether it is wanted as an option. */
  readonly optional: boolean;
  /** The definition level from which it is there, and that of what is around it. */
  readonly level: number;
  readonly above: number;
  /** A leaf below it, whose levels say what is there. */
  readonly from: LeafPlan;
}

/** Why a column is not read by the decoder. */
export class NotCovered extends Error {}

/** How a column is read; throws `NotCovered` where the decoder cannot read it. */
export function planColumn(node: SchemaNode, tree: ColumnTree, sizeOf: (leaf: number) => number): PartPlan {
  return new Planner(sizeOf).part(node, tree, { name: node.element.name, above: 0, list: undefined });
}

/** All leaves of a plan. */
export function leavesOfPlan(plan: PartPlan, found: LeafPlan[] = []): LeafPlan[] {
  if (plan.is === 'struct') for (const field of plan.fields.values()) leavesOfPlan(field, found);
  else if (plan.is === 'list' && plan.of !== undefined) leavesOfPlan(plan.of, found);
  else found.push(plan.from);
  return found;
}

interface Position {
  readonly name: string;
  /** The definition level of what is around. */
  readonly above: number;
  /** The levels of the list around: from which it is there, and from which it has an element. */
  readonly list: { readonly there: number; readonly element: number } | undefined;
}

class Planner {
  readonly #sizeOf: (leaf: number) => number;

  constructor(sizeOf: (leaf: number) => number) {
    this.#sizeOf = sizeOf;
  }

  part(node: SchemaNode, tree: ColumnTree, at: Position): PartPlan {
    const { repetition } = node.element;
    if (repetition === 'repeated') return this.#list({ node, isMiddle: true }, tree, at, at.above);
    return this.#bare(node, tree, at, at.above + (repetition === 'optional' ? 1 : 0));
  }

  #bare(node: SchemaNode, tree: ColumnTree, at: Position, level: number): PartPlan {
    if (node.leaf !== undefined) return this.#leaf(node, tree, at, level);
    if (!isList(node.element)) return this.#struct(node, tree, at, level);
    const element = elementOf(node);
    if (element === undefined) throw new NotCovered('a list of an unknown shape');
    return this.#list(element, tree, at, level);
  }

  #leaf(node: SchemaNode, tree: ColumnTree, at: Position, level: number): PartPlan {
    if (tree.is !== 'leaf') throw new NotCovered('another type than expected');
    const from = leafPlan(node, at, level);
    const fits = tree.type === 'count' ? /int/.test(from.dtype) : tree.type === from.dtype;
    if (!fits) throw new NotCovered('another type than expected');
    return { is: 'leaf', name: at.name, optional: tree.optional, level, above: at.above, from };
  }

  #struct(node: SchemaNode, tree: ColumnTree, at: Position, level: number): PartPlan {
    if (tree.is !== 'struct') throw new NotCovered('another type than expected');
    const fields = new Map<string, PartPlan>();
    for (const [name, inner] of tree.fields) {
      const child = node.children.find(({ element }) => element.name === name);
      if (child === undefined) throw new NotCovered(`no field '${name}'`);
      fields.set(name, this.part(child, inner, { ...at, name: `${at.name}.${name}`, above: level }));
    }
    const [first] = fields.values();
    if (first === undefined) throw new NotCovered('a struct without fields');
    return { is: 'struct', name: at.name, optional: tree.optional, level, above: at.above, from: first.from, fields };
  }

  #list(
    { node, isMiddle }: { node: SchemaNode; isMiddle: boolean },
    tree: ColumnTree,
    at: Position,
    level: number,
  ): PartPlan {
    if (tree.is !== 'list') throw new NotCovered('another type than expected');
    if (at.list !== undefined) throw new NotCovered('lists in lists');
    const list = { there: level, element: level + 1 };
    const common = { is: 'list' as const, name: at.name, optional: tree.optional, level, above: at.above };
    if (tree.of === undefined)
      return { ...common, of: undefined, from: this.#cheapest(node, { ...at, list }, isMiddle) };
    const inner = { ...at, above: list.element, list };
    const of = isMiddle ? this.#bare(node, tree.of, inner, list.element) : this.part(node, tree.of, inner);
    return { ...common, of, from: of.from };
  }

  /** The smallest leaf below the element of a list of which only the lengths are wanted. */
  #cheapest(
    element: SchemaNode,
    { name, list }: { readonly name: string; readonly list: NonNullable<Position['list']> },
    isMiddle: boolean,
  ): LeafPlan {
    if (!isMiddle && element.element.repetition === 'repeated') throw new NotCovered('lists in lists');
    let best: LeafPlan | undefined;
    const visit = (node: SchemaNode, level: number): void => {
      if (node.element.repetition === 'repeated' && node !== element) return;
      if (node.leaf === undefined) {
        for (const child of node.children) visit(child, level + (child.element.repetition === 'optional' ? 1 : 0));
        return;
      }
      if (best !== undefined && this.#sizeOf(best.leaf) <= this.#sizeOf(node.leaf)) return;
      best = { leaf: node.leaf, name, dtype: 'bool', shape: { leaf: level, ...shapeOf(list) }, levelsOnly: true };
    };
    const optional = !isMiddle && element.element.repetition === 'optional';
    visit(element, list.element + (optional ? 1 : 0));
    if (best === undefined) throw new NotCovered('lists in lists');
    return best;
  }
}

function leafPlan(node: SchemaNode, { name, list }: Position, level: number): LeafPlan {
  const dtype = isText(node.element) ? 'string' : plainDType(node.element);
  if (dtype === undefined) throw new NotCovered(kindOf(node));
  return { leaf: node.leaf as number, name, dtype, shape: { leaf: level, ...shapeOf(list) }, levelsOnly: false };
}

const shapeOf = (list: Position['list']): { element: number | undefined; list: number } => ({
  element: list?.element,
  list: list?.there ?? 0,
});

const [INT96, BYTES, FIXED] = [3, 6, 7];

function kindOf({ element: { physical } }: SchemaNode): string {
  if (physical === BYTES) return 'bytes';
  if (physical === FIXED) return 'fixed-length bytes';
  return physical === INT96 ? 'times of 96 bits' : 'times';
}
