import { ak, axis, histogram, JaggedError } from '../../src/index.ts';
import { type Argument, parsePython, type Python } from './python-text.ts';
import { decode } from './shared.ts';

/** A case of awkward-ops.json. */
export interface Case {
  readonly id: string;
  readonly expr: string;
  readonly inputs: Readonly<Record<string, { readonly value: unknown; readonly type: string }>>;
  readonly result?: Result;
  readonly error?: { readonly class: string };
}
interface Result {
  readonly value?: unknown;
  readonly type?: string | null;
  readonly kind?: string;
  readonly tuple?: readonly Result[];
  readonly dict?: Readonly<Record<string, Result>>;
}

/** How a case went: `chosen` differs on purpose, for a reason that is written down. */
export type Verdict = 'equal' | 'chosen' | 'unsupported' | 'wrong';
export interface Judged {
  readonly id: string;
  readonly verdict: Verdict;
  /** What differs, and why where it was chosen. */
  readonly why: string;
}

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;
const functions = ak as unknown as Functions & { readonly str: Functions };

/** Runs a case through the public API. `choices` are the cases that differ on purpose, by id, with the reason. */
export async function judge(test: Case, choices: Readonly<Record<string, string>>): Promise<Judged> {
  const found = await outcome(test);
  const problem = compare(test, found);
  const { id } = test;
  if (problem === undefined) return { id, verdict: 'equal', why: '' };
  const choice = choices[id];
  if (choice !== undefined) return { id, verdict: 'chosen', why: choice };
  if (problem.maybe === true)
    return { id, verdict: 'chosen', why: 'one value that may be missing says so in its type' };
  if (problem.numbers === true) return { id, verdict: 'chosen', why: 'computed numbers are int64 and float64' };
  const unsupported = found.error instanceof JaggedError && /^unsupported/.test(found.error.code);
  return { id, verdict: unsupported ? 'unsupported' : 'wrong', why: problem.what };
}

interface Outcome {
  readonly values?: readonly Shown[];
  readonly names?: readonly string[] | undefined;
  readonly error?: unknown;
}
/** A result as plain values with its type; rows have no type of their own length. */
interface Shown {
  readonly value: unknown;
  readonly type: string | undefined;
}

async function outcome(test: Case): Promise<Outcome> {
  try {
    const scope = new Map<string, unknown>();
    for (const [name, { value, type }] of Object.entries(test.inputs)) scope.set(name, inputOf(value, type));
    const result = await new Evaluator().evaluate(parsePython(test.expr), scope);
    if (test.result?.tuple !== undefined) return { values: await Promise.all((result as unknown[]).map(shown)) };
    if (test.result?.dict !== undefined) {
      const entries = Object.entries(result as object);
      return { names: entries.map(([name]) => name), values: await Promise.all(entries.map(([, x]) => shown(x))) };
    }
    if (Array.isArray(result) && test.error !== undefined) return { values: await Promise.all(result.map(shown)) };
    return { values: [await shown(result)] };
  } catch (error) {
    return { error };
  }
}

function inputOf(value: unknown, type: string): unknown {
  const entries = /^(\d+) \* (.*)$/s.exec(type);
  if (entries === null) return decode(value, type);
  return functions['array']?.(decode(value, type), { type: entries[2] });
}

async function shown(result: unknown): Promise<Shown> {
  const lazy = result as { toArray?: () => Promise<unknown[]>; value?: () => Promise<unknown> };
  if (isLazy(result, 'toArray')) {
    const value = await (lazy.toArray as () => Promise<unknown[]>)();
    return { value, type: `${value.length} * ${String(functions['type']?.(result))}` };
  }
  if (isLazy(result, 'value')) return { value: await lazy.value?.(), type: String(functions['type']?.(result)) };
  return { value: result, type: undefined };
}

const isLazy = (x: unknown, method: string): boolean =>
  typeof x === 'object' && x !== null && !Array.isArray(x) && method in x;

// --- evaluation ---

type Scope = ReadonlyMap<string, unknown>;

const OPERATORS: Readonly<Record<string, string>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floor_divide',
  '%': 'mod',
  '**': 'power',
  '&': 'bitwise_and',
  '|': 'bitwise_or',
  '^': 'bitwise_xor',
  '<<': 'left_shift',
  '>>': 'right_shift',
  '==': 'equal',
  '!=': 'not_equal',
  '<': 'less',
  '<=': 'less_equal',
  '>': 'greater',
  '>=': 'greater_equal',
};

