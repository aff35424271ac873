import type { CallExpr, LiteralExpr } from '../tree/expr.ts';
import type { Scalar } from './value.ts';

/** Tests of a stored text against a known one that kernels/text-bytes.ts makes on bytes, and whether they are turned around. */
const TESTS: Readonly<Record<string, readonly [name: string, not: boolean]>> = {
  startsWith: ['bytesBegin', false],
  endsWith: ['bytesEnd', false],
  includesText: ['bytesInclude', false],
  eq: ['bytesAre', false],
  ne: ['bytesAre', true],
};

/** A test of a stored text against a known one, without making a text of its bytes; undefined for all other calls. */
export function testOnBytes(
  { op, args, options }: CallExpr,
  vals: readonly Scalar[],
  constant: (value: unknown) => string,
): string | undefined {
  const test = TESTS[op];
  if (test === undefined || args.length !== 2 || Object.keys(options).length > 0) return undefined;
  const stored = vals[0]?.stored === undefined && (op === 'eq' || op === 'ne') ? 1 : 0;
  const { stored: place } = vals[stored] as Scalar;
  const known = args[1 - stored];
  if (place === undefined || known?.node !== 'literal' || !isWhole(known)) return undefined;
  const [name, not] = test;
  return `${not ? '!' : ''}k.${name}(${place}, ${constant(new TextEncoder().encode(known.value as string))})`;
}

// Half a pair of UTF-16 units has no bytes of its own, and bytes that are no text become U+FFFD.
const isWhole = ({ value }: LiteralExpr): boolean =>
  typeof value === 'string' &&
  !value.includes('\ufffd') &&
  !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);
