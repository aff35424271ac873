import type { Need } from '../source.ts';
import type { Binding } from '../emit/loop.ts';

/** The parts of the row that a loop reads, from its buffers: a static property of the typed tree, known without data. */
export function needsOf(bindings: readonly Binding[]): Need[] {
  const leaves = new Map<string, Need>();
  const lists = new Map<string, Need>();
  for (const { path, part } of bindings) {
    const names = path.filter((step) => step !== '[]' && step !== '?');
    const key = JSON.stringify(names);
    // the lengths of lists directly inside lists come with their values
    const nested = path.at(-1) === '[]';
    if (part === 'offsets' && !nested && !bindings.some((b) => b.part === 'bytes' && samePath(b.path, path)))
      lists.set(key, { path: names, offsetsOnly: true });
    else leaves.set(key, { path: names, offsetsOnly: false });
  }
  const read = [...leaves.values()];
  // a list whose values are read has its offsets with them
  const bare = [...lists.values()].filter(
    ({ path }) => !read.some((leaf) => path.every((name, i) => leaf.path[i] === name)),
  );
  return [...read, ...bare].sort((a, b) => (a.path.join('.') < b.path.join('.') ? -1 : 1));
}

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((step, i) => step === b[i]);
