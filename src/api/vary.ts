import { ExpressionError } from '../../compiler/tree/problem.ts';
import { showType, type Type } from '../../compiler/tree/type.ts';
import { rowOf } from './core.ts';
import { asDataset } from './dataset.ts';
import { noteVariations } from './outputs.ts';

/** What the rows are called that are not varied. */
export const NOMINAL = 'nominal';

type Analysis = (events: object, variation: string) => Readonly<Record<string, unknown>>;

/** The outputs of an analysis, of a dataset as it is and of each of its variations. */
export function varied(
  events: unknown,
  variations: Readonly<Record<string, unknown>>,
  analysis: unknown,
): Readonly<Record<string, unknown>> {
  const core = asDataset(events);
  if (core === undefined || typeof analysis !== 'function')
    throw new ExpressionError('wrong-argument', 'vary takes a dataset, its variations, and an analysis', {
      hint: "vary(events, { jesUp: (e) => e.withField('Jet.pt', (j) => j.pt * 1.02) }, (e) => ({ ht }))",
    });
  if (Object.hasOwn(variations, NOMINAL))
    throw new ExpressionError('same-name', `a variation cannot be called ${NOMINAL}`, {
      hint: 'that are the events as they are, which come first by themselves',
    });
  const made = Object.entries(variations).map(([name, vary]): [string, object] => [
    name,
    variation(name, vary, events as object, rowOf(core).type),
  ]);
  const all: [string, object][] = [[NOMINAL, events as object], ...made];
  const outputs = all.map(([name, rows]) => [name, (analysis as Analysis)(rows, name)] as const);
  return noteVariations(Object.fromEntries(outputs));
}

function variation(name: string, vary: unknown, events: object, row: Type): object {
  const made: unknown = typeof vary === 'function' ? (vary as (events: object) => unknown)(events) : undefined;
  const core = asDataset(made);
  if (core === undefined)
    throw new ExpressionError('wrong-argument', `the variation ${name} gives no dataset`, {
      hint: "a variation makes other events of the events: (e) => e.withField('Jet.pt', (j) => j.pt * 1.02)",
    });
  const problem = difference(row, rowOf(core).type, []);
  if (problem !== undefined)
    throw new ExpressionError('other-fields', `the variation ${name} changes what events have: ${problem}`, {
      hint: 'a variation gives fields other values; add new fields before: events.with({ … })',
    });
  return made as object;
}

/** What values of a type do not have, or have as another kind of value; numbers may be of any width. */
function difference(wanted: Type, found: Type, path: readonly string[]): string | undefined {
  const called = path.length === 0 ? 'the event' : path.join('.');
  if (wanted === found || (wanted.is === 'number' && found.is === 'number')) return undefined;
  if (wanted.is !== found.is) return `${called} is ${showType(found)}, and was ${showType(wanted)}`;
  if (wanted.is === 'record' && found.is === 'record') {
    for (const [name, type] of wanted.fields) {
      const other = found.fields.get(name);
      if (other === undefined) return `${[...path, name].join('.')} is gone`;
      const problem = difference(type, other, [...path, name]);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  if ((wanted.is === 'list' && found.is === 'list') || (wanted.is === 'option' && found.is === 'option'))
    return difference(wanted.of, found.of, path);
  return `${called} is ${showType(found)}, and was ${showType(wanted)}`;
}
