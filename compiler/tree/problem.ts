/** Where in the user's text something went wrong. */
export interface Place {
  /** The whole text: a lambda's source or an expression string. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface Details {
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly cause?: unknown;
}

/** The root of all errors of this library. `code` is stable; the message is for people. */
export class JaggedError extends Error {
  override readonly name: string = 'JaggedError';
  readonly code: string;
  readonly reason: string;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  constructor(code: string, reason: string, details: Details = {}) {
    super(compose(reason, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.reason = reason;
    this.hint = details.hint;
    this.place = details.place;
  }
}

/** An expression that cannot be compiled: unknown syntax, an unknown name, a trap. */
export class ExpressionError extends JaggedError {
  override readonly name = 'ExpressionError';
}
/** Values of types that do not go together. */
export class TypeMismatchError extends JaggedError {
  override readonly name = 'TypeMismatchError';
}
/** Data that cannot be opened or read. */
export class SourceError extends JaggedError {
  override readonly name = 'SourceError';
}
/** A query that failed while it ran. */
export class ExecutionError extends JaggedError {
  override readonly name = 'ExecutionError';
}

/** The same error, pointing at the user's text, unless it points somewhere already. */
export function pointAt(error: unknown, place: Place): unknown {
  if (!(error instanceof JaggedError) || error.place !== undefined) return error;
  const details: Details = { hint: error.hint, place, cause: error.cause };
  if (error instanceof TypeMismatchError) return new TypeMismatchError(error.code, error.reason, details);
  if (error instanceof ExpressionError) return new ExpressionError(error.code, error.reason, details);
  return error;
}

function compose(reason: string, details: Details): string {
  const lines = [reason];
  if (details.place !== undefined) lines.push(...excerpt(details.place));
  if (details.hint !== undefined) lines.push(`hint: ${details.hint}`);
  return lines.join('\n');
}

function excerpt({ text, start, end }: Place): string[] {
  const lineStart = text.lastIndexOf('\n', Math.max(0, start - 1)) + 1;
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : newline;
  const line = text.slice(lineStart, lineEnd);
  const lead = line.length - line.trimStart().length;
  const column = Math.max(0, start - lineStart - lead);
  const width = Math.max(1, Math.min(end, lineEnd) - start);
  return [`  ${line.trim()}`, `  ${' '.repeat(column)}${'^'.repeat(width)}`];
}

/** The nearest of `names` to what was written, where one is close enough to be what was meant. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(written.length / 3)) + 0.5;
  for (const name of names) {
    const far = distance(written.toLowerCase(), name.toLowerCase()) + (written === name ? 0 : 0.1);
    if (far < least) {
      least = far;
      best = name;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 4) return 99;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

/** "did you mean 'x'?" where a name is close, else the names there are, else nothing. */
export function suggest(written: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const near = nearest(written, all);
  if (near !== undefined) return `did you mean '${near}'?`;
  if (all.length === 0) return undefined;
  return `there are ${all.slice(0, 12).join(', ')}${all.length > 12 ? `, … (${all.length} in all)` : ''}`;
}
