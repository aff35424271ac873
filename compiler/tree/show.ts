import { type Meaning, meaningOf } from './meaning.ts';
import type { CallExpr, Expr, LambdaExpr, Literal, RecordExpr } from './expr.ts';

const INFIX: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/', rem: '%', pow: '**', gt: '>', ge: '>=', lt: '<', le: '<=', eq: '===', ne: '!==', and: '&&', or: '||', coalesce: '??' };
const LETTERS = ['event', 'x', 'y', 'z', 'u', 'v', 'w'];

/** The text of a tree, close to what a person would write: `event.Muon.filter(x => x.pt > 30)`. */
export function showExpr(expr: Expr): string {
  const meaning = meaningOf(expr);
  if (meaning !== undefined) return showMeaning(meaning);
  switch (expr.node) {
    case 'source':
      return 'rows';
    case 'field':
      return `${showTight(expr.of)}${expr.of.type.is === 'option' ? '?' : ''}.${expr.name}`;
    case 'literal':
      return showLiteral(expr.value);
    case 'param':
      return `${LETTERS[expr.level] ?? `p${expr.level}`}${expr.index === 0 ? '' : `${expr.index + 1}`}`;
    case 'lambda':
      return showLambda(expr);
    case 'record':
      return showRecord(expr);
    case 'call':
      return showCall(expr);
  }
}

function showMeaning({ name, args, called }: Meaning): string {
  const [self, ...rest] = args as [Expr, ...Expr[]];
  return `${showTight(self)}${self.type.is === 'option' ? '?' : ''}.${name}${called ? `(${rest.map(showExpr).join(', ')})` : ''}`;
}

function showLambda({ params, body }: LambdaExpr): string {
  const names = params.map(showExpr).join(', ');
  const text = showExpr(body);
  return `${params.length === 1 ? names : `(${names})`} => ${body.node === 'record' ? `(${text})` : text}`;
}

function showRecord({ names, values }: RecordExpr): string {
  return `{ ${names.map((name, i) => `${name}: ${showExpr(values[i] as Expr)}`).join(', ')} }`;
}

function showCall(expr: CallExpr): string {
  const { op, args, options } = expr;
  const infix = INFIX[op];
  if (infix !== undefined && args.length === 2) return `${showTight(args[0] as Expr)} ${infix} ${showTight(args[1] as Expr)}`;
  if (op === 'not') return `!${showTight(args[0] as Expr)}`;
  if (op === 'neg') return `-${showTight(args[0] as Expr)}`;
  if (op === 'if') return `${showTight(args[0] as Expr)} ? ${showTight(args[1] as Expr)} : ${showTight(args[2] as Expr)}`;
  if (op === 'length') return `${showTight(args[0] as Expr)}.length`;
  const told = Object.keys(options).length === 0 ? [] : [JSON.stringify(options)];
  const [first, ...rest] = args;
  if (first !== undefined && (first.type.is === 'list' || first.type.is === 'table' || first.type.is === 'record')) {
    return `${showTight(first)}.${op}(${[...rest.map(showExpr), ...told].join(', ')})`;
  }
  return `${op}(${[...args.map(showExpr), ...told].join(', ')})`;
}

function showTight(expr: Expr): string {
  const text = showExpr(expr);
  const loose = meaningOf(expr) === undefined && (expr.node === 'call' && (INFIX[expr.op] !== undefined || expr.op === 'if')) || (meaningOf(expr) === undefined && expr.node === 'lambda');
  return loose ? `(${text})` : text;
}

function showLiteral(value: Literal): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return Object.is(value, -0) ? '-0' : String(value);
}