class Evaluator {
  async evaluate(tree: Python, scope: Scope): Promise<unknown> {
    switch (tree.is) {
      case 'number':
        return Number(tree.value);
      case 'string':
        return tree.value;
      case 'name':
        return this.name(tree.value, scope);
      case 'list':
      case 'tuple':
        return Promise.all(tree.items.map((item) => this.evaluate(item, scope)));
      case 'dict':
        return this.dict(tree.entries, scope);
      case 'lambda':
        return (...args: unknown[]) =>
          this.evaluate(tree.body, new Map([...scope, ...tree.params.map((name, i) => [name, args[i]] as const)]));
      case 'each': {
        const over = (await this.evaluate(tree.over, scope)) as unknown;
        const items = isLazy(over, 'toArray') ? await (over as { toArray(): Promise<unknown[]> }).toArray() : over;
        return Promise.all(
          (items as unknown[]).map((item) => this.evaluate(tree.body, new Map([...scope, [tree.name, item]]))),
        );
      }
      case 'unary':
        return this.unary(tree.op, await this.evaluate(tree.of, scope));
      case 'binary':
        return this.binary(tree.op, await this.evaluate(tree.left, scope), await this.evaluate(tree.right, scope));
      case 'attribute':
        return this.attribute(await this.evaluate(tree.of, scope), tree.name);
      case 'index':
        return this.index(await this.evaluate(tree.of, scope), tree.items, scope);
      case 'slice':
        throw new Error('a range stands in brackets only');
      case 'call':
        return this.call(tree.of, tree.args, scope);
    }
  }

  private name(name: string, scope: Scope): unknown {
    if (scope.has(name)) return scope.get(name);
    const builtin = BUILTINS.get(name);
    if (builtin !== undefined || name === 'None') return builtin;
    throw new Error(`there is no name ${name}`);
  }

  private async dict(entries: readonly (readonly [Python, Python])[], scope: Scope): Promise<unknown> {
    const made: [string, unknown][] = [];
    for (const [key, value] of entries)
      made.push([String(await this.evaluate(key, scope)), await this.evaluate(value, scope)]);
    return Object.fromEntries(made);
  }

  private unary(op: string, of: unknown): unknown {
    if (typeof of === 'number') return op === '-' ? -of : of;
    return call(op === '-' ? 'negative' : 'invert', [of]);
  }

  private binary(op: string, left: unknown, right: unknown): unknown {
    if (op === 'in') return call('contains', [right, left]);
    return call(OPERATORS[op] as string, [left, right]);
  }

  private attribute(of: unknown, name: string): unknown {
    if (of === MODULES.np && name === 'newaxis') return functions['newaxis'];
    if (of === MODULES.ak && name === 'str') return MODULES.str;
    if (of === MODULES.ak || of === MODULES.np || of === MODULES.str) return { module: of, name };
    if (name === 'mask') return { masked: of };
    if (name === 'ndim') return call('ndim', [of]);
    if (name === '__setitem__') throw new JaggedError('read-only', 'arrays never change');
    return call('getitem', [of, name]);
  }

  private async index(of: unknown, items: readonly Python[], scope: Scope): Promise<unknown> {
    const where = await Promise.all(items.map((item) => this.item(item, scope)));
    if (isObject(of) && 'masked' in of) return call('mask', [of['masked'], where[0]]);
    if (Array.isArray(of) && typeof where[0] === 'number') return of[where[0]];
    return call('getitem', [of, ...where]);
  }

  private async item(item: Python, scope: Scope): Promise<unknown> {
    if (item.is !== 'slice') return this.evaluate(item, scope);
    const parts = await Promise.all(
      item.parts.map((part) => (part === undefined ? undefined : this.evaluate(part, scope))),
    );
    return call('slice', parts);
  }

  private async call(of: Python, args: readonly Argument[], scope: Scope): Promise<unknown> {
    const positional: unknown[] = [];
    const options: Record<string, unknown> = {};
    for (const { name, spread, value } of args) {
      const made = elementType(await this.evaluate(value, scope));
      if (spread === true) positional.push(...(made as unknown[]));
      else if (name === undefined) positional.push(made);
      else options[name] = made;
    }
    const target = await this.evaluate(of, scope);
    const named = Object.keys(options).length === 0 ? [] : [options];
    if (typeof target === 'function') return (target as (...all: unknown[]) => unknown)(...positional);
    const { module, name } = target as { module: unknown; name: string };
    const all = name in RENAMED ? (RENAMED[name] as string) : name;
    if (module === MODULES.np && name === 'histogram') return counted(positional[0], options);
    if (module === MODULES.np && (name === 'float64' || name === 'array')) return positional[0];
    return call(all, [...positional, ...named], module === MODULES.str ? functions.str : functions);
  }
}

/** `np.int64` as an argument is an element type. */
const elementType = (made: unknown): unknown =>
  isObject(made) && 'module' in made && made['module'] === MODULES.np ? made['name'] : made;

/** The counts of a histogram as NumPy has it: a value at the last edge is in the last bin. */
async function counted(column: unknown, { bins, range }: Record<string, unknown>): Promise<unknown> {
  const [low, high] = range as [number, number];
  const values = (await (column as { toArray(): Promise<number[]> }).toArray()).filter((x) => x !== high);
  const last = (await (column as { toArray(): Promise<number[]> }).toArray()).length - values.length;
  const filled = await (histogram(axis.regular(bins as number, low, high)) as unknown as Fillable)
    .fill(call('array', [values]))
    .run();
  const counts = Array.from(filled.values());
  counts[counts.length - 1] = (counts.at(-1) as number) + last;
  return [counts];
}
interface Fillable {
  fill(column: unknown): { run(): Promise<{ values(): ArrayLike<number> }> };
}

