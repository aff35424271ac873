import type { FirstPhase } from '../../compiler/plan/plan.ts';
import type { RunOptions } from './options.ts';
import { type Task, taskOf } from './task.ts';

/** At most so many partitions are not asked in a row. */
const MOST_UNASKED = 31;
/** All are asked while at least one in so many is rejected. */
const WORTHWHILE = 3;

/**
 * Whether it pays to ask a partition first. Where nearly all of them have rows that pass, ever fewer are asked; as soon as one
 * is rejected, more are again. The results are the same whoever is asked.
 */
class Asking {
  readonly #test: FirstPhase['test'];
  #task: Task | undefined;
  #asked = 0;
  #rejected = 0;
  /** Partitions that are not asked, now and the last time. */
  #unasked = 0;
  #before = 0;

  constructor({ test }: FirstPhase) {
    this.#test = test;
  }

  task(engine: RunOptions['engine']): Task {
    this.#task ??= taskOf([this.#test], engine) as Task;
    return this.#task;
  }

  isWorthwhile(): boolean {
    if (this.#unasked === 0) return true;
    this.#unasked--;
    return false;
  }

  learn(isRejected: boolean): void {
    this.#asked++;
    if (isRejected) this.#rejected++;
    const pays = isRejected || WORTHWHILE * this.#rejected >= this.#asked;
    this.#before = pays ? 0 : Math.min(MOST_UNASKED, 2 * this.#before + 1);
    this.#unasked = this.#before;
  }
}

const known = new WeakMap<FirstPhase, Asking>();

/** What is known of asking partitions a plan's first question. */
export function askingOf(first: FirstPhase): Asking {
  const asking = known.get(first) ?? new Asking(first);
  known.set(first, asking);
  return asking;
}
