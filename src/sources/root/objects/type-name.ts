/** A C++ type as it is written: `vector<pair<int,string> >` has the name `vector` and one argument. */
export interface TypeName {
  readonly name: string;
  readonly args: readonly TypeName[];
  readonly pointer: boolean;
}

const MOST_DEPTH = 40;

/** Parses the name of a C++ type; undefined where it is none. `std::`, `const` and spaces do not count. */
export function parseTypeName(text: string): TypeName | undefined {
  const parser = new Parser(
    text.replace(/\bstd::(__1::|__cxx11::)?/g, '').replace(/\b(const|volatile|struct|class|enum)\b/g, ''),
  );
  const type = parser.type(0);
  return parser.done ? type : undefined;
}

/** The type as ROOT writes it in the names of classes: `vector<pair<int,string> >`. */
export function showTypeName({ name, args, pointer }: TypeName): string {
  const inner = args.map(showTypeName).join(',');
  return `${name}${args.length === 0 ? '' : `<${inner}${inner.endsWith('>') ? ' ' : ''}>`}${pointer ? '*' : ''}`;
}

/** The type a pointer points to, by name; other types as they are. */
export function withoutPointer(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '*' || text[end - 1] === ' ')) end--;
  return text.slice(0, end);
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    this.#spaces();
    return this.#at === this.#text.length;
  }

  type(depth: number): TypeName | undefined {
    if (depth > MOST_DEPTH) return undefined;
    let name = this.#words();
    const args: TypeName[] = [];
    if (this.#eat('<')) {
      while (!this.#eat('>')) {
        const arg = this.type(depth + 1);
        if (arg === undefined) return undefined;
        args.push(arg);
        if (!this.#eat(',') && this.#text[this.#at] !== '>') return undefined;
      }
      const rest = this.#words();
      // A type inside of a template: what it is cannot be known from its name.
      if (rest !== '') name = `${name}<…>${rest}`;
    }
    let pointer = false;
    while (this.#eat('*') || this.#eat('&')) pointer = true;
    return name === '' ? undefined : { name, args, pointer };
  }

  #words(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !'<>,*&'.includes(this.#text[this.#at] as string)) this.#at++;
    return this.#text.slice(start, this.#at).trim().replace(/\s+/g, ' ');
  }

  #eat(letter: string): boolean {
    this.#spaces();
    if (this.#text[this.#at] !== letter) return false;
    this.#at++;
    this.#spaces();
    return true;
  }

  #spaces(): void {
    while (this.#text[this.#at] === ' ') this.#at++;
  }
}
