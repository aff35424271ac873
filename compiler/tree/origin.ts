import type { Expr } from './expr.ts';
import type { Place } from './problem.ts';

/** Where in a user's text nodes were written. Equal nodes are one object everywhere, so this belongs to one reading. */
export type Origins = ReadonlyMap<Expr, Place>;

let recording: Map<Expr, Place> | undefined;

/** Runs a reading of a user's text, and gives the first place each node was written at. Readings may nest. */
export function recordOrigins<T>(read: () => T): { readonly value: T; readonly origins: Origins } {
  const outer = recording;
  const origins = new Map<Expr, Place>();
  recording = origins;
  try {
    return { value: read(), origins };
  } finally {
    recording = outer;
  }
}

/** Remembers where a field or a call was written; the first place stays. */
export function noteOrigin(expr: Expr, place: Place): void {
  if ((expr.node === 'field' || expr.node === 'call') && recording?.has(expr) === false) recording.set(expr, place);
}
