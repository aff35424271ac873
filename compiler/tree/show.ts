import { type Meaning, meaningOf } from './meaning.ts';
import type { CallExpr, Expr, LambdaExpr, Literal, RecordExpr } from './expr.ts';

const INFIX: Readonly<Record<string, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  rem: '%',
  pow: '**',
  gt: '>',
  ge: '>=',
  lt: '<',
  le: '<=',
  eq: '===',
  ne: '!==',
  and: '&&',
  or: '||',
  coalesce: '??',
};
const LETTERS = ['event', 'x', 'y', 'z', 'u', 'v', 'w'];

/** Names under which some nodes are shown instead of their text. */
export type Names = ReadonlyMap<Expr, string>;
const NONE: Names = new Map();

/** The text of a tree, close to what a person would write: `event.Muon.filter(x => x.pt > 30)`. */
export function showExpr(expr: Expr, names: Names = NONE): string {
  const named = names.get(expr);
  if (named !== undefined) return named;
  const meaning = meaningOf(expr);
  if (meaning !== undefined) return showMeaning(meaning, names);
  switch (expr.node) {
    case 'source':
      return 'rows';
    case 'field':
      return `${showTight(expr.of, names)}${expr.of.type.is === 'option' ? '?' : ''}.${expr.name}`;
    case 'literal':
      return showLiteral(expr.value);
    case 'param':
      return `${LETTERS[expr.level] ?? `p${expr.level}`}${expr.index === 0 ? '' : `${expr.index + 1}`}`;
    case 'lambda':
      return showLambda(expr, names);
    case 'record':
      return showRecord(expr, names);
    case 'call':
      return showCall(expr, names);
  }
}

function showMeaning({ name, args, called }: Meaning, names: Names): string {
  const [self, ...rest] = args as [Expr, ...Expr[]];
  return `${showTight(self, names)}${self.type.is === 'option' ? '?' : ''}.${name}${called ? `(${rest.map((x) => showExpr(x, names)).join(', ')})` : ''}`;
}

function showLambda({ params, body }: LambdaExpr, names: Names): string {
  const takes = params.map((x) => showExpr(x)).join(', ');
  const text = showExpr(body, names);
  return `${params.length === 1 ? takes : `(${takes})`} => ${body.node === 'record' ? `(${text})` : text}`;
}

function showRecord({ names: keys, values }: RecordExpr, names: Names): string {
  return `{ ${keys.map((name, i) => `${name}: ${showExpr(values[i] as Expr, names)}`).join(', ')} }`;
}

function showCall(expr: CallExpr, names: Names): string {
  const { op, args, options } = expr;
  const [a, b, c] = args as [Expr, Expr, Expr];
  const show = (x: Expr): string => showExpr(x, names);
  const tight = (x: Expr): string => showTight(x, names);
  if (op.startsWith('ak.')) {
    const told = Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    return `${op}(${[...args.map(show), ...told].join(', ')})`;
  }
  const infix = INFIX[op];
  if (infix !== undefined && args.length === 2) return `${tight(a)} ${infix} ${tight(b)}`;
  switch (op) {
    case 'not':
      return `!${tight(a)}`;
    case 'neg':
      return `-${tight(a)}`;
    case 'if':
      return `${tight(a)} ? ${tight(b)} : ${tight(c)}`;
    case 'length':
      return `${tight(a)}.length`;
    case 'known':
      return tight(a);
    case 'isPresent':
      return `${tight(a)} !== undefined`;
    case 'mask':
      return `${tight(b)} ? ${tight(a)} : undefined`;
    case 'any':
    case 'all':
      if (isMap(a, names))
        return `${tight(a.args[0] as Expr)}.${op === 'any' ? 'some' : 'every'}(${show(a.args[1] as Expr)})`;
      break;
    case 'combinations': {
      const labels = options['names'] as readonly string[];
      return `${tight(a)}.combinations(${labels.length}, [${labels.map((x) => `'${x}'`).join(', ')}])`;
    }
  }
  const told = Object.keys(options).length === 0 ? [] : [showOptions(options)];
  const [first, ...rest] = args;
  if (first !== undefined && (first.type.is === 'list' || first.type.is === 'table' || first.type.is === 'record')) {
    return `${tight(first)}.${op}(${[...rest.map(show), ...told].join(', ')})`;
  }
  return `${op}(${[...args.map(show), ...told].join(', ')})`;
}

const LONGEST = 200;

/** Options as JSON, cut where they are long: a table of ranges may have thousands. */
function showOptions(options: CallExpr['options']): string {
  const text = JSON.stringify(options);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 2)} …` : text;
}

function isMap(expr: Expr, names: Names): expr is CallExpr {
  return expr.node === 'call' && expr.op === 'map' && expr.args.length === 2 && !names.has(expr);
}

const LOOSE = new Set(['if', 'mask', 'isPresent']);

function showTight(expr: Expr, names: Names): string {
  const text = showExpr(expr, names);
  if (names.has(expr) || meaningOf(expr) !== undefined) return text;
  if (expr.node === 'call' && expr.op === 'known') return text;
  return expr.node === 'lambda' || (expr.node === 'call' && (INFIX[expr.op] !== undefined || LOOSE.has(expr.op)))
    ? `(${text})`
    : text;
}

function showLiteral(value: Literal): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