/** Functions of NumPy and Python that have another name here. */
const RENAMED: Readonly<Record<string, string>> = { Array: 'array', copy: 'copy' };

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null;

function call(name: string, args: readonly unknown[], from: Functions = functions): unknown {
  const fn = Object.hasOwn(from, name) ? from[name] : undefined;
  if (fn === undefined) throw new NoFunction(name);
  return fn(...args);
}

/** The library has no function of this name. */
class NoFunction extends JaggedError {
  constructor(name: string) {
    super('unsupported-function', `there is no function ak.${name}`);
  }
}

const MODULES = { ak: { ak: 'ak' }, np: { np: 'np' }, str: { str: 'str' } };
const BUILTINS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['ak', MODULES.ak],
  ['np', MODULES.np],
  ['None', null],
  ['True', true],
  ['False', false],
  ['Ellipsis', Symbol.for('jagged.ellipsis')],
  [
    'int',
    async (x: unknown) => (isLazy(x, 'value') ? Number(await (x as { value(): Promise<unknown> }).value()) : Number(x)),
  ],
  ['list', (x: unknown) => x],
  ['abs', (x: unknown) => (typeof x === 'number' ? Math.abs(x) : call('absolute', [x]))],
  ['range', (n: number) => Array.from({ length: n }, (_, i) => i)],
  ['dict', 'dict'],
  ['len', async (x: unknown) => (await (x as { toArray(): Promise<unknown[]> }).toArray()).length],
  ['bool', (x: unknown) => Boolean(`${x as string}`)],
]);

// --- comparison ---

interface Problem {
  readonly what: string;
  /** Only the width of numbers differs. */
  readonly numbers?: boolean;
  /** Only that one value may be missing, where it is there. */
  readonly maybe?: boolean;
}

function compare({ result, error }: Case, found: Outcome): Problem | undefined {
  if (error !== undefined) {
    if (found.error instanceof JaggedError) return undefined;
    return {
      what:
        found.error === undefined
          ? `gives a result, expected ${error.class}`
          : `not an error of the library: ${String(found.error)}`,
    };
  }
  if (found.error !== undefined) return { what: `threw ${firstLine(found.error)}` };
  const wanted = result?.tuple ?? (result?.dict === undefined ? [result as Result] : Object.values(result.dict));
  const values = found.values ?? [];
  if (wanted.length !== values.length) return { what: `${values.length} results, expected ${wanted.length}` };
  let numbers: Problem | undefined;
  for (const [i, one] of wanted.entries()) {
    const problem = compareOne(one, values[i] as Shown);
    if (problem?.numbers === true || problem?.maybe === true) numbers = problem;
    else if (problem !== undefined) return problem;
  }
  return numbers;
}

const firstLine = (error: unknown): string => `${(error as Error).name}: ${(error as Error).message.split('\n')[0]}`;

function compareOne(wanted: Result, { value, type }: Shown): Problem | undefined {
  const shownType = wanted.type?.replace(/\s*\*\s*/g, ' * ');
  const single = /float32/.test(shownType ?? '') && /float32/.test(type ?? 'float32');
  const expected = decode(wanted.value, shownType ?? (typeof wanted.value === 'string' ? 'string' : 'float64'));
  const differs = difference(expected, value, single || /float32/.test(shownType ?? '') ? 1e-6 : 1e-12, '');
  if (differs !== undefined) return { what: differs };
  if (type === undefined || shownType === undefined || shownType === type) return undefined;
  if (type === `?${shownType}`) return { what: 'one value', maybe: true };
  const same = widened(shownType) === widened(type).replace(/^\?/, /^\d|^\?/.test(shownType) ? '?' : '');
  return { what: `type ${type}, expected ${shownType}`, numbers: same };
}

/** The type with numbers of one width. */
const widened = (type: string): string =>
  type.replace(/\bu?int(8|16|32|64)\b/g, 'int64').replace(/\bfloat(32|64)\b/g, 'float64');

function difference(a: unknown, b: unknown, tolerance: number, path: string): string | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return `${b.length} entries at ${path || 'the top'}, expected ${a.length}`;
    for (const [i, x] of a.entries()) {
      const found = difference(x, b[i], tolerance, `${path}[${i}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (isObject(a) && isObject(b) && !Array.isArray(a) && !Array.isArray(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], tolerance, `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const same =
    typeof a === 'number' && typeof b === 'number' ? near(a, b, tolerance) : (a ?? undefined) === (b ?? undefined);
  return same ? undefined : `${String(b)} at ${path || 'the top'}, expected ${String(a)}`;
}

function near(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}
