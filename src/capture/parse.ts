import {
  parse,
  parseExpressionAt,
  type AnyNode,
  type ArrowFunctionExpression,
  type Expression,
  type FunctionDeclaration,
  type FunctionExpression,
  type Program,
} from 'acorn';
import { ExpressionError, type Place } from '../../compiler/tree/problem.ts';
import { refusal } from './refuse.ts';

export type FunctionSyntax = ArrowFunctionExpression | FunctionExpression | FunctionDeclaration;

/** A text of the user's, parsed. */
export interface Parsed<S extends AnyNode = AnyNode> {
  readonly text: string;
  readonly syntax: S;
  /** What stands before the text in what was parsed, in characters. */
  readonly shift: number;
}

const OPTIONS = { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: false } as const;
const parsed = new WeakMap<Function, Parsed<FunctionSyntax>>();
/** The same text is the same syntax: a lambda in a loop is parsed once. The oldest text is forgotten first. */
const texts = new Map<string, Parsed<FunctionSyntax>>();
const MOST_TEXTS = 1000;

/** The syntax of a function, from its own text. Refuses functions whose text cannot be read. */
export function parseFunction(fn: Function): Parsed<FunctionSyntax> {
  const known = parsed.get(fn);
  if (known !== undefined) return known;
  const text = Function.prototype.toString.call(fn);
  const made = texts.get(text) ?? parseNew(fn, text);
  parsed.set(fn, made);
  return made;
}

function parseNew(fn: Function, text: string): Parsed<FunctionSyntax> {
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text)) throw refusal('native', fn.name);
  if (/^class\b/.test(text)) throw refusal('ClassExpression', fn.name);
  const made = asWhole(text) ?? asMethod(text);
  if (made === undefined)
    throw new ExpressionError('unreadable', 'the text of this function cannot be parsed', {
      place: { text, start: 0, end: text.length },
    });
  if (texts.size === MOST_TEXTS) texts.delete(texts.keys().next().value as string);
  texts.set(text, made);
  return made;
}

function asWhole(text: string): Parsed<FunctionSyntax> | undefined {
  const syntax = attempt(text);
  // `meth(e) { … }` parses as the call `meth(e)`, which ends too early.
  return syntax !== undefined && isFunctionSyntax(syntax) && onlySpace(text.slice(syntax.end))
    ? { text, syntax, shift: 0 }
    : undefined;
}

function asMethod(text: string): Parsed<FunctionSyntax> | undefined {
  const wrapped = attempt(`({${text}})`);
  const property =
    wrapped?.type === 'ObjectExpression' && wrapped.properties.length === 1 ? wrapped.properties[0] : undefined;
  if (property?.type !== 'Property' || !isFunctionSyntax(property.value)) return undefined;
  if (property.kind !== 'init') throw refusal('accessor');
  return { text, syntax: property.value, shift: 2 };
}

function attempt(text: string): Expression | undefined {
  try {
    return parseExpressionAt(text, 0, OPTIONS);
  } catch {
    return undefined;
  }
}

const onlySpace = (text: string): boolean => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').trim() === '';

/** The syntax of an expression string, which must be one whole expression. */
export function parseText(text: string): Parsed<Expression> {
  const broken = (at: number, reason: string): ExpressionError =>
    new ExpressionError('unreadable', reason, {
      place: { text, start: at, end: at + 1 },
      hint: 'write one expression, such as Muon.filter(m => m.pt > 30).length',
    });
  let program: Program;
  try {
    program = parse(`(${text}\n)`, OPTIONS);
  } catch (error) {
    const at = Math.max(0, ((error as { pos?: number }).pos ?? 1) - 1);
    throw broken(
      at,
      `this is not an expression: ${(error as Error).message.replace(/ \(\d+:\d+\)$/, '').toLowerCase()}`,
    );
  }
  const only = program.body.length === 1 ? program.body[0] : undefined;
  if (only?.type !== 'ExpressionStatement') throw broken(0, 'this is more than one expression');
  return { text, syntax: only.expression, shift: 1 };
}

/** Whether the node is a function. */
export function isFunctionSyntax(node: AnyNode): node is FunctionSyntax {
  return (
    node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration'
  );
}

/** Where in the user's text a node stands. */
export function placeOf({ text, shift }: Parsed, node: { start: number; end: number }): Place {
  return { text, start: node.start - shift, end: node.end - shift };
}

/** Whether the expression is a counter that istanbul put in: `cov_1x().s[3]++`. */
export function isCounter(node: AnyNode): boolean {
  if (node.type !== 'UpdateExpression') return node.type === 'CallExpression' && isCounterCall(node);
  let at: AnyNode = node.argument;
  while (at.type === 'MemberExpression') at = at.object;
  return isCounterCall(at);
}

function isCounterCall(node: AnyNode): boolean {
  return node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name.startsWith('cov_');
}

/** The node without counters in front of it. */
export function plain(node: Expression): Expression {
  if (node.type === 'ParenthesizedExpression') return plain(node.expression);
  if (node.type !== 'SequenceExpression') return node;
  const rest = node.expressions.filter((e) => !isCounter(e));
  return rest.length === 1 ? plain(rest[0] as Expression) : node;
}

/** The names that are read in the syntax but not declared anywhere in it. */
export function freeNames(root: AnyNode): Set<string> {
  const read = new Set<string>();
  const declared = new Set<string>();
  const declare = (node: unknown): void => {
    if (!isNode(node)) return;
    if (node.type === 'Identifier') declared.add(node.name);
    else if (node.type === 'Property') declare(node.value);
    else if (node.type === 'AssignmentPattern') declare(node.left);
    else for (const child of childrenOf(node)) declare(child);
  };
  const walk = (node: AnyNode): void => {
    if (node.type === 'Identifier') read.add(node.name);
    if (isCounter(node)) return;
    if (isFunctionSyntax(node)) {
      node.params.forEach(declare);
      declare(node.id);
    }
    if (node.type === 'VariableDeclarator') declare(node.id);
    for (const child of childrenOf(node)) {
      const isName =
        (node.type === 'MemberExpression' && child === node.property) ||
        (node.type === 'Property' && child === node.key && child !== node.value);
      if (!isName || (node as { computed?: boolean }).computed === true) walk(child);
    }
  };
  walk(root);
  for (const name of declared) read.delete(name);
  return read;
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flatMap((v: unknown) => (Array.isArray(v) ? v : [v]))
    .filter(isNode);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Whether the statement can return from the function it stands in. */
export function canReturn(node: AnyNode): boolean {
  if (node.type === 'ReturnStatement') return true;
  return !isFunctionSyntax(node) && childrenOf(node).some(canReturn);
}
