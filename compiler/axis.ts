import { ExpressionError } from './tree/problem.ts';

/** What any axis may be called: `name` for programs, `label` for people. */
export interface AxisNames {
  readonly name?: string;
  readonly label?: string;
}

/** Bins of one width from lo up to, not including, hi. */
export interface RegularAxis extends AxisNames {
  readonly is: 'regular';
  readonly bins: number;
  readonly lo: number;
  readonly hi: number;
}

/** A regular axis whose range is to be found in the data, by a pass before the filling. */
export interface AutoAxis extends AxisNames {
  readonly is: 'regular';
  readonly bins: number;
  readonly auto: true;
}

/** Bins between ascending edges. */
export interface VariableAxis extends AxisNames {
  readonly is: 'variable';
  readonly edges: readonly number[];
}

/** One bin for each integer from lo up to, not including, hi. */
export interface IntegerAxis extends AxisNames {
  readonly is: 'integer';
  readonly lo: number;
  readonly hi: number;
}

/** Two bins: false and true. */
export interface BooleanAxis extends AxisNames {
  readonly is: 'boolean';
}

/** One bin for each name (or number); a growing axis makes new bins for new ones, others have one cell for the rest. */
export interface CategoryAxis extends AxisNames {
  readonly is: 'category';
  readonly of: 'string' | 'int';
  readonly categories: readonly (string | number)[];
  readonly growth: boolean;
}

/** An axis of a histogram, as plain JSON data. */
export type AxisSpec = RegularAxis | AutoAxis | VariableAxis | IntegerAxis | BooleanAxis | CategoryAxis;

/** An axis on which values can be filled: its range is known. */
export type FixedAxis = Exclude<AxisSpec, AutoAxis>;

export interface CategoryOptions extends AxisNames {
  /** Whether new values make new bins; by default only where no categories are given. */
  readonly growth?: boolean;
  /** What the values are, where no categories tell. */
  readonly of?: 'string' | 'int';
}

const MOST_BINS = 2 ** 24;

/** `bins` bins of one width in [lo, hi); without lo and hi the range is found in the data. */
function regular(bins: number, names?: AxisNames): AutoAxis;
function regular(bins: number, lo: undefined, hi: undefined, names?: AxisNames): AutoAxis;
function regular(bins: number, lo: number, hi: number, names?: AxisNames): RegularAxis;
function regular(bins: number, lo?: number | AxisNames, hi?: number, names?: AxisNames): RegularAxis | AutoAxis {
  checkBins('regular', bins);
  if (lo === undefined && hi === undefined) return { is: 'regular', bins, auto: true, ...namesOf(names) };
  if (typeof lo === 'object' && lo !== null && hi === undefined)
    return { is: 'regular', bins, auto: true, ...namesOf(lo) };
  if (typeof lo !== 'number' || typeof hi !== 'number')
    throw bad(
      `regular axis needs lo and hi, found ${lo} and ${hi}`,
      'give both, or neither to find the range in the data',
    );
  if (!(lo < hi) || !Number.isFinite(hi - lo))
    throw bad(`regular axis needs finite lo < hi, found ${lo} and ${hi}`, 'axis.regular(bins, lo, hi)');
  return { is: 'regular', bins, lo, hi, ...namesOf(names) };
}

/** Bins between the given edges, each with its lower edge and without its upper one. */
function variable(edges: readonly number[], names?: AxisNames): VariableAxis {
  if (edges.length < 2) throw bad(`variable axis needs two edges or more, found ${edges.length}`);
  checkBins('variable', edges.length - 1);
  edges.forEach((edge, i) => {
    if (!Number.isFinite(edge))
      throw bad(
        `variable axis needs finite edges, found ${edge}`,
        'what is beyond the first and last edge is kept in the flow bins',
      );
    const before = edges[i - 1];
    if (before !== undefined && !(before < edge))
      throw bad(`variable axis needs ascending edges, found ${edge} after ${before}`);
  });
  return { is: 'variable', edges: [...edges], ...namesOf(names) };
}

/** One bin for each integer in [lo, hi). */
function integer(lo: number, hi: number, names?: AxisNames): IntegerAxis {
  if (!Number.isSafeInteger(lo) || !Number.isSafeInteger(hi) || !(lo < hi))
    throw bad(`integer axis needs integers lo < hi, found ${lo} and ${hi}`, 'hi is not included');
  checkBins('integer', hi - lo);
  return { is: 'integer', lo, hi, ...namesOf(names) };
}

