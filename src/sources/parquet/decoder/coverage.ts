import type { ColumnTree } from '../../rows/column-tree.ts';
import type { Footer } from '../footer.ts';
import type { ColumnChunk } from '../metadata.ts';
import type { SchemaNode } from '../schema-tree.ts';
import { codecName, hasCodec } from './codecs.ts';
import { leavesOfPlan, type LeafPlan, NotCovered, type PartPlan, planColumn } from './column-plan.ts';
import { ENCODING, encodingName, isEncodingOf } from './encodings.ts';

/** How the decoder reads a column of a file, or why it does not. */
export type Coverage =
  | { readonly covered: true; readonly plan: PartPlan }
  | { readonly covered: false; readonly why: string };

/** Decides from the footer alone whether the decoder reads the wanted part of a column, in all row groups. */
export function coverageOf(footer: Footer, node: SchemaNode | undefined, tree: ColumnTree): Coverage {
  if (node === undefined) return { covered: false, why: 'no such column' };
  try {
    const plan = planColumn(node, tree, (leaf) => footer.groups[0]?.chunk(leaf).compressedSize ?? 0);
    for (const leaf of leavesOfPlan(plan)) for (const group of footer.groups) checkChunk(group.chunk(leaf.leaf), leaf);
    return { covered: true, plan };
  } catch (error) {
    if (error instanceof NotCovered) return { covered: false, why: error.message };
    throw error;
  }
}

function checkChunk({ codec, encodings, elsewhere }: ColumnChunk, leaf: LeafPlan): void {
  if (elsewhere !== undefined) throw new NotCovered(elsewhere);
  if (!hasCodec(codec)) throw new NotCovered(`compressed with ${codecName(codec)}`);
  for (const encoding of encodings) {
    if (encoding === ENCODING.bitPacked ? hasPackedLevels(encodings, leaf) : !isValueOrLevel(encoding, leaf))
      throw new NotCovered(`encoded as ${encodingName(encoding)}`);
  }
}

// Levels are in the newer encoding, and a leaf of which only those are read may have its values in any.
const isValueOrLevel = (encoding: number, { dtype, levelsOnly }: LeafPlan): boolean =>
  encoding === ENCODING.rle || levelsOnly || isEncodingOf(encoding, dtype);

// Some writers name the older encoding for levels that are not there, as all are 0.
const hasPackedLevels = (encodings: readonly number[], { shape }: LeafPlan): boolean =>
  shape.element !== undefined || (shape.leaf > 0 && !encodings.includes(ENCODING.rle));
