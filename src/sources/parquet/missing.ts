import { SourceError } from '../../../compiler/tree/problem.ts';

/** The error for a value or a list that is missing where the type lets none be missing. */
export function missing(what: 'value' | 'list', column: string, row: number, file: string): SourceError {
  const reason = `a ${what} is missing in column '${column}', row ${row} of ${file}; the type has no missing ones there`;
  return new SourceError(`missing-${what}`, reason, {
    hint: 'open the file with { nullable: true } to read missing values as options',
  });
}
