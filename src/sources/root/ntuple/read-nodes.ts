import type { NumberArray } from '../../../../kernels/dtype.ts';
import type { Layout } from '../../../../kernels/layout.ts';
import { takeOrMissing } from '../../../../kernels/take-layout.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Cluster } from './clusters.ts';
import type { ColumnReader, Elements, Values } from './column-values.ts';
import type { Node, Stored } from './node.ts';
import { presentOnly, rangeOf, unionOf } from './variants.ts';

/** Values of a field in a cluster, counted within it. */
export interface Span {
  readonly cluster: Cluster;
  readonly from: number;
  readonly to: number;
  /** How many values the cluster has, where its entries tell. */
  readonly expected: number | undefined;
}

/** A field in a span, and the fields in it, whose spans are known when its own columns are read. */
interface Part extends Span {
  readonly node: Node;
  inside: readonly Part[];
}

/** Reads fields in spans: level by level, as the indices of lists say where their elements are. */
export async function readNodes(
  reader: ColumnReader,
  wanted: readonly { readonly node: Node; readonly span: Span }[],
): Promise<readonly Layout[]> {
  const reading = new Reading(reader);
  const parts = wanted.map(({ node, span }) => ({ ...span, node, inside: [] }));
  for (let level: readonly Part[] = parts; level.length > 0; ) level = await reading.level(level);
  return parts.map((part) => reading.layout(part));
}

/** The columns of a field, and of those in it. */
export function* columnsIn(node: Node): Iterable<Stored> {
  if (node.is === 'number') yield node.numbers;
  else if (node.is === 'variant') yield node.tags;
  else if (node.is !== 'record' && node.is !== 'array') yield node.index;
  if (node.is === 'string') yield node.characters;
  for (const inside of nodesIn(node)) yield* columnsIn(inside);
}

function nodesIn(node: Node): Iterable<Node> {
  if (node.is === 'record') return node.fields.values();
  if (node.is === 'variant') return node.of;
  return 'of' in node ? [node.of] : [];
}

const MOST_ELEMENTS = 0x7fffffff;

class Reading {
  readonly #reader: ColumnReader;
  readonly #offsets = new Map<Values, Int32Array>();

  constructor(reader: ColumnReader) {
    this.#reader = reader;
  }

