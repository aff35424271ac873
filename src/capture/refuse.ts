import { ExpressionError } from '../../compiler/tree/problem.ts';

interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly hint: string;
}

const loop: Refusal = {
  code: 'loop',
  reason: 'a loop cannot be read as an expression',
  hint: 'say what is wanted of the list: list.filter(x => …).map(x => …).sum()',
};
const asynchronous: Refusal = {
  code: 'async',
  reason: 'an async function cannot be read as an expression',
  hint: 'wait for the value before the query and use it as a variable',
};
const generator: Refusal = {
  code: 'generator',
  reason: 'a generator cannot be read as an expression',
  hint: 'return one value',
};
const exception: Refusal = {
  code: 'exception',
  reason: 'exceptions cannot be thrown or caught in an expression',
  hint: 'return undefined for a value that is missing',
};
const klass: Refusal = {
  code: 'class',
  reason: 'classes cannot be used in an expression',
  hint: 'return an object: ({ pt: m.pt, eta: m.eta })',
};
const jump: Refusal = {
  code: 'jump',
  reason: 'break, continue and labels cannot be used in an expression',
  hint: loop.hint,
};
const helper: Refusal = {
  code: 'helper',
  reason: 'this was made by a compiler for old JavaScript and cannot be read',
  hint: 'compile for es2018 or newer, or name the fields instead of using ...',
};

/** What is not allowed, by the name of the syntax (ESTree's) or of the operator: why, and what to write instead. */
export const REFUSED: Readonly<Record<string, Refusal>> = {
  ForStatement: loop,
  ForInStatement: loop,
  ForOfStatement: loop,
  WhileStatement: loop,
  DoWhileStatement: loop,
  BreakStatement: jump,
  ContinueStatement: jump,
  LabeledStatement: jump,
  async: asynchronous,
  AwaitExpression: asynchronous,
  generator,
  YieldExpression: generator,
  ThrowStatement: exception,
  TryStatement: exception,
  ClassDeclaration: klass,
  ClassExpression: klass,
  Super: klass,
  PrivateIdentifier: klass,
  helper,
  SwitchStatement: {
    code: 'switch',
    reason: 'switch cannot be read as an expression',
    hint: 'use if … return, or a ? b : c',
  },
  ThisExpression: {
    code: 'this',
    reason: "the value of 'this' cannot be read",
    hint: 'put it in a const before the query: const { cut } = this; … m.pt > cut',
  },
  arguments: { code: 'arguments', reason: "'arguments' cannot be read", hint: 'name the parameters' },
  NewExpression: {
    code: 'new',
    reason: "'new' cannot be used in an expression",
    hint: 'make the object before the query and use its values as variables',
  },
  regex: {
    code: 'regex',
    reason: 'regular expressions cannot be used in an expression',
    hint: 'compare with === or choose on the results',
  },
  'member assignment': {
    code: 'member-assignment',
    reason: 'a field cannot be assigned to; data do not change',
    hint: 'return a new record: ({ ...m, x: 1 })',
  },
  'outer assignment': {
    code: 'outer-assignment',
    reason: 'a variable outside the function cannot be assigned to',
    hint: 'the function is read once, not called per element; use .filter(…).map(…).sum() or another reduction',
  },
  UpdateExpression: {
    code: 'update',
    reason: '++ and -- cannot be used in an expression',
    hint: 'count with .filter(x => …).length',
  },
  TaggedTemplateExpression: {
    code: 'tagged-template',
    reason: 'tagged templates cannot be read',
    hint: 'use a plain string',
  },
  TemplateLiteral: {
    code: 'template',
    reason: 'a template can only hold constants here',
    hint: 'make the text after the query, from its results',
  },
  ImportExpression: {
    code: 'import',
    reason: 'import() cannot be used in an expression',
    hint: 'import before the query',
  },
  MetaProperty: {
    code: 'meta',
    reason: 'import.meta and new.target cannot be read',
    hint: 'put the value in a const before the query',
  },
  delete: {
    code: 'delete',
    reason: "'delete' cannot be used; data do not change",
    hint: 'return a record of the wanted fields',
  },
  in: {
    code: 'in',
    reason: "'in' cannot be used; a record's fields are known beforehand",
    hint: 'test for a missing value: x !== undefined',
  },
  instanceof: {
    code: 'instanceof',
    reason: "'instanceof' cannot be used; values are plain data",
    hint: 'test a field instead',
  },
  typeof: {
    code: 'typeof',
    reason: "'typeof' cannot be used; the types are known beforehand",
    hint: 'test for a missing value: x !== undefined',
  },
  rest: {
    code: 'rest',
    reason: '... cannot collect what is left over here',
    hint: 'name the fields or parameters that are needed',
  },
  spread: { code: 'spread', reason: '... can only spread constants here', hint: 'write the values out' },
  accessor: {
    code: 'accessor',
    reason: 'get and set cannot be used in an expression',
    hint: 'write the value: { x: … }',
  },
  recursion: {
    code: 'recursion',
    reason: 'a function that calls itself cannot be read',
    hint: 'use a list method such as .sum() or .some()',
  },
  native: {
    code: 'native-function',
    reason: 'the source of this function cannot be read: it is native or bound',
    hint: 'use an arrow function: m => f(m.pt)',
  },
  lazy: {
    code: 'captured-column',
    reason: 'a column cannot be used inside a function',
    hint: 'add it to the dataset first: events.with({ name: column }), then read e.name',
  },
};

/** The error for something that is not allowed; syntax that the table does not know is refused by its name. */
export function refusal(what: string, named = ''): ExpressionError {
  const known = REFUSED[what];
  if (known === undefined) {
    return new ExpressionError('syntax', `${what} cannot be used in an expression`, {
      hint: 'use arithmetic, conditions and methods',
    });
  }
  return new ExpressionError(known.code, named === '' ? known.reason : `${named}: ${known.reason}`, {
    hint: known.hint,
  });
}
