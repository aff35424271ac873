import type { Need } from '../../../compiler/source.ts';
import { emptyLayout } from '../../../compiler/tree/layout-type.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { bytesOfLayout } from '../../../kernels/bytes.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import type { RecordLayout } from '../../../kernels/layout.ts';
import { MOST_ROWS } from '../../../kernels/key-index.ts';
import { groupRows, partsOfRows } from '../../../kernels/parts.ts';
import { takeLayout } from '../../../kernels/take-layout.ts';
import type { Partition, Source } from '../source.ts';
import { shortName } from './joining.ts';

/** Bytes of a friend's columns that are kept for the next rows; the partition that was read last stays in any case. */
const MOST_KEPT = 2 ** 28;

interface Kept {
  readonly rows: Promise<RecordLayout>;
  /** 0 until it is there. */
  bytes: number;
}

/** Rows of a friend, wherever they are: of its partitions those are read that hold wanted rows, and the last ones are kept. */
export class FriendRows {
  readonly #friend: Source;
  readonly #mostKept: number;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #starts: Int32Array | undefined;

  constructor(friend: Source, mostKept = MOST_KEPT) {
    this.#friend = friend;
    this.#mostKept = mostKept;
  }

  /** The rows of a source, shared by all that join it. */
  static of(friend: Source): FriendRows {
    const rows = ofSource.get(friend) ?? new FriendRows(friend);
    ofSource.set(friend, rows);
    return rows;
  }

  /** The first row of each partition, and last the number of rows. */
  get starts(): Int32Array {
    this.#starts ??= startsOf(this.#friend);
    return this.#starts;
  }

  /** The needed parts of rows, counted through all partitions; what stands for row -1 has no meaning. */
  async take(rows: Int32Array, needs: readonly Need[], signal?: AbortSignal): Promise<RecordLayout> {
    const parts = partsOfRows(rows, this.starts);
    const order = this.#keptFirst(
      [...new Set(parts)].filter((part) => part >= 0),
      needs,
    );
    const { within, place } = groupRows(rows, parts, this.starts, order);
    const taken: RecordLayout[] = [];
    for (const [i, part] of order.entries()) {
      signal?.throwIfAborted();
      taken.push(takeLayout(await this.#read(part, needs), within[i] as Int32Array) as RecordLayout);
    }
    if (taken.length === 0) taken.push(emptyLayout(this.#friend.info.row) as RecordLayout);
    const grouped = concatLayouts(taken) as RecordLayout;
    // rows of one partition are in their order already
    return order.length === 1 && grouped.length === rows.length
      ? grouped
      : (takeLayout(grouped, place) as RecordLayout);
  }

  /** What is kept is used before it makes way for something else. */
  #keptFirst(parts: readonly number[], needs: readonly Need[]): number[] {
    const isKept = (part: number): boolean => this.#kept.has(keyOf(part, needs));
    return [...parts.filter(isKept), ...parts.filter((part) => !isKept(part))];
  }

  // Others may wait for the same partition, so that reading goes on where one of them does not want it any more.
  #read(part: number, needs: readonly Need[]): Promise<RecordLayout> {
    const key = keyOf(part, needs);
    const kept = this.#kept.get(key) ?? { rows: this.#readPart(part, needs), bytes: 0 };
    // what was used last comes last
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    if (kept.bytes === 0) void this.#keep(key, kept);
    return kept.rows;
  }

  async #keep(key: string, kept: Kept): Promise<void> {
    try {
      const bytes = bytesOfLayout(await kept.rows);
      if (kept.bytes > 0 || this.#kept.get(key) !== kept) return;
      kept.bytes = bytes;
      this.#bytes += bytes;
    } catch {
      // who asks again tries anew
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
    }
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#mostKept || this.#kept.size === 1) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes;
    }
  }

  async #readPart(part: number, needs: readonly Need[]): Promise<RecordLayout> {
    const partition = this.#friend.partitions()[part] as Partition;
    const rows = await this.#friend.read(partition, { needs });
    const wanted = partition.stop - partition.start;
    if (rows.length === wanted) return rows;
    throw new SourceError(
      'file-changed',
      `rows ${partition.start} to ${partition.stop} of ${partition.file} were wanted, ${rows.length} were found`,
      { hint: 'the file was changed since it was opened' },
    );
  }
}

const ofSource = new WeakMap<Source, FriendRows>();

const keyOf = (part: number, needs: readonly Need[]): string => JSON.stringify([part, needs]);

/** The first row of each partition when all are counted through, and last the number of rows. */
export function startsOf(source: Source): Int32Array {
  const partitions = source.partitions();
  const rows = partitions.reduce((sum, { start, stop }) => sum + stop - start, 0);
  if (rows > MOST_ROWS)
    throw new SourceError(
      'too-many-rows',
      `${shortName(source.info.name)} has ${rows} rows, and at most ${MOST_ROWS} can be joined`,
      { hint: 'join a part of its files at a time' },
    );
  const starts = new Int32Array(partitions.length + 1);
  for (const [i, { start, stop }] of partitions.entries()) starts[i + 1] = (starts[i] as number) + stop - start;
  return starts;
}
