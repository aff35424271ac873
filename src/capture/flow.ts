import type { ConditionalExpression, Expression, Statement, VariableDeclaration } from 'acorn';
import { type Expr, literal } from '../../compiler/tree/expr.ts';
import { isOption } from '../../compiler/tree/type.ts';
import { bind, declare } from './bindings.ts';
import { readFrom } from './chains.ts';
import { asTest, orElse } from './operators.ts';
import { pointed } from './pointing.ts';
import { canReturn, isCounter, plain } from './parse.ts';
import { refusal } from './refuse.ts';
import { fromExpr, type Reading, Scope, UNDEFINED, type Value } from './values.ts';

/** One way that the code can go on; `syntax` is there where it only gives the value of an expression. */
export interface Branch {
  readonly run: () => Value;
  readonly syntax?: Expression | undefined;
}

/** Runs with some values known to be there. */
export function knowing<T>(reading: Reading, facts: readonly Expr[], run: () => T): T {
  const before = reading.present;
  const news = facts.filter((x) => isOption(x.type));
  if (news.length > 0) reading.present = new Set([...before, ...news]);
  try {
    return run();
  } finally {
    reading.present = before;
  }
}

/** `test ? then : other`; each branch knows what the test says, and what they assign is joined afterwards. */
export function choose(reading: Reading, tested: Value, scope: Scope, then: Branch, other: Branch): Value {
  const test = asTest(reading, tested);
  if (test.is === 'constant') return test.value ? then.run() : other.run();
  const condition = reading.toExpr(test);
  const short = asOption(reading, condition, scope, then, other);
  if (short !== undefined) return short;
  const facts = (outcome: boolean): Expr[] => reading.conditions.facts(condition, outcome);
  const [a, b] = fork(
    reading,
    condition,
    scope,
    () => knowing(reading, facts(true), then.run),
    () => knowing(reading, facts(false), other.run),
  );
  return joinValues(reading, condition, a, b);
}

function joinValues(reading: Reading, condition: Expr, a: Value, b: Value): Value {
  if (a === b) return a;
  if (a.is === 'record' && b.is === 'record' && sameNames(a.fields, b.fields)) {
    return {
      is: 'record',
      fields: new Map(
        [...a.fields].map(([name, of]) => [name, joinValues(reading, condition, of, b.fields.get(name) as Value)]),
      ),
    };
  }
  return fromExpr(reading.conditions.choose(condition, reading.toExpr(a), reading.toExpr(b)));
}

