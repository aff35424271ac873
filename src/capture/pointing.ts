import type { AnyNode } from 'acorn';
import { pointAt } from '../../compiler/tree/problem.ts';
import { noteOrigin } from '../../compiler/tree/origin.ts';
import { placeOf } from './parse.ts';
import type { Reading, Scope, Value } from './values.ts';

/** Runs for one piece of syntax: errors point at it, nodes remember it, and what is known to be there is taken as such. */
export function pointing(reading: Reading, node: AnyNode, scope: Scope, run: () => Value): Value {
  const { parsed } = scope.home;
  try {
    const read = run();
    const value = read.is === 'later' ? read.get() : read;
    if (value.is !== 'expr') return value;
    noteOrigin(value.expr, placeOf(parsed, node));
    return reading.present.has(value.expr) ? { is: 'expr', expr: reading.vocabulary.known(value.expr) } : value;
  } catch (error) {
    throw pointAt(error, placeOf(parsed, node));
  }
}

/** Runs for one piece of syntax that is no value, such as a statement or a pattern. */
export function pointed<T>(node: AnyNode, scope: Scope, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw pointAt(error, placeOf(scope.home.parsed, node));
  }
}
