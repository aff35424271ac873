/** The types of luminosity masks. */
import type { LumiRanges } from '../results/lumi-list.ts';
import type { Column, ColumnOf } from './columns.ts';
import type { DatasetOf, Lazy } from './datasets.ts';
import type { Num } from './values.ts';

/** Rows that say which luminosity section they are of, under the names that NanoAOD has. */
export interface InLumi {
  readonly run: Num;
  readonly luminosityBlock: Num;
}

/** Whether luminosity sections are listed. Of columns it gives a column, in functions of events and of numbers a truth value. */
export interface LumiMask {
  /** The sections that are listed. */
  readonly ranges: LumiRanges;
  (run: Num, luminosityBlock: Num): boolean;
  <E>(run: ColumnOf<Num, E>, luminosityBlock: ColumnOf<Num, E>): Column<boolean, E>;
  <E extends InLumi>(events: DatasetOf<E>): Column<boolean, E>;
}

/** The type of `lumiList`. */
export interface MakeLumiList<R> {
  <E extends InLumi>(events: DatasetOf<E>): Lazy<R>;
  <E>(run: ColumnOf<Num, E>, luminosityBlock: ColumnOf<Num, E>): Lazy<R>;
}
