import type { Expr } from '../../compiler/tree/expr.ts';
import { ExpressionError, nearest, suggest } from '../../compiler/tree/problem.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { passIt, readClosure } from './closure.ts';
import { NUMERIC_GLOBALS, outsideValue } from './constants.ts';
import { freeNames, type Parsed } from './parse.ts';
import { fromExpr, type Home, type Reading, type Scope, type Value } from './values.ts';

/** The surroundings of a JavaScript function: the variables that it sees, read when the first of them is needed. */
export function functionHome(reading: Reading, fn: Function, parsed: Parsed): Home {
  let seen: Map<string, unknown> | ExpressionError | undefined;
  const find = (name: string): Value | undefined => {
    if (NUMERIC_GLOBALS.has(name)) return undefined;
    seen ??= look(fn, name, parsed);
    if (seen instanceof ExpressionError) {
      if (reading.vocabulary.isGlobal(name)) return { is: 'global', name };
      throw new ExpressionError(
        seen.code,
        seen.reason.replace(/outside variable .*?: /, `outside variable '${name}': `),
        { hint: passIt(name), cause: seen.cause },
      );
    }
    if (seen.has(name)) return outsideValue(reading, seen.get(name), name);
    return reading.vocabulary.isGlobal(name) ? { is: 'global', name } : undefined;
  };
  return { parsed, find, missing: (name, scope) => missingVariable(name, scope) };
}

function look(fn: Function, name: string, parsed: Parsed): Map<string, unknown> | ExpressionError {
  const wanted = [...freeNames(parsed.syntax)].filter((n) => !NUMERIC_GLOBALS.has(n));
  try {
    return readClosure(fn, new Set([...wanted, name]));
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
}

function missingVariable(name: string, scope: Scope): ExpressionError {
  if (name in globalThis) {
    return new ExpressionError('unknown-global', `${name} is a global of JavaScript that queries do not know`, {
      hint: 'compute it before the query and use its value as a variable; the function is read, not run',
    });
  }
  const near = nearest(name, new Set(scope.names()));
  const meant = near === undefined ? '' : `did you mean '${near}'? Otherwise `;
  return new ExpressionError('unknown-variable', `unknown variable '${name}'`, { hint: `${meant}${passIt(name)}` });
}

/** The surroundings of an expression string: the event's fields and the vocabulary's functions. */
export function stringHome(
  parsed: Parsed,
  fields: (name: string) => Expr | undefined,
  fieldNames: () => Iterable<string>,
  vocabulary: Vocabulary,
): Home {
  const find = (name: string): Value | undefined => {
    const field = fields(name);
    if (field !== undefined) return fromExpr(field);
    const known = [name, `Math.${name}`].find((n) => vocabulary.isGlobal(n));
    return known === undefined ? undefined : { is: 'global', name: known };
  };
  const missing = (name: string, scope: Scope): ExpressionError =>
    new ExpressionError('unknown-variable', `unknown name '${name}'`, {
      hint: suggest(name, new Set([...scope.names(), ...fieldNames()])),
    });
  return { parsed, find, missing };
}
