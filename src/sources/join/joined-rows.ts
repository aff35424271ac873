import type { ColumnScan, Need, SourceInfo } from '../../../compiler/source.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { bitmapOfPositions } from '../../../kernels/bits.ts';
import { findKeys, type KeyIndex } from '../../../kernels/key-index.ts';
import type { Layout, RecordLayout } from '../../../kernels/layout.ts';
import type { Partition, PartitionSize, ReadRequest, SharedSource, Source } from '../source.ts';
import { FriendKeys, keyColumns, keyText, listed } from './friend-keys.ts';
import { FriendRows, startsOf } from './friend-rows.ts';
import { joinedRow, type Joining, type KeyPart, shortName } from './joining.ts';
import { splitNeeds, type SplitNeeds } from './split-needs.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Missing rows that are named. */
const MOST_NAMED = 5;

/**
 * The rows of a source with fields of another one, its friend, found by keys or by place. Partitions are those of the
 * source. No rows are left out by conditions: each of a partition that is read must be found, whatever the query.
 */
export class JoinedRows implements Source {
  readonly info: SourceInfo;
  readonly base: Source;
  readonly friend: Source;
  readonly joining: Joining;
  readonly share?: () => SharedSource;
  readonly sizeOf?: (partition: Partition, needs: readonly Need[]) => PartitionSize;
  readonly storedBytes?: (partition: Partition, needs: readonly Need[]) => number;
  readonly #keys: FriendKeys | undefined;
  readonly #rows: FriendRows;
  /** Partitions are read with the same needs, one after the other. */
  readonly #splits = new WeakMap<readonly Need[], SplitNeeds>();
  readonly #bytes = new WeakMap<SplitNeeds, number>();
  #starts: Int32Array | undefined;

