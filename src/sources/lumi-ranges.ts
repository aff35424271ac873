import { readFileSync } from 'node:fs';
import { rangesProblem } from '../../compiler/ops/options.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import type { Ranges } from '../../kernels/ranges.ts';

/**
 * The luminosity sections that the usual JSON lists by run: an object, its text (which begins with a brace), or the path of a
 * file. Ranges of a run may stand in any order.
 */
export function lumiRanges(given: unknown): Ranges {
  if (typeof given === 'string' && given.trimStart().startsWith('{')) return parsed(given, 'the text');
  if (typeof given === 'string' || given instanceof URL) return parsed(textOf(given), String(given));
  const { toJSON } = (given ?? {}) as { readonly toJSON?: unknown };
  return checked(typeof toJSON === 'function' ? (toJSON.call(given) as unknown) : given, 'the object');
}

function textOf(file: string | URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new SourceError('no-such-file', `there is no file ${file}`, { cause });
    throw new SourceError('cannot-open', `cannot open ${file}: ${(cause as Error).message}`, { cause });
  }
}

function parsed(text: string, what: string): Ranges {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw bad(what, `no JSON: ${(cause as Error).message}`, cause);
  }
  // of keys that are there twice JSON.parse keeps the last
  const runs = [...text.matchAll(/"([^"]*)"\s*:/g)].map(([, run]) => run as string);
  const twice = runs.find((run, i) => runs.indexOf(run) !== i);
  if (twice !== undefined) throw bad(what, `the run ${twice} is there twice`);
  return checked(found, what);
}

function checked(found: unknown, what: string): Ranges {
  const ranges =
    typeof found === 'object' && found !== null && !Array.isArray(found)
      ? Object.fromEntries(Object.entries(found).map(([run, list]) => [run, ascending(list)]))
      : found;
  const problem = rangesProblem(ranges);
  if (problem !== undefined) throw bad(what, problem);
  return ranges as Ranges;
}

const ascending = (list: unknown): unknown =>
  Array.isArray(list) ? list.toSorted((a: unknown, b: unknown) => firstOf(a) - firstOf(b)) : list;

/** Where a range begins; what is no range is found later. */
const firstOf = (range: unknown): number => (Array.isArray(range) && typeof range[0] === 'number' ? range[0] : 0);

const bad = (what: string, problem: string, cause?: unknown): SourceError =>
  new SourceError('bad-lumi', `${what} is no list of luminosity sections: ${problem}`, {
    hint: 'it lists the first and last section of each range by run: {"273158": [[1, 12], [20, 21]]}',
    cause,
  });
