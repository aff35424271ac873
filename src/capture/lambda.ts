import type { Expression } from 'acorn';
import type { Expr } from '../../compiler/tree/expr.ts';
import { type Origins, recordOrigins } from '../../compiler/tree/origin.ts';
import { JaggedError, pointAt } from '../../compiler/tree/problem.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { functionHome, stringHome } from './homes.ts';
import { parseFunction, parseText, placeOf, type Parsed } from './parse.ts';
import { startReading } from './to-expr.ts';
import { constant, fromExpr, type Reading, Scope, type Value } from './values.ts';

/** What a function or a string was read as. */
export interface Captured {
  readonly expr: Expr;
  /** The outside variables that were read, with the values they had. */
  readonly outside: readonly { name: string; value: unknown }[];
  /** Where in the text each node was first written. */
  readonly origins: Origins;
}

/** What a parameter of the function stands for: an expression, or a plain constant (the params object). */
export type Binding = { is: 'value'; expr: Expr } | { is: 'constant'; value: unknown };

/** The expression that a plain function stands for, read from its text; the function is never called. */
export function captureLambda(fn: Function, bindings: readonly Binding[], vocabulary: Vocabulary): Captured {
  const { value, origins } = recordOrigins(() => readLambda(fn, bindings, vocabulary));
  return { ...value, origins };
}

type Read = Omit<Captured, 'origins'>;

function readLambda(fn: Function, bindings: readonly Binding[], vocabulary: Vocabulary): Read {
  const homes = new Map<Function, Value & { is: 'lambda' }>();
  const reading = startReading(vocabulary, (self, met) => {
    const known = homes.get(met) ?? openFunction(self, met);
    homes.set(met, known);
    return known;
  });
  const parsed = parseFunction(fn);
  const args = bindings.map((b): Value => (b.is === 'value' ? fromExpr(b.expr) : constant(b.value)));
  const expr = whole(parsed, parsed.syntax.body, () => reading.toExpr(reading.call(constant(fn), args, fn.name)));
  return { expr, outside: outsideOf(reading) };
}

/** The expression that a text stands for; the event's fields stand free in it: `Muon.filter(m => m.pt > 30).length`. */
export function captureString(
  text: string,
  fields: (name: string) => Expr | undefined,
  fieldNames: () => Iterable<string>,
  vocabulary: Vocabulary,
): Captured {
  const { value, origins } = recordOrigins(() => readString(text, fields, fieldNames, vocabulary));
  return { ...value, origins };
}

function readString(
  text: string,
  fields: (name: string) => Expr | undefined,
  fieldNames: () => Iterable<string>,
  vocabulary: Vocabulary,
): Read {
  const parsed = parseText(text);
  const reading = startReading(vocabulary, openFunction);
  const scope = new Scope(stringHome(parsed, fields, fieldNames, vocabulary), undefined, true);
  const expr = whole(parsed, parsed.syntax, () => reading.toExpr(reading.evaluate(parsed.syntax as Expression, scope)));
  return { expr, outside: outsideOf(reading) };
}

function openFunction(reading: Reading, fn: Function): Value & { is: 'lambda' } {
  const parsed = parseFunction(fn);
  return { is: 'lambda', syntax: parsed.syntax, scope: new Scope(functionHome(reading, fn, parsed), undefined, true) };
}

/** Errors that belong to no smaller part point at the whole. */
function whole<T>(parsed: Parsed, node: { start: number; end: number }, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof JaggedError ? pointAt(error, placeOf(parsed, node)) : error;
  }
}

function outsideOf(reading: Reading): { name: string; value: unknown }[] {
  return [...reading.outside].map(([name, value]) => ({ name, value }));
}
