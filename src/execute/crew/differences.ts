import type { Need } from '../../../compiler/source.ts';
import { type RecordType, showType, type Type } from '../../../compiler/tree/type.ts';

/** Where rows of a file differ from those expected: in the needed parts, one line each; none where they can be read alike. */
export function differences(expected: RecordType, found: RecordType, needs: readonly Need[]): string[] {
  if (expected === found) return [];
  const lines = new Set<string>();
  for (const { path, offsetsOnly } of needs) {
    const line = differenceAt(expected, found, path, offsetsOnly);
    if (line !== undefined) lines.add(line);
  }
  return [...lines];
}

function differenceAt(expected: Type, found: Type, path: readonly string[], offsetsOnly: boolean): string | undefined {
  let [here, there] = [expected, found];
  for (const [i, name] of path.entries()) {
    const at = path.slice(0, i + 1).join('.');
    const [wanted, given] = [fieldOf(here, name), fieldOf(there, name)];
    if (wanted === undefined) return undefined;
    if (given === undefined) return `${at} is missing`;
    if (shapeOf(wanted) !== shapeOf(given)) return `${at} is ${showType(given)}, not ${showType(wanted)}`;
    [here, there] = [wanted, given];
  }
  const same = here === there || offsetsOnly;
  return same ? undefined : `${path.join('.')} is ${showType(there)}, not ${showType(here)}`;
}

/** A field of a record, or of the records in a list. */
function fieldOf(type: Type, name: string): Type | undefined {
  if (type.is === 'record') return type.fields.get(name);
  return type.is === 'list' || type.is === 'option' ? fieldOf(type.of, name) : undefined;
}

/** The lists and options around what a path leads to. */
function shapeOf(type: Type): string {
  if (type.is === 'list' || type.is === 'option') return `${type.is} ${shapeOf(type.of)}`;
  return type.is === 'record' ? 'record' : 'value';
}
