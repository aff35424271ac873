import { SourceError } from '../../../../compiler/tree/problem.ts';

/** The error for a file that contradicts itself. */
export function damaged(file: string, what: string, cause?: unknown): SourceError {
  return new SourceError('damaged', `cannot read ${file}: ${what}`, {
    hint: 'the file is damaged or not complete; write or copy it again',
    cause,
  });
}

/** The error for a file that uses what is not read here. */
export function notSupported(file: string, what: string): SourceError {
  return new SourceError('not-supported', `cannot read ${file}: ${what}`);
}
