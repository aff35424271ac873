import type { Need, SourceInfo } from '../../../compiler/source.ts';
import { ExpressionError, suggest, TypeMismatchError } from '../../../compiler/tree/problem.ts';
import { briefType, isInteger, option, record, type RecordType, type Type } from '../../../compiler/tree/type.ts';

/** How the rows of two sources are brought together: plain data. */
export interface Joining {
  /** The parts of the key; `row` where the rows of both are the same, in the same order. */
  readonly on: 'row' | readonly KeyPart[];
  /** The fields that are added, by the name they get, and the friend's fields they are. */
  readonly fields: readonly { readonly name: string; readonly of: string }[];
  /** What becomes of a row that the friend has not got: an error, or missing values. */
  readonly missing: 'error' | 'none';
}

/** A part of the key: an integer in the rows and in those of the friend, by the names that lead to it. */
export interface KeyPart {
  readonly here: readonly string[];
  readonly there: readonly string[];
}

type Info = Pick<SourceInfo, 'name' | 'row'>;

/** The last part of a source's name. */
export const shortName = (name: string): string => name.split('/').at(-1) as string;

/** The rows with the fields that a friend adds. Throws where a key or a field cannot be. */
export function joinedRow(base: Info, friend: Info, { on, fields, missing }: Joining): RecordType {
  if (on !== 'row') {
    if (on.length === 0) throw new ExpressionError('bad-key', 'rows are joined on no field', { hint: "on: ['event']" });
    for (const { here, there } of on) {
      checkKey(base, here);
      checkKey(friend, there);
    }
  }
  const added = new Map<string, Type>();
  for (const { name, of } of fields) {
    const type = friend.row.fields.get(of);
    if (type === undefined)
      throw new ExpressionError('unknown-field', `the rows of ${shortName(friend.name)} have no field '${of}'`, {
        hint: suggest(of, friend.row.fields.keys()),
      });
    checkName(base.row.fields.has(name) || added.has(name), name, of);
    added.set(name, missing === 'none' ? option(type) : type);
  }
  return record([...base.row.fields, ...added], base.row.name);
}

/** Throws ExpressionError where a field is there already. */
export function checkName(isThere: boolean, name: string, of: string): void {
  if (!isThere) return;
  throw new ExpressionError('field-there', `the rows have a field '${name}' already`, {
    hint: `give it another name: fields: { other: '${of}' }`,
  });
}

function checkKey({ name, row }: Info, path: readonly string[]): void {
  const type = typeAt(row, path);
  const key = path.join('.');
  if (type === undefined)
    throw new ExpressionError('unknown-field', `the rows of ${shortName(name)} have no field '${key}' to join on`, {
      hint: suggest(key, row.fields.keys()),
    });
  if (isInteger(type)) return;
  throw new TypeMismatchError(
    'bad-key',
    `rows are joined on integers, but ${key} of ${shortName(name)} is ${briefType(type)}`,
    { hint: 'take fields that count, such as run, luminosityBlock and event' },
  );
}

function typeAt(row: RecordType, path: readonly string[]): Type | undefined {
  let at: Type | undefined = row;
  for (const name of path) at = at?.is === 'record' ? at.fields.get(name) : undefined;
  return at;
}

/** The parts of the row that are the key. */
export const needsOfKey = (paths: readonly (readonly string[])[]): Need[] =>
  paths.map((path) => ({ path, offsetsOnly: false }));
