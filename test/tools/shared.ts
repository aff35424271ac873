import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../shared/', import.meta.url);

/** Whether the reference results must be there. */
export const required: boolean = process.env['JAGGED_REQUIRE_REFERENCE'] === '1';

/** The path of a file of the shared folder, or undefined where it is absent. */
export function shared(path: string): string | undefined {
  const file = fileURLToPath(new URL(path, root));
  return existsSync(file) ? file : undefined;
}

/** A reference result; undefined, with a line that says so, where it is absent. */
export function reference<T>(name: string): T | undefined {
  const file = shared(`reference/${name}`);
  if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')) as T;
  if (required) throw new Error(`the reference ${name} is not here`);
  console.log(`skipped: the reference ${name} is not here`);
  return undefined;
}

/**
 * A reference value as the values that arrays are made of: NaN and infinities are texts there, null is missing, 64-bit
 * integers beyond 2**53 are decimal texts. `type` says which texts are numbers.
 */
export function decode(value: unknown, type: string): unknown {
  const texts = /string|bytes|categorical/.test(type);
  return walk(value, texts && !/float|int/.test(type) ? () => undefined : numberOf);
}

function numberOf(text: string): number | bigint | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity' || text === '-Infinity') return Number(text);
  return /^-?\d{16,}$/.test(text) ? BigInt(text) : undefined;
}

function walk(value: unknown, number: (text: string) => number | bigint | undefined): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return number(value) ?? value;
  if (Array.isArray(value)) return value.map((x) => walk(x, number));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, x]) => [key, walk(x, number)]));
}
