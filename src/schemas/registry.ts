import { SourceError, suggest } from '../../compiler/tree/problem.ts';
import { nanoaod } from './nanoaod.ts';
import { physlite } from './physlite.ts';
import { plain, restructured } from './plain.ts';
import type { Arrangement, Schema, StoredColumn } from './schema.ts';

/** The schemas that can be asked for by name. */
export const SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  [plain, restructured, nanoaod, physlite].map((schema) => [schema.name, schema]),
);

// What 'auto' tries, in this order.
const AUTOMATIC: readonly Schema[] = [nanoaod, physlite, restructured, plain];

/** The names that `arrange` takes. */
export type SchemaName = 'auto' | 'plain' | 'restructured' | 'nanoaod' | 'physlite';

/** The rows that a schema makes of the columns; 'auto' takes the first that fits. `name` is what errors call the source. */
export function arrange(columns: readonly StoredColumn[], schema: SchemaName | Schema, name: string): Arrangement {
  if (typeof schema !== 'string') return schema.arrange(columns);
  if (schema === 'auto') return (AUTOMATIC.find((one) => one.fits(columns)) ?? plain).arrange(columns);
  const found = SCHEMAS.get(schema);
  if (found === undefined)
    throw new SourceError('unknown-schema', `there is no schema '${String(schema)}'`, {
      hint: suggest(String(schema), ['auto', ...SCHEMAS.keys()]),
    });
  if (!(found.mayBe ?? found.fits)(columns)) {
    const reason = `cannot read ${name} with the schema '${schema}': its columns do not look like it`;
    throw new SourceError('wrong-schema', reason, { hint: "leave the schema out, or use 'plain'" });
  }
  return found.arrange(columns);
}