/** Two bins: false and true. */
function boolean(names?: AxisNames): BooleanAxis {
  return { is: 'boolean', ...namesOf(names) };
}

/** One bin for each category; without categories the axis grows with the data. */
function category(categories: readonly string[] | readonly number[] = [], options: CategoryOptions = {}): CategoryAxis {
  const list: readonly (string | number)[] = categories;
  const of = options.of ?? (typeof list[0] === 'number' ? 'int' : 'string');
  for (const name of list) {
    const fits = of === 'string' ? typeof name === 'string' : Number.isSafeInteger(name);
    if (!fits)
      throw bad(`category axis of ${of === 'string' ? 'strings' : 'integers'} cannot have ${JSON.stringify(name)}`);
  }
  const twice = list.find((name, i) => list.indexOf(name) !== i);
  if (twice !== undefined) throw bad(`category axis has ${JSON.stringify(twice)} twice`);
  const growth = options.growth ?? list.length === 0;
  if (!growth && list.length === 0)
    throw bad('category axis has no categories and may not grow', 'axis.category([...names]) or { growth: true }');
  return {
    is: 'category',
    of,
    categories: list.map((name) => (typeof name === 'number' ? name + 0 : name)),
    growth,
    ...namesOf(options),
  };
}

/** The axes of histograms: `axis.regular(60, 60, 120, { name: 'mass', label: 'm(µµ) [GeV]' })`. */
export const axis = { regular, variable, integer, boolean, category } as const;

/** Whether the range of the axis is still to be found. */
export function isAuto(spec: AxisSpec): spec is AutoAxis {
  return spec.is === 'regular' && 'auto' in spec;
}

/** The axis with a range that holds all values from min to max, max too; any range where there are no values. */
export function withRange(spec: AutoAxis, min: number, max: number): RegularAxis {
  const { is, bins } = spec;
  if (!Number.isFinite(min) || !Number.isFinite(max) || min > max) return { is, bins, lo: 0, hi: 1, ...namesOf(spec) };
  const half = Math.max(0.5, Math.abs(min) * 2 ** -20);
  if (min === max) return { is, bins, lo: min - half, hi: max + half, ...namesOf(spec) };
  if (!Number.isFinite(max - min)) throw bad(`regular axis cannot have the range ${min} to ${max}`, 'give lo and hi');
  // a bin has its lower edge only, so hi must be a little above the greatest value
  let hi = max;
  for (let step = 2 ** -44; !((max - min) / (hi - min) < 1); step *= 2) hi = max + (max - min) * step;
  return { is, bins, lo: min, hi, ...namesOf(spec) };
}

/** The axis that plain data describe, checked as if it were built anew. */
export function axisFromJson(json: unknown): AxisSpec {
  if (typeof json !== 'object' || json === null) throw bad(`an axis needs to be an object, found ${String(json)}`);
  const found = json as Partial<AxisSpec>;
  switch (found.is) {
    case 'regular': {
      const { bins = Number.NaN, lo, hi } = found as Partial<RegularAxis>;
      return regular(bins, lo as number, hi as number, found);
    }
    case 'variable':
      return variable(Array.isArray(found.edges) ? found.edges : [], found);
    case 'integer':
      return integer(found.lo ?? Number.NaN, found.hi ?? Number.NaN, found);
    case 'boolean':
      return boolean(found);
    case 'category':
      return category((Array.isArray(found.categories) ? found.categories : []) as string[], found);
    default:
      throw bad(
        `unknown kind of axis ${JSON.stringify(found.is)}`,
        'there are regular, variable, integer, boolean, category',
      );
  }
}

function namesOf(names: AxisNames | undefined): AxisNames {
  const { name, label } = names ?? {};
  for (const text of [name, label])
    if (text !== undefined && typeof text !== 'string')
      throw bad(`the name and label of an axis need to be text, found ${String(text)}`);
  return { ...(name === undefined ? {} : { name }), ...(label === undefined ? {} : { label }) };
}

function checkBins(kind: string, bins: number): void {
  if (!Number.isSafeInteger(bins) || bins < 1 || bins > MOST_BINS)
    throw bad(`${kind} axis needs 1 to ${MOST_BINS} bins, found ${bins}`);
}

function bad(reason: string, hint?: string): ExpressionError {
  return new ExpressionError('bad-axis', reason, { hint });
}
