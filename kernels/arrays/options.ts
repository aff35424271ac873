import { ArrayProblem, type ArrayOptions } from './kernel.ts';

const wrong = (name: string, wanted: string, found: unknown): ArrayProblem =>
  new ArrayProblem('wrong-option', `the option ${name} must be ${wanted}, found ${JSON.stringify(found)}`);

/** An axis: a whole number, or null for all of them together; `otherwise` where nothing was said. */
export function axisOption(options: ArrayOptions, otherwise: number | null): number | null {
  const { axis = otherwise } = options;
  if (axis === null || Number.isSafeInteger(axis)) return axis as number | null;
  throw wrong('axis', 'a whole number or null', axis);
}

/** A choice of yes or no. */
export function flagOption(options: ArrayOptions, name: string, otherwise = false): boolean {
  const { [name]: flag = otherwise } = options;
  if (typeof flag === 'boolean') return flag;
  throw wrong(name, 'true or false', flag);
}

/** A whole number from `least`. */
export function countOption(options: ArrayOptions, name: string, otherwise?: number, least = 0): number {
  const { [name]: count = otherwise } = options;
  if (Number.isSafeInteger(count) && (count as number) >= least) return count as number;
  throw wrong(name, `a whole number from ${least}`, count);
}

/** A number. */
export function numberOption(options: ArrayOptions, name: string, otherwise?: number): number {
  const { [name]: value = otherwise } = options;
  if (typeof value === 'number') return value;
  throw wrong(name, 'a number', value);
}

/** A text, or undefined where nothing was said. */
export function textOption(options: ArrayOptions, name: string): string | undefined {
  const { [name]: text } = options;
  if (text === undefined || text === null) return undefined;
  if (typeof text === 'string') return text;
  throw wrong(name, 'a text', text);
}

/** A list of names, or undefined where nothing was said. */
export function namesOption(options: ArrayOptions, name: string): readonly string[] | undefined {
  const { [name]: names } = options;
  if (names === undefined || names === null) return undefined;
  if (Array.isArray(names) && names.every((of) => typeof of === 'string')) return names as readonly string[];
  throw wrong(name, 'a list of names', names);
}

/** An axis that must be one: a whole number; `otherwise` where nothing was said. */
export function wholeAxisOption(options: ArrayOptions, otherwise: number): number {
  const axis = axisOption(options, otherwise);
  if (axis !== null) return axis;
  throw wrong('axis', 'a whole number', axis);
}