const sameNames = (a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  [...a.keys()].join('\0') === [...b.keys()].join('\0');

/** `x ? x.pt : undefined` is `x?.pt`, and `x ? x : y` is `x ?? y`: what compilers for old JavaScript make of them. */
function asOption(reading: Reading, condition: Expr, scope: Scope, then: Branch, other: Branch): Value | undefined {
  const about = reading.conditions.subject(condition);
  if (about === undefined) return undefined;
  const [there, missing] = about.when ? [then, other] : [other, then];
  if (there.syntax === undefined) return undefined;
  if (there.syntax.type === 'ConditionalExpression') return nested(reading, there.syntax, scope, about.of, missing);
  const read = attempt(() => readFrom(reading, there.syntax as Expression, scope, about.of));
  if (read === undefined) return undefined;
  const { value, link } = read;
  if (value.is === 'expr' && value.expr === about.of) return orElse(reading, value, missing.run);
  if (!link) return undefined;
  const otherwise = missing.syntax === undefined ? undefined : attempt(missing.run);
  return otherwise?.is === 'constant' && otherwise.value === undefined ? value : undefined;
}

/** `x == null ? undefined : (y = x.a) == null ? undefined : y.b`, which is how some compilers write `x?.a?.b`. */
function nested(
  reading: Reading,
  node: ConditionalExpression,
  scope: Scope,
  start: Expr,
  missing: Branch,
): Value | undefined {
  if (!isUndefined(attempt(missing.run))) return undefined;
  const { present, starts } = reading;
  reading.present = new Set([...present].filter((x) => x !== start));
  reading.starts = new Set([...starts, start]);
  try {
    return attempt(() => {
      const test = asTest(reading, reading.evaluate(node.test, scope));
      const about = test.is === 'expr' ? reading.conditions.subject(test.expr) : undefined;
      if (test.is !== 'expr' || about === undefined || !growsFrom(about.of, start)) return undefined;
      const branch = (taken: Expression): Branch => ({
        run: () => reading.evaluate(taken, scope),
        syntax: plain(taken),
      });
      const [then, other] = [branch(node.consequent), branch(node.alternate)];
      return isUndefined((about.when ? other : then).run())
        ? asOption(reading, test.expr, scope, then, other)
        : undefined;
    });
  } finally {
    Object.assign(reading, { present, starts });
  }
}

const isUndefined = (value: Value | undefined): boolean => value?.is === 'constant' && value.value === undefined;

/** Whether the node is a field of `start`, or of its fields, so that it is missing where that is. */
function growsFrom(node: Expr, start: Expr): boolean {
  return node === start || (node.node === 'field' && growsFrom(node.of, start));
}

/** A first try at a shape that may not fit; when it does not, the ordinary way reports what is wrong. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** Reads both ways from the same state; variables that differ afterwards are joined when they are read. */
function fork(reading: Reading, condition: Expr, scope: Scope, a: () => Value, b: () => Value): [Value, Value] {
  const scopes = scope.own();
  const start = scopes.map((s) => s.variables);
  const run = (way: () => Value): { value: Value; after: Map<string, Value>[] } => {
    scopes.forEach((s, i) => (s.variables = new Map(start[i])));
    const value = way();
    return { value, after: scopes.map((s) => s.variables) };
  };
  const [left, right] = [run(a), run(b)];
  scopes.forEach((s, i) => {
    s.variables = new Map(right.after[i]);
    for (const [name, value] of left.after[i] as Map<string, Value>) {
      const other = right.after[i]?.get(name) ?? UNDEFINED;
      if (other !== value)
        s.variables.set(name, { is: 'later', get: () => joinValues(reading, condition, value, other) });
    }
  });
  return [left.value, right.value];
}

/** `&&`, `||` and `??`. */
export function logical(reading: Reading, op: string, left: Value, right: Expression, scope: Scope): Value {
  const readRight = (): Value => reading.evaluate(right, scope);
  if (op === '??') return orElse(reading, left, readRight);
  const test = asTest(reading, left);
  if (test.is === 'constant') return Boolean(test.value) === (op === '&&') ? readRight() : left;
  const condition = reading.toExpr(test);
  const asked = left.is === 'expr' && left.expr !== condition;
  if (asked && op === '||') return orElse(reading, left, readRight);
  const facts = reading.conditions.facts(condition, op === '&&');
  let value: Value = UNDEFINED;
  fork(
    reading,
    condition,
    scope,
    () => (op === '&&' ? (value = knowing(reading, facts, readRight)) : left),
    () => (op === '||' ? (value = knowing(reading, facts, readRight)) : left),
  );
  const second = value.is === 'later' ? value.get() : value;
  const answer = asTestExpr(reading, second);
  if (asked && answer?.type.is !== 'bool')
    return choose(
      reading,
      test,
      scope,
      { run: readRight, syntax: plain(right) },
      { run: () => UNDEFINED, syntax: right },
    );
  if (second.is === 'constant' && typeof second.value === 'boolean' && condition.type.is === 'bool')
    return second.value === (op === '&&') ? test : second;
  return fromExpr(reading.conditions.join(op as '&&' | '||', condition, answer ?? reading.toExpr(second)));
}

function asTestExpr(reading: Reading, value: Value): Expr | undefined {
  if (value.is === 'constant') return typeof value.value === 'boolean' ? literal(value.value) : undefined;
  const test = value.is === 'expr' && value.expr.type.is === 'bool' ? value : undefined;
  return test === undefined ? undefined : reading.toExpr(test);
}

/** Reads statements in order; `next` says how it goes on after the last. */
export function runStatements(reading: Reading, all: readonly Statement[], scope: Scope, next: () => Value): Value {
  const from = (i: number): Value => {
    const statement = all[i];
    return statement === undefined
      ? next()
      : runStatement(reading, statement, scope, () => from(i + 1), all.slice(i + 1));
  };
  for (const statement of all) {
    if (statement.type === 'FunctionDeclaration')
      declare(scope, statement.id.name, { is: 'lambda', syntax: statement, scope });
  }
  return from(0);
}

function runStatement(
  reading: Reading,
  statement: Statement,
  scope: Scope,
  rest: () => Value,
  after: readonly Statement[],
): Value {
  switch (statement.type) {
    case 'EmptyStatement':
    case 'FunctionDeclaration':
      return rest();
    case 'ExpressionStatement':
      if (statement.directive === undefined && !isCounter(statement.expression))
        reading.evaluate(statement.expression, scope);
      return rest();
    case 'VariableDeclaration':
      declareAll(reading, statement, scope);
      return rest();
    case 'ReturnStatement':
      return statement.argument ? reading.evaluate(statement.argument, scope) : UNDEFINED;
    case 'BlockStatement':
      return runStatements(reading, statement.body, new Scope(scope.home, scope, false), rest);
    case 'IfStatement': {
      const test = reading.evaluate(statement.test, scope);
      const early = canReturn(statement);
      const goOn = early ? rest : (): Value => UNDEFINED;
      const branch = (taken: Statement | null | undefined): Branch => ({
        run: () => (taken ? runStatement(reading, taken, new Scope(scope.home, scope, false), goOn, []) : goOn()),
        syntax: early ? returned(taken ? [taken, ...after] : after) : undefined,
      });
      const value = choose(reading, test, scope, branch(statement.consequent), branch(statement.alternate));
      return early ? value : rest();
    }
    default:
      return pointed(statement, scope, () => {
        throw refusal(statement.type);
      });
  }
}

/** What the statements return, where they do nothing else. */
function returned(all: readonly Statement[]): Expression | undefined {
  const first = all.find((s) => !(s.type === 'ExpressionStatement' && isCounter(s.expression)));
  if (first?.type === 'BlockStatement') return returned([...first.body, ...all.slice(all.indexOf(first) + 1)]);
  return first?.type === 'ReturnStatement' && first.argument ? plain(first.argument) : undefined;
}

function declareAll(reading: Reading, declaration: VariableDeclaration, scope: Scope): void {
  const into = declaration.kind === 'var' ? (scope.own().at(-1) as Scope) : scope;
  for (const { id, init } of declaration.declarations) {
    const value = init ? reading.evaluate(init, scope) : UNDEFINED;
    pointed(id, scope, () => bind(reading, id, value, scope, (name, part) => declare(into, name, part)));
  }
}
