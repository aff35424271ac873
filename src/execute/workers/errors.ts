import {
  type Details,
  ExecutionError,
  ExpressionError,
  JaggedError,
  type Place,
  SourceError,
  TypeMismatchError,
} from '../../../compiler/tree/problem.ts';

/** An error as data that can be sent to another thread. */
export type ErrorJson =
  | {
      readonly is: 'jagged';
      readonly name: string;
      readonly code: string;
      readonly reason: string;
      readonly hint: string | undefined;
      readonly place: Place | undefined;
      readonly cause: ErrorJson | undefined;
      readonly stack: string | undefined;
    }
  | { readonly is: 'other'; readonly error: Error };

type ErrorClass = new (code: string, reason: string, details?: Details) => JaggedError;

const CLASSES: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['ExecutionError', ExecutionError],
  ['ExpressionError', ExpressionError],
  ['SourceError', SourceError],
  ['TypeMismatchError', TypeMismatchError],
]);

/** An error as data. */
export function errorToJson(error: unknown): ErrorJson {
  if (!(error instanceof JaggedError)) return { is: 'other', error: plainError(error) };
  const { name, code, reason, hint, place, cause, stack } = error;
  const below = cause === undefined ? undefined : errorToJson(cause);
  return { is: 'jagged', name, code, reason, hint, place, cause: below, stack };
}

/** What a message can carry of an error that is none of ours: its name, message and stack. */
function plainError(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message, stack } = error;
  return Object.assign(new Error(message), { name, stack });
}

/** The error, of the class it had. */
export function errorFromJson(json: ErrorJson): Error {
  if (json.is === 'other') return json.error;
  const { name, code, reason, hint, place, cause, stack } = json;
  const Class = CLASSES.get(name) ?? JaggedError;
  const below = cause === undefined ? {} : { cause: errorFromJson(cause) };
  const error = new Class(code, reason, { hint, place, ...below });
  if (stack !== undefined) error.stack = stack;
  return error;
}
