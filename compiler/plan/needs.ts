import type { Need } from '../source.ts';
import type { Binding } from '../emit/loop.ts';

/** The parts of the row that a loop reads, from its buffers: a static property of the typed tree, known without data. */
export function needsOfBindings(bindings: readonly Binding[]): Need[] {
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
  return mergeNeeds([...leaves.values(), ...lists.values()]);
}

/** Each part once, in order of their names; a list whose values are read has its lengths with them. */
export function mergeNeeds(needs: readonly Need[]): Need[] {
  const once = new Map(needs.map((need) => [JSON.stringify([need.path, need.offsetsOnly]), need]));
  const read = [...once.values()].filter(({ offsetsOnly }) => !offsetsOnly);
  const kept = read.filter(
    ({ path }) => !read.some((other) => other.path.length < path.length && startsWith(path, other.path)),
  );
  const bare = [...once.values()].filter(
    ({ path, offsetsOnly }) =>
      offsetsOnly && !kept.some((leaf) => startsWith(leaf.path, path) || startsWith(path, leaf.path)),
  );
  return [...kept, ...bare].sort((a, b) => (a.path.join('.') < b.path.join('.') ? -1 : 1));
}

const startsWith = (path: readonly string[], start: readonly string[]): boolean =>
  start.every((name, i) => path[i] === name);

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((step, i) => step === b[i]);