  /** Throws where a key or a field cannot be, and where rows are joined one by one and their numbers are known to differ. */
  constructor(base: Source, friend: Source, joining: Joining) {
    const { info } = base;
    const { on } = joining;
    this.base = base;
    this.friend = friend;
    this.joining = joining;
    this.info = {
      ...info,
      name: `${info.name} joined with ${shortName(friend.info.name)}`,
      row: joinedRow(info, friend.info, joining),
      form: { is: 'record', fields: new Map() },
      columns: info.columns + friend.info.columns,
      storage: undefined,
    };
    this.#rows = FriendRows.of(friend);
    const paths = on === 'row' ? undefined : on.map(({ there }) => there);
    this.#keys = paths === undefined ? undefined : FriendKeys.of(friend, paths);
    if (on === 'row' && info.rows !== undefined && friend.info.rows !== undefined)
      this.#checkLengths(info.rows, friend.info.rows);
    if (base.share !== undefined && friend.share !== undefined) this.share = () => this.#shared();
    if (base.sizeOf !== undefined && friend.sizeOf !== undefined)
      this.sizeOf = (partition, needs) => this.#size(partition, this.#split(needs));
    // what is read of the friend belongs to no partition
    if (base.storedBytes !== undefined)
      this.storedBytes = (partition, needs) => base.storedBytes?.(partition, this.#split(needs).here) ?? 0;
  }

  partitions(): readonly Partition[] {
    return this.base.partitions();
  }

  async read(partition: Partition, { needs }: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    const { added, here, there } = this.#split(needs);
    const rows = await this.base.read(partition, { needs: here }, signal);
    if (added.length === 0) return rows;
    const found = await this.#find(partition, rows, signal);
    const taken = await this.#rows.take(found, there, signal);
    const fields = new Map(rows.fields);
    for (const { name, of } of added) fields.set(name, this.#given(taken.fields.get(of) as Layout, found));
    return { ...rows, fields };
  }

  /** The columns of the source, then those of the friend; the key is among both. */
  columnsOf(needs: readonly Need[]): readonly string[] {
    const { here, thereWithKey } = this.#split(needs);
    return [
      ...this.base.columnsOf(here),
      ...this.friend.columnsOf(thereWithKey).map((column) => this.#ofFriend(column)),
    ];
  }

  /** What reads the columns, where both sides tell it. */
  scansOf({ needs }: ReadRequest): readonly ColumnScan[] {
    const { here, thereWithKey } = this.#split(needs);
    const own = this.base.scansOf?.({ needs: here });
    if (thereWithKey.length === 0) return own ?? [];
    const its = this.friend.scansOf?.({ needs: thereWithKey });
    if (own === undefined || its === undefined) return [];
    return [...own, ...its.map((scan) => ({ ...scan, column: this.#ofFriend(scan.column) }))];
  }

  async prepare(needs: readonly Need[], signal?: AbortSignal): Promise<void> {
    const { added, here } = this.#split(needs);
    await this.base.prepare?.(here, signal);
    if (added.length > 0 && this.#keys !== undefined) await unlessAborted(this.#keys.index(), signal);
  }

  /** Uses an index of the friend's keys that another thread has made. */
  useIndex(index: KeyIndex): void {
    this.#keys?.use(index);
  }

  /** What is joined, and which of the needed parts come from it, in words. */
  lines(needs: readonly Need[]): readonly string[] {
    const { on, missing } = this.joining;
    const { added, here } = this.#split(needs);
    const names = added.map(({ name, of }) => (name === of ? name : `${name} (its ${of})`));
    const otherwise =
      missing === 'none' ? 'fields of rows it has not got are missing' : 'a row it has not got is an error';
    return [
      ...(this.base instanceof JoinedRows ? this.base.lines(here) : []),
      `joined with ${shortName(this.friend.info.name)} ${on === 'row' ? 'row by row' : `on ${on.map(keyWords).join(', ')}; ${otherwise}`}`,
      `  ${names.length === 0 ? 'not read, as none of its fields is needed' : `gives ${names.join(', ')}`}`,
    ];
  }

  /** Ends the use of the source; the friend may be in use elsewhere. */
  close(): Promise<void> {
    return this.base.close();
  }

  #split(needs: readonly Need[]): SplitNeeds {
    const split = this.#splits.get(needs) ?? splitNeeds(needs, this.joining);
    this.#splits.set(needs, split);
    return split;
  }

  #ofFriend(column: string): string {
    return `${column} of ${shortName(this.friend.info.name)}`;
  }

  /** The friend's row for each row of a partition; -1 where there is none. */
  async #find(partition: Partition, rows: RecordLayout, signal: AbortSignal | undefined): Promise<Int32Array> {
    const { on, missing } = this.joining;
    if (on === 'row') return this.#byPlace(partition, rows.length);
    const index = await unlessAborted((this.#keys as FriendKeys).index(), signal);
    const keys = keyColumns(
      rows,
      on.map(({ here }) => here),
    );
    const found = findKeys(index, keys);
    if (missing !== 'none' && found.includes(-1)) throw this.#lost(partition, on, keys, found);
    return found;
  }

  #lost(
    { file, start, stop }: Partition,
    on: readonly KeyPart[],
    keys: ReturnType<typeof keyColumns>,
    found: Int32Array,
  ): SourceError {
    const paths = on.map(({ here }) => here);
    const lost = [...found.keys()].filter((i) => found[i] === -1);
    const named = lost.slice(0, MOST_NAMED).map((i) => `(${keyText(paths, [keys], i)})`);
    return new SourceError(
      'missing-rows',
      `${shortName(this.friend.info.name)} has no row for ${lost.length} of the rows ${start} to ${stop} of ${file}: ${listed(named, lost.length)}`,
      { hint: "with { missing: 'none' } the added fields of such rows are missing" },
    );
  }

  #byPlace({ index }: Partition, length: number): Int32Array {
    if (this.#starts === undefined) {
      const starts = startsOf(this.base);
      this.#checkLengths(starts.at(-1) as number, this.#rows.starts.at(-1) as number);
      this.#starts = starts;
    }
    const first = this.#starts[index] as number;
    const rows = new Int32Array(length);
    for (let i = 0; i < length; i++) rows[i] = first + i;
    return rows;
  }

  #checkLengths(here: number, there: number): void {
    if (here === there) return;
    const [own, its] = [shortName(this.base.info.name), shortName(this.friend.info.name)];
    throw new SourceError('lengths-differ', `rows are joined one by one, but ${own} has ${here} and ${its} ${there}`, {
      hint: "join on keys instead: on: ['run', 'luminosityBlock', 'event']",
    });
  }

  #given(field: Layout, found: Int32Array): Layout {
    if (this.joining.missing !== 'none' || field.is === 'option') return field;
    return { is: 'option', valid: bitmapOfPositions(found), content: field };
  }

  #shared(): SharedSource {
    const { base, friend, joining } = this;
    return { is: 'join', base: shareOf(base), friend: shareOf(friend), joining, index: this.#keys?.known };
  }

  /** What the rows of the source take, and the friend's rows for them. */
  #size(partition: Partition, split: SplitNeeds): PartitionSize {
    const own = this.base.sizeOf?.(partition, split.here) as PartitionSize;
    if (split.added.length === 0) return own;
    const rows = partition.stop - partition.start;
    return { bytes: own.bytes + Math.ceil(rows * this.#bytesOfRow(split)), whole: own.whole };
  }

  /** What the needed columns of the friend take for a row, on average. */
  #bytesOfRow(split: SplitNeeds): number {
    const known = this.#bytes.get(split);
    if (known !== undefined) return known;
    let bytes = 0;
    for (const one of this.friend.partitions()) bytes += this.friend.sizeOf?.(one, split.there).bytes ?? 0;
    const perRow = bytes / Math.max(1, this.#rows.starts.at(-1) as number);
    this.#bytes.set(split, perRow);
    return perRow;
  }
}

const shareOf = (source: Source): SharedSource => (source.share as () => SharedSource).call(source);

const keyWords = ({ here, there }: KeyPart): string => {
  const [own, its] = [here.join('.'), there.join('.')];
  return own === its ? own : `${own} (its ${its})`;
};
