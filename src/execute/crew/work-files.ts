import { openFiles } from '../../sources/open-files.ts';
import { JoinedRows } from '../../sources/join/joined-rows.ts';
import type { Source } from '../../sources/source.ts';
import { withKeysOf } from './hive.ts';
import { openFile } from './opened.ts';
import type { Work, WorkJoin } from './work.ts';

/** Opens the files of works with all that their rows have: what paths tell, and what is joined. */
export class WorkFiles {
  /** Friends stay open as long as this does, so that the index of their keys is made once. */
  readonly #friends = new Map<string, Promise<Source>>();
  readonly #made = new WeakMap<Work, WeakMap<Source, Source>>();

  /** A file of a work, whose rows are those that the work's plan is for. */
  async open(work: Work, file: string): Promise<Source> {
    const stored = await openFile(file, work.opening);
    const made = this.#made.get(work) ?? new WeakMap<Source, Source>();
    this.#made.set(work, made);
    const known = made.get(stored);
    if (known !== undefined) return known;
    let source = withKeysOf(stored, file, work.keys);
    for (const join of work.joins) source = new JoinedRows(source, await this.#friend(join), join.joining);
    made.set(stored, source);
    return source;
  }

  async #friend({ friend }: WorkJoin): Promise<Source> {
    const key = JSON.stringify(friend);
    const open = this.#friends.get(key) ?? openFiles(friend.files, friend.opening);
    this.#friends.set(key, open);
    try {
      return await open;
    } catch (error) {
      // another attempt opens it anew
      this.#friends.delete(key);
      throw error;
    }
  }
}
