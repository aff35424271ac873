/** The parts of Python that reference cases are written in: expressions with calls, slices, lambdas and comprehensions. */
export type Python =
  | { readonly is: 'number' | 'string' | 'name'; readonly value: string }
  | { readonly is: 'list' | 'tuple'; readonly items: readonly Python[] }
  | { readonly is: 'dict'; readonly entries: readonly (readonly [Python, Python])[] }
  | { readonly is: 'call'; readonly of: Python; readonly args: readonly Argument[] }
  | { readonly is: 'attribute'; readonly of: Python; readonly name: string }
  | { readonly is: 'index'; readonly of: Python; readonly items: readonly Python[] }
  | { readonly is: 'slice'; readonly parts: readonly (Python | undefined)[] }
  | { readonly is: 'unary'; readonly op: string; readonly of: Python }
  | { readonly is: 'binary'; readonly op: string; readonly left: Python; readonly right: Python }
  | { readonly is: 'lambda'; readonly params: readonly string[]; readonly body: Python }
  | { readonly is: 'each'; readonly body: Python; readonly name: string; readonly over: Python };

export interface Argument {
  readonly name?: string | undefined;
  readonly spread?: boolean | undefined;
  readonly value: Python;
}

const TOKEN =
  /\s*(?:(\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+|\d+(?:[eE][-+]?\d+)?)|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|(\.\.\.|\*\*|\/\/|<<|>>|==|!=|<=|>=|[-+*/%&|^~<>()[\]{},:.=]))/y;

/** Binary operators from loose to tight. */
const LEVELS: readonly (readonly string[])[] = [
  ['in', '==', '!=', '<', '<=', '>', '>='],
  ['|'],
  ['^'],
  ['&'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];

interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'sign' | 'end';
  readonly text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`cannot read the expression ${text}`);
    const [, number, string, name, sign] = match;
    if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (string !== undefined) found.push({ kind: 'string', text: unquoted(string) });
    else if (name !== undefined) found.push({ kind: 'name', text: name });
    else found.push({ kind: 'sign', text: sign as string });
  }
  return [...found, { kind: 'end', text: '' }];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
const unquoted = (text: string): string =>
  text.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, (all, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return ESCAPES[code] ?? (/[\\'"]/.test(code) ? code : all);
  });

/** Reads an expression. */
export function parsePython(text: string): Python {
  const reader = new Reader(tokens(text));
  const tree = reader.expression();
  reader.end(text);
  return tree;
}

class Reader {
  private readonly all: readonly Token[];
  private at = 0;
  constructor(all: readonly Token[]) {
    this.all = all;
  }

  end(text: string): void {
    if (this.next.kind !== 'end') throw new Error(`more than an expression: ${text}`);
  }

  private get next(): Token {
    return this.all[this.at] as Token;
  }
  private is(text: string): boolean {
    return this.next.text === text && (this.next.kind === 'sign' || this.next.kind === 'name');
  }
  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  private need(text: string): void {
    if (!this.take(text)) throw new Error(`expected ${text}, found ${this.next.text}`);
  }

  expression(): Python {
    if (this.take('lambda')) {
      const params: string[] = [];
      while (!this.take(':')) {
        params.push(this.word());
        this.take(',');
      }
      return { is: 'lambda', params, body: this.expression() };
    }
    return this.binary(0);
  }

  private word(): string {
    const { text } = this.next;
    this.at++;
    return text;
  }

  private binary(level: number): Python {
    const ops = LEVELS[level];
    if (ops === undefined) return this.unary();
    let left = this.binary(level + 1);
    while (ops.some((op) => this.is(op))) {
      const op = this.word();
      left = { is: 'binary', op, left, right: this.binary(level + 1) };
    }
    return left;
  }

  private unary(): Python {
    for (const op of ['-', '~', '+']) if (this.take(op)) return { is: 'unary', op, of: this.unary() };
    const base = this.postfix(this.atom());
    return this.take('**') ? { is: 'binary', op: '**', left: base, right: this.unary() } : base;
  }

  private postfix(of: Python): Python {
    if (this.take('.')) return this.postfix({ is: 'attribute', of, name: this.word() });
    if (this.take('(')) return this.postfix({ is: 'call', of, args: this.arguments() });
    if (this.take('[')) {
      const items = this.items(']', () => this.sliceOrExpression());
      return this.postfix({ is: 'index', of, items });
    }
    return of;
  }

  private arguments(): Argument[] {
    return this.items(')', () => {
      if (this.take('*')) return { spread: true, value: this.expression() };
      const named = this.next.kind === 'name' && this.all[this.at + 1]?.text === '=';
      if (!named) return { value: this.expression() };
      const name = this.word();
      this.need('=');
      return { name, value: this.expression() };
    });
  }

  private sliceOrExpression(): Python {
    const parts: (Python | undefined)[] = [];
    let colons = 0;
    for (;;) {
      if (this.take(':')) {
        if (parts.length === colons) parts.push(undefined);
        colons++;
      } else if (this.is(',') || this.is(']')) break;
      else parts.push(this.expression());
    }
    return colons === 0 ? (parts[0] as Python) : { is: 'slice', parts };
  }

  private items<T>(end: string, one: () => T): T[] {
    const found: T[] = [];
    while (!this.take(end)) {
      found.push(one());
      if (!this.is(end)) this.need(',');
    }
    return found;
  }

  private atom(): Python {
    const { kind, text } = this.next;
    this.at++;
    if (kind === 'number' || kind === 'string' || kind === 'name') return { is: kind, value: text };
    if (text === '...') return { is: 'name', value: 'Ellipsis' };
    if (text === '(') return this.inParentheses();
    if (text === '[') return this.inBrackets();
    if (text === '{')
      return {
        is: 'dict',
        entries: this.items('}', () => {
          const key = this.expression();
          this.need(':');
          return [key, this.expression()] as const;
        }),
      };
    throw new Error(`cannot read ${text}`);
  }

  private inParentheses(): Python {
    if (this.take(')')) return { is: 'tuple', items: [] };
    const first = this.expression();
    if (this.take(')')) return first;
    this.need(',');
    return { is: 'tuple', items: [first, ...this.items(')', () => this.expression())] };
  }

  private inBrackets(): Python {
    if (this.take(']')) return { is: 'list', items: [] };
    const first = this.expression();
    if (this.take('for')) {
      const name = this.word();
      this.need('in');
      const over = this.expression();
      this.need(']');
      return { is: 'each', body: first, name, over };
    }
    if (this.take(']')) return { is: 'list', items: [first] };
    this.need(',');
    return { is: 'list', items: [first, ...this.items(']', () => this.expression())] };
  }
}