  /** Reads the columns of fields; gives the fields in them that are to be read next. */
  async level(parts: readonly Part[]): Promise<readonly Part[]> {
    const withColumns: Part[] = [];
    for (const part of parts) openUp(part, withColumns);
    await this.#reader.load(withColumns.map(ownElements));
    return withColumns.flatMap((part) => (part.inside = this.#inside(part)));
  }

  #inside(part: Part): readonly Part[] {
    const { node, cluster } = part;
    const at = (of: Node, from: number, to: number): Part => ({
      ...{ node: of, cluster, from, to, expected: undefined },
      inside: [],
    });
    if (node.is === 'variant') {
      const { tags, index } = this.#variant(part);
      return node.of.map((of, i) => at(of, ...rangeOf(tags, index, i + 1)));
    }
    if (node.is === 'number' || node.is === 'lengths') return [];
    const offsets = this.#listOffsets(part);
    const from = this.#firstOf(part);
    const of: Node =
      node.is === 'string' ? { is: 'number', dtype: 'uint8', numbers: node.characters } : (node as { of: Node }).of;
    return [at(of, from, from + (offsets[offsets.length - 1] as number))];
  }

  /** The values of a field; its columns must have been read. */
  layout(part: Part): Layout {
    const { node, from, to } = part;
    const length = to - from;
    const [content] = part.inside;
    switch (node.is) {
      case 'number':
        return { is: 'numbers', dtype: node.dtype, data: this.#values(part) as NumberArray };
      case 'lengths':
        return { is: 'numbers', dtype: node.dtype, data: lengthsOf(this.#listOffsets(part), node.dtype) };
      case 'string': {
        const bytes = this.#values(content as Part) as Uint8Array;
        return { is: 'strings', offsets: this.#listOffsets(part), bytes };
      }
      case 'list':
        return { is: 'list', offsets: this.#listOffsets(part), content: this.layout(content as Part) };
      case 'optional':
        return takeOrMissing(this.layout(content as Part), this.#atMostOne(part));
      case 'array': {
        const offsets = Int32Array.from({ length: length + 1 }, (_, i) => i * node.size);
        return { is: 'list', offsets, content: this.layout(content as Part), size: node.size };
      }
      case 'record': {
        const names = [...node.fields.keys()];
        return {
          is: 'record',
          length,
          fields: new Map(part.inside.map((one, i) => [names[i] as string, this.layout(one)])),
        };
      }
      case 'variant':
        return this.#union(part, node);
    }
  }

  #values(part: Part): Values {
    return this.#reader.values(ownElements(part));
  }

  // The offsets from 0; the same for all fields that are counted by the same column.
  #listOffsets(part: Part): Int32Array {
    const index = this.#values(part) as Int32Array;
    let offsets = this.#offsets.get(index);
    if (offsets === undefined) this.#offsets.set(index, (offsets = this.#newOffsets(part, index)));
    return offsets;
  }

  #newOffsets(part: Part, index: Int32Array): Int32Array {
    const offsets = new Int32Array(part.to - part.from + 1);
    const skip = part.from === 0 ? 0 : 1;
    const base = this.#firstOf(part);
    for (let i = 1; i < offsets.length; i++) {
      offsets[i] = (index[i - 1 + skip] as number) - base;
      if ((offsets[i] as number) < (offsets[i - 1] as number))
        throw this.#reader.damage(ownElements(part), `list ${part.from + i - 1} has fewer than no elements`);
    }
    return offsets;
  }

  #firstOf(part: Part): number {
    return part.from === 0 || part.to === part.from ? 0 : ((this.#values(part) as Int32Array)[0] as number);
  }

  #atMostOne(part: Part): Int32Array {
    const offsets = this.#listOffsets(part);
    return Int32Array.from({ length: part.to - part.from }, (_, i) => {
      const [start, stop] = [offsets[i] as number, offsets[i + 1] as number];
      if (stop - start > 1)
        throw this.#reader.damage(ownElements(part), `value ${part.from + i} is there ${stop - start} times`);
      return stop > start ? start : -1;
    });
  }

  #variant(part: Part): { readonly tags: Int8Array; readonly index: Int32Array } {
    return this.#values(part) as { tags: Int8Array; index: Int32Array };
  }

  #union(part: Part, node: Extract<Node, { is: 'variant' }>): Layout {
    const { tags, index } = this.#variant(part);
    const most = tags.reduce((a, b) => Math.max(a, b), 0);
    if (most > node.of.length)
      throw this.#reader.damage(ownElements(part), `it holds alternative ${most} of ${node.of.length}`);
    const { present, positions } = presentOnly(
      tags,
      index,
      part.inside.map(({ from }) => from),
    );
    const layout = unionOf(
      present,
      part.inside.map((one) => this.layout(one)),
      node.of,
    );
    if (node.mayHoldNone) return takeOrMissing(layout, positions);
    if (present.tags.length === tags.length) return layout;
    throw this.#reader.damage(
      ownElements(part),
      `value ${part.from + positions.indexOf(-1)} holds none of its alternatives`,
    );
  }
}

// Records and arrays have no columns of their own.
function openUp(part: Part, withColumns: Part[]): void {
  const { node, from, to, expected } = part;
  if (node.is === 'record') part.inside = [...node.fields.values()].map((of) => ({ ...part, node: of, inside: [] }));
  else if (node.is === 'array') {
    const { size, of } = node;
    if ((to - from) * size > MOST_ELEMENTS)
      throw new SourceError('too-large', `${to - from} arrays of ${size} elements are more than are read at once`, {
        hint: 'open the file with a smaller chunkSize',
      });
    const all = expected === undefined ? undefined : expected * size;
    part.inside = [{ ...part, node: of, from: from * size, to: to * size, expected: all, inside: [] }];
  } else {
    withColumns.push(part);
    return;
  }
  for (const one of part.inside) openUp(one, withColumns);
}

/** The elements of the column of a field itself; an index says where lists end, so the one before is needed too. */
function ownElements({ node, cluster, from, to, expected }: Part): Elements {
  switch (node.is) {
    case 'number':
      return { stored: node.numbers, dtype: node.dtype, cluster, from, to, expected };
    case 'variant':
      return { stored: node.tags, cluster, from, to, expected };
    case 'record':
    case 'array':
      throw new Error('records and arrays have no columns');
    default:
      return { stored: node.index, cluster, from: from > 0 && to > from ? from - 1 : from, to, expected };
  }
}

function lengthsOf(offsets: Int32Array, dtype: 'int32' | 'int64'): NumberArray {
  const lengths = new Int32Array(offsets.length - 1);
  for (let i = 0; i < lengths.length; i++) lengths[i] = (offsets[i + 1] as number) - (offsets[i] as number);
  return dtype === 'int32' ? lengths : BigInt64Array.from(lengths, BigInt);
}
