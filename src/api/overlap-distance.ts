import type { Expr } from '../../compiler/tree/expr.ts';
import { JaggedError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { briefType } from '../../compiler/tree/type.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { angles } from '../behaviors/vector/angles.ts';
import { captureLambda } from '../capture/lambda.ts';
import type { Options, Step } from './overlap-steps.ts';

/** The distance of an object from another, in the coordinates that the step is measured in. */
export function distanceOf(words: Vocabulary, step: Step, options: Options, removed: Expr, near: Expr): Expr {
  const along = step.using ?? options.using ?? 'eta';
  needNumbers(words, step.remove, removed, along);
  needNumbers(words, step.near, near, along);
  const method = along === 'eta' ? 'deltaR' : 'deltaRapidityPhi';
  try {
    return words.method(removed, method, [{ is: 'value', expr: near }], false);
  } catch (error) {
    if (!(error instanceof JaggedError)) throw error;
    // records that are no vectors, but have the two coordinates
    const bindings = [removed, near].map((expr) => ({ is: 'value', expr }) as const);
    return captureLambda(angles[method], bindings, words).expr;
  }
}

function needNumbers(words: Vocabulary, name: string, object: Expr, along: 'eta' | 'rapidity'): void {
  for (const coordinate of [along, 'phi']) {
    const found = propertyOf(words, object, coordinate);
    if (found?.type.is === 'number') continue;
    const what = found === undefined ? `no ${coordinate}` : `${coordinate} of type ${briefType(found.type)}`;
    throw new TypeMismatchError('no-distance', `${name} have ${what} to measure a distance in`, {
      hint:
        along === 'rapidity'
          ? "a rapidity needs pt, eta, phi and mass (or another vector of four dimensions); using: 'eta' needs eta and phi"
          : 'a distance needs eta and phi; what is shared needs none: { sharing: (a, b) => a.track === b.track }',
    });
  }
}

function propertyOf(words: Vocabulary, object: Expr, name: string): Expr | undefined {
  try {
    return words.property(object, name, false);
  } catch (error) {
    if (error instanceof JaggedError) return undefined;
    throw error;
  }
}
