import { describe, expect, it } from 'vitest';
import { captureLambda, captureString, type Captured } from '../../../src/capture/lambda.ts';
import { JaggedError } from '../../../compiler/tree/problem.ts';
import { e, event, m, show, words } from './fake-vocabulary.ts';
import * as outer from './outside.ts';
import { CUT, deltaPhi, near, twice } from './outside.ts';

type Row = any; // the lambdas under test are plain JavaScript
const muon = (fn: (m: Row, e: Row, p: Row) => unknown, params?: object): Captured =>
  captureLambda(
    fn,
    [
      { is: 'value', expr: m },
      { is: 'value', expr: e },
      { is: 'constant', value: params },
    ],
    words,
  );
const row = (fn: (e: Row, p: Row) => unknown, params?: object): Captured =>
  captureLambda(
    fn,
    [
      { is: 'value', expr: e },
      { is: 'constant', value: params },
    ],
    words,
  );
/** A lambda from text, for forms that a formatter or a compiler would change. */
const text = (source: string): string =>
  show(captureLambda(new Function(`return (${source})`)() as Function, [{ is: 'value', expr: e }], words).expr);

const local = 25;
enum Charge {
  Minus = -1,
  Plus = 1,
} // the toolchain must keep or inline it
const CUTS = { pt: 10, inner: { eta: 2.4 }, names: ['lead', 'sub'], f: (x: number) => x * 2 };
const table = [1, 2, 3];

describe('reading expressions', () => {
  const cases: [string, Captured | (() => Captured), string][] = [
    ['a field', muon((m) => m.pt), 'p1.pt'],
    ['arithmetic', muon((m) => m.pt * 2 + -m.eta), '+(*(p1.pt, 2), -(p1.eta))'],
    ['a comparison', muon((m) => m.pt > 30), '>(p1.pt, 30)'],
    ['a flipped comparison', muon((m) => 30 < m.pt), '>(p1.pt, 30)'],
    ['== as ===', muon((m) => m.charge == 1), '===(p1.charge, 1)'],
    ['logic', muon((m) => m.pt > 3 && (m.tight || m.eta < 1)), '&&(>(p1.pt, 3), ||(p1.tight, <(p1.eta, 1)))'],
    [
      'and, however bracketed',
      muon((m) => m.tight && m.pt > 1 && m.pt < 9),
      '&&(&&(p1.tight, >(p1.pt, 1)), <(p1.pt, 9))',
    ],
    ['not', muon((m) => !m.tight), '!(p1.tight)'],
    ['not not', muon((m) => !!m.tight), 'p1.tight'],
    ['not equal', muon((m) => !(m.charge === 1)), '!==(p1.charge, 1)'],
    ['de Morgan', muon((m) => !m.tight && !(m.pt > 1)), '!(||(p1.tight, >(p1.pt, 1)))'],
    ['ternary', muon((m) => (m.tight ? m.pt : 0)), '?:(p1.tight, p1.pt, 0)'],
    ['ternary turned about', muon((m) => (m.charge !== 1 ? m.pt : 0)), '?:(===(p1.charge, 1), 0, p1.pt)'],
    ['ternary as logic', muon((m) => (m.tight ? m.pt > 1 : false)), '&&(p1.tight, >(p1.pt, 1))'],
    ['exponent', muon((m) => m.pt ** 2), '**(p1.pt, 2)'],
    ['Math.pow', muon((m) => m.pt ** 2), '**(p1.pt, 2)'],
    ['Math', muon((m) => Math.abs(m.eta) < 2.4), '<(Math.abs(p1.eta), 2.4)'],
    ['Math with constants', muon((m) => Math.max(m.pt, 1)), 'Math.max(p1.pt, 1)'],
    ['folded Math', muon((m) => m.pt * Math.sqrt(4) * Math.PI), `*(*(p1.pt, 2), ${Math.PI})`],
    ['Number', muon((m) => Number.isNaN(m.pt)), 'Number.isNaN(p1.pt)'],
    ['isNaN', muon((m) => isNaN(m.pt)), 'Number.isNaN(p1.pt)'],
    ['folding', muon((m) => m.pt > (2 + 3) * 4 - 2 ** 3), '>(p1.pt, 12)'],
    [
      'constants of minifiers',
      () => captureLambda(new Function('return t=>!0&&t.run<1/0')() as Function, [{ is: 'value', expr: e }], words),
      '<(e.run, Infinity)',
    ],
    ['bigint and minus zero', muon(() => ({ a: 10n, b: -0 })), '{a: 10n, b: -0}'],
    ['a string key', row((e) => e['MET'].pt), 'e.MET.pt'],
    ['a template key', row((e) => e[`${'M'}ET`].pt), 'e.MET.pt'],
    ['an index', row((e) => e.Muon[0]), 'at(e.Muon, 0)'],
    ['a computed index', row((e) => e.Muon[e.run]), 'at(e.Muon, e.run)'],
    ['option chain', row((e) => e.Muon[0]?.pt), 'at(e.Muon, 0).pt'],
    ['option chain goes on', row((e) => e.Muon[0]?.jet.pt), 'at(e.Muon, 0).jet.pt'],
    ['optional index', row((e) => e.best?.jet?.pt ?? 0), '??(e.best.jet.pt, 0)'],
    ['optional method', row((e) => e.best?.deltaR(e.Muon[0])), 'deltaR(e.best, at(e.Muon, 0))'],
    ['known in the arguments', row((e) => e.best?.deltaR(e.best)), 'deltaR(e.best, known(e.best))'],
    [
      'nested lambdas',
      row((e) =>
        e.Muon.filter((m: Row) => m.pt > 3)
          .map((m: Row) => m.pt)
          .sum(),
      ),
      'sum(map(filter(e.Muon, (p1 => >(p1.pt, 3))), (p1 => p1.pt)))',
    ],
    [
      'lambda in lambda',
      muon((m, e) => e.Jet.some((j: Row) => j.deltaR(m) < 0.4)),
      'some(e.Jet, (p2 => <(deltaR(p2, p1), 0.4)))',
    ],
    ['a record', muon((m) => ({ pt: m.pt, q: 1, eta: m.eta })), '{pt: p1.pt, q: 1, eta: p1.eta}'],
    [
      'a record read again',
      muon((m) => {
        const r = { a: m.pt, b: 1 };
        return r.a * r.b;
      }),
      '*(p1.pt, 1)',
    ],
    ['spread', muon((m) => ({ ...m, x: m.pt })), 'with(p1, {x: p1.pt})'],
    ['spread of constants', muon((m) => ({ ...CUTS.inner, x: m.pt })), '{eta: 2.4, x: p1.pt}'],
    ['a list', muon((m) => [m.pt, m.eta, 1]), 'list(p1.pt, p1.eta, 1)'],
    ['constant arguments', row((e) => e.Muon.combinations(2, ['a', 'b'])), 'combinations(e.Muon, 2, names("a", "b"))'],
    [
      'destructured parameters',
      row((e) => e.Pair.map(({ lead, sub: s }: Row) => lead.pt + s.pt)),
      'map(e.Pair, (p1 => +(p1.lead.pt, p1.sub.pt)))',
    ],
    ['nested patterns', row(({ MET: { pt = 0 } }) => pt), 'e.MET.pt'],
    ['a default for an option', row(({ weight = 1 }) => weight), '??(e.weight, 1)'],
    [
      'array patterns',
      muon((m) => {
        const [a, b] = [m.pt, 2];
        return a * b;
      }),
      '*(p1.pt, 2)',
    ],
    ['params', muon((m, _e, { cut }) => m.pt > cut, { cut: 7 }), '>(p1.pt, 7)'],
    [
      'params with a default',
      muon((m, _e, { cut = 3, eta = 2 }) => m.pt > cut && m.eta < eta, { cut: 7 }),
      '&&(>(p1.pt, 7), <(p1.eta, 2))',
    ],
    ['params by name', muon((m, _e, p) => m.pt > p.cuts.pt, { cuts: { pt: 5 } }), '>(p1.pt, 5)'],
    [
      'locals',
      muon((m) => {
        const x = m.pt;
        let y = x + 1;
        y = y * 2;
        y -= 3;
        return y;
      }),
      '-(*(+(p1.pt, 1), 2), 3)',
    ],
    [
      'early return',
      muon((m) => {
        if (m.pt < 1) return 0;
        return m.pt;
      }),
      '?:(<(p1.pt, 1), 0, p1.pt)',
    ],
    [
      'if, else if, else',
      muon((m) => {
        if (m.pt < 1) {
          return 0;
        } else if (m.pt < 2) return 1;
        else {
          return m.pt;
        }
      }),
      '?:(<(p1.pt, 1), 0, ?:(<(p1.pt, 2), 1, p1.pt))',
    ],
    [
      'assignment in branches',
      muon((m) => {
        let w = 1;
        if (m.tight) w = 2;
        else w = m.pt;
        return w;
      }),
      '?:(p1.tight, 2, p1.pt)',
    ],
    [
      'assignment by &&',
      muon((m) => {
        let w = m.pt;
        m.tight && (w += 1);
        return w;
      }),
      '?:(p1.tight, +(p1.pt, 1), p1.pt)',
    ],
    [
      'fall through',
      muon((m) => {
        let w = m.pt;
        if (m.tight) {
          if (m.pt > 5) return 5;
          w = 1;
        }
        return w;
      }),
      '?:(p1.tight, ?:(>(p1.pt, 5), 5, 1), p1.pt)',
    ],
    ['sequence', muon((m) => (m.eta, m.pt)), 'p1.pt'],
    [
      'inner functions',
      muon((m) => {
        function sq(x: number) {
          return x * x;
        }
        const f = (x: number) => sq(x) + 1;
        return f(m.pt);
      }),
      '+(*(p1.pt, p1.pt), 1)',
    ],
    ['constant conditions', muon((m) => (local > 20 ? m.pt : m.nonsense)), 'p1.pt'],
    ['identity', muon((m) => m), 'p1'],
    ['includes of a constant list', muon((m) => table.includes(m.charge)), 'includes(list(1, 2, 3), p1.charge)'],
  ];
  it.each(cases)('%s', (_, captured, tree) => {
    expect(show((typeof captured === 'function' ? captured() : captured).expr)).toBe(tree);
  });
});

describe('missing values', () => {
  const cases: [string, Captured, string][] = [
    ['=== undefined', row((e) => e.best === undefined), '!(there(e.best))'],
    ['!= null', row((e) => e.weight != null), 'there(e.weight)'],
    ['void 0', row((e) => e.best !== void 0), 'there(e.best)'],
    ['as a condition', row((e) => (e.best ? e.best.pt * 2 : 0)), '?:(there(e.best), *(known(e.best).pt, 2), 0)'],
    ['turned about', row((e) => (!e.best ? 0 : e.best.pt * 2)), '?:(there(e.best), *(known(e.best).pt, 2), 0)'],
    [
      'early return',
      row((e) => {
        const b = e.best;
        if (!b) return 0;
        return b.pt * 2;
      }),
      '?:(there(e.best), *(known(e.best).pt, 2), 0)',
    ],
    ['and', row((e) => e.best && e.best.pt > 3), '&&(there(e.best), >(known(e.best).pt, 3))'],
    ['or', row((e) => !e.best || e.best.pt > 3), '||(!(there(e.best)), >(known(e.best).pt, 3))'],
    [
      'two',
      row((e) => (e.best !== undefined && e.weight !== undefined ? e.best.pt * e.weight : 0)),
      '?:(&&(there(e.best), there(e.weight)), *(known(e.best).pt, known(e.weight)), 0)',
    ],
    [
      'two records told by one &&',
      row((e) => (e.best && e.Muon[0] ? e.best.pt * e.Muon[0].pt : 0)),
      '?:(there(?:(there(e.best), at(e.Muon, 0), undefined)), *(known(e.best).pt, known(at(e.Muon, 0)).pt), 0)',
    ],
    [
      'two returned early',
      row((e) => {
        if (!e.best || e.weight === undefined) return 0;
        return e.best.pt * e.weight;
      }),
      '?:(&&(there(e.best), there(e.weight)), *(known(e.best).pt, known(e.weight)), 0)',
    ],
    [
      'kept in a local',
      row((e) => {
        const has = e.best !== undefined;
        return has ? e.best.pt + 1 : 0;
      }),
      '?:(there(e.best), +(known(e.best).pt, 1), 0)',
    ],
    ['?? stays', row((e) => e.weight ?? 1), '??(e.weight, 1)'],
    ['x ? x : y is ??', row((e) => (e.weight !== undefined ? e.weight : 1)), '??(e.weight, 1)'],
    ['x ? x.y : undefined is ?.', row((e) => (e.best ? e.best.pt : undefined)), 'e.best.pt'],
    // biome-ignore lint/complexity/useOptionalChain: this way of writing it is what is read
    ['x && x.y is ?.', row((e) => e.best && e.best.pt), 'e.best.pt'],
    ['?. in a test', row((e) => (e.best?.pt > 3 ? 1 : 0)), '?:(>(e.best.pt, 3), 1, 0)'],
  ];
  it.each(cases)('%s', (_, captured, tree) => expect(show(captured.expr)).toBe(tree));
  it('down-levelled ?. and ??', () => {
    expect(text('e => { var _a; return (_a = e.best) === null || _a === void 0 ? void 0 : _a.pt; }')).toBe('e.best.pt');
    expect(text('e => { var _a; return (_a = e.best) == null ? void 0 : _a.jet.pt; }')).toBe('e.best.jet.pt');
    expect(
      text(
        'e => { var _a, _b; return (_b = (_a = e.Muon[0]) === null || _a === void 0 ? void 0 : _a.pt) !== null && _b !== void 0 ? _b : 0; }',
      ),
    ).toBe('??(at(e.Muon, 0).pt, 0)');
    expect(
      text('e => { var _a, _b; return (_b = (_a = e.best) == null ? void 0 : _a.jet) == null ? void 0 : _b.pt; }'),
    ).toBe('e.best.jet.pt');
  });
});

describe('forms of functions and of compilers', () => {
  const holder = {
    short(e: Row) {
      return e.run;
    },
    'quoted name'(e: Row) {
      return e.run;
    },
    [`com${'puted'}`](e: Row) {
      return e.run;
    },
    function: function named(e: Row) {
      return e.run;
    },
  };
  it.each(Object.entries(holder))('%s', (_, fn) => expect(show(row(fn).expr)).toBe('e.run'));
  it.each([
    ['trailing comment', 'e => e.run /* so */', 'e.run'],
    ['es5', 'function (_a) { var x = _a.MET, y = _a.run; return x.pt + y; }', '+(e.MET.pt, e.run)'],
    [
      'istanbul',
      'e => { cov_1ab().f[6]++; cov_1ab().s[16]++; return (cov_1ab().b[2][0]++, e.run > 1) && (cov_1ab().b[2][1]++, e.run < 9); }',
      '&&(>(e.run, 1), <(e.run, 9))',
    ],
    [
      'istanbul if',
      'e => { cov_1ab().s[1]++; if (e.run > 1) { cov_1ab().b[0][0]++; cov_1ab().s[2]++; return 1; } else { cov_1ab().b[0][1]++; } cov_1ab().s[3]++; return 2; }',
      '?:(>(e.run, 1), 1, 2)',
    ],
    [
      '__name',
      'e => { const sel = __name(m => m.pt > 1, "sel"); return e.Muon.some(sel); }',
      'some(e.Muon, (p1 => >(p1.pt, 1)))',
    ],
    [
      '__name of a declaration',
      'e => { function sel(m) { return m.pt > 1; } __name(sel, "sel"); return e.Muon.some(sel); }',
      'some(e.Muon, (p1 => >(p1.pt, 1)))',
    ],
    [
      'Object.assign',
      'e => e.Muon.map(m => Object.assign(Object.assign({}, m), { x: 1 }))',
      'map(e.Muon, (p1 => with(p1, {x: 1})))',
    ],
    ['__assign', 'e => e.Muon.map(m => __assign(__assign({}, m), { x: 1 }))', 'map(e.Muon, (p1 => with(p1, {x: 1})))'],
    ['cond, void 0', 'e => (e.run > 1, void 0)', 'undefined'],
    ['use strict', 'function (e) { "use strict"; return e.run; }', 'e.run'],
    ['function called at once', 'e => (x => x + 1)(e.run)', '+(e.run, 1)'],
  ])('%s', (_, source, tree) => expect(text(source)).toBe(tree));
  it('es5 destructuring over an import', () => {
    const make = new Function(
      'consts_js_1',
      'return e => (0, consts_js_1.deltaPhi)(e.MET.phi, 0) < consts_js_1.CUT',
    ) as (c: object) => Function;
    const captured = captureLambda(make({ __esModule: true, deltaPhi, CUT: 5 }), [{ is: 'value', expr: e }], words);
    expect(show(captured.expr)).toBe('<(deltaPhi(e.MET.phi, 0), 5)');
    expect(captured.outside).toEqual([{ name: 'CUT', value: 5 }]);
  });
});

describe('outside variables', () => {
  const cases: [string, Captured, string, [string, unknown][]][] = [
    ['of the module', muon((m) => m.pt > local), '>(p1.pt, 25)', [['local', 25]]],
    ['imported', muon((m) => m.pt > CUT), '>(p1.pt, 10)', [['CUT', 10]]],
    ['of a namespace', muon((m) => m.pt > outer.CUT), '>(p1.pt, 10)', [['outer.CUT', 10]]],
    [
      'members',
      muon((m) => m.pt > CUTS.pt && m.eta < CUTS.inner.eta),
      '&&(>(p1.pt, 10), <(p1.eta, 2.4))',
      [
        ['CUTS.pt', 10],
        ['CUTS.inner.eta', 2.4],
      ],
    ],
    ['folded', muon((m) => m.pt > local * 2), '>(p1.pt, 50)', [['local', 25]]],
    ['functions', muon((m) => twice(m.pt)), '*(p1.pt, 2)', []],
    ['functions of functions', muon((m, e) => near(m, e.MET)), '<(deltaPhi(p1.phi, e.MET.phi), 10)', [['CUT', 10]]],
    ['functions in objects', muon((m) => CUTS.f(m.pt)), '*(p1.pt, 2)', []],
    ['marked functions', muon((m, e) => deltaPhi(m.phi, e.MET.phi)), 'deltaPhi(p1.phi, e.MET.phi)', []],
    [
      'functions as arguments',
      row((e) => e.Muon.map(outer.ptOf).map(Math.abs)),
      'map(map(e.Muon, (p1 => p1.pt)), (p1 => Math.abs(p1)))',
      [],
    ],
    [
      'names of a list',
      row((e) => e.Muon.combinations(2, CUTS.names)),
      'combinations(e.Muon, 2, names("lead", "sub"))',
      [],
    ],
  ];
  it.each(cases)('%s', (_, captured, tree, outside) => {
    expect(show(captured.expr)).toBe(tree);
    for (const [name, value] of outside)
      expect(captured.outside.map((o) => [o.name.replace(/^outer\./, ''), o.value])).toContainEqual([
        name.replace(/^outer\./, ''),
        value,
      ]);
    expect(captured.outside.length).toBe(outside.length);
  });
  it('enums', () => expect(show(muon((m) => m.charge === Charge.Plus).expr)).toBe('===(p1.charge, 1)'));
  it('of a closure, each with its own value', () => {
    const make = (cut: number) => (m: Row) => m.pt > cut;
    expect([1, 2].map((cut) => show(muon(make(cut)).expr))).toEqual(['>(p1.pt, 1)', '>(p1.pt, 2)']);
  });
  it('NaN, infinity, bigint, undefined', () => {
    const [a, b, c, d] = [Number.NaN, -Infinity, 12n, undefined];
    expect(show(muon(() => ({ a, b, c, d })).expr)).toBe('{a: NaN, b: -Infinity, c: 12n, d: undefined}');
  });
  it('reads the value that it has now', () => {
    let cut = 1;
    const fn = (m: Row) => m.pt > cut;
    const first = show(muon(fn).expr);
    cut = 2;
    expect([first, show(muon(fn).expr)]).toEqual(['>(p1.pt, 1)', '>(p1.pt, 2)']);
  });
});

describe('strings', () => {
  const fields = (name: string) => (event.fields.has(name) ? words.property(e, name, false) : undefined);
  const string = (source: string) => captureString(source, fields, () => event.fields.keys(), words);
  it.each([
    ['Muon.filter(m => m.pt > 30).map(m => m.pt)', 'map(filter(e.Muon, (p1 => >(p1.pt, 30))), (p1 => p1.pt))'],
    ['abs(MET.phi) < PI / 2', `<(Math.abs(e.MET.phi), ${Math.PI / 2})`],
    ['(run > 1) && (run < 5) // so', '&&(>(e.run, 1), <(e.run, 5))'],
    ['deltaPhi(MET.phi, Math.PI)', `deltaPhi(e.MET.phi, ${Math.PI})`],
    ['best?.pt ?? 0', '??(e.best.pt, 0)'],
  ])('%s', (source, tree) => expect(show(string(source).expr)).toBe(tree));
  it.each([
    ['Muons.length', 'unknown-variable', "did you mean 'Muon'?"],
    ['run >', 'unreadable', 'run >'],
    ['run; run', 'unreadable', '^'],
    ["''.constructor.constructor('return process')()", 'hidden-property', '^^'],
    ['run.constructor', 'unknown-field', '^^'],
    ['process.exit()', 'unknown-variable', '^^^^^^^'],
    ['(() => 1).constructor', 'function-property', '^'],
  ])('refuses %s', (source, code, part) => {
    const error = caught(() => string(source));
    expect(error.code).toBe(code);
    expect(error.message).toContain(part);
  });
});

function caught(run: () => unknown): JaggedError {
  try {
    run();
  } catch (error) {
    if (error instanceof JaggedError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('refusals', () => {
  const lazy = { [Symbol.for('jagged.lazy')]: true };
  const fact = (n: Row): Row => (n.pt > 1 ? n.pt * fact(n) : 1);
  const count = { n: 0 };
  let total = 0;
  const cases: [string, () => unknown, string, string][] = [
    [
      'for',
      () =>
        muon((m) => {
          let s = 0;
          for (const x of m.list) s += x;
          return s;
        }),
      'loop',
      '.filter(',
    ],
    [
      'while',
      () =>
        muon((m) => {
          while (m.pt) {}
          return 1;
        }),
      'loop',
      'while (m.pt)',
    ],
    [
      'this',
      () =>
        muon(function (this: Row, m) {
          return m.pt > this.cut;
        }),
      'this',
      '^^^^',
    ],
    ['async', () => muon(async (m) => m.pt), 'async', 'hint'],
    [
      'generator',
      () =>
        muon(function* (m) {
          yield m.pt;
        }),
      'generator',
      'hint',
    ],
    ['new', () => muon((m) => new Date(m.pt)), 'new', '^^^'],
    ['regex', () => muon(() => /a/), 'regex', '^^^'],
    [
      'member assignment',
      () =>
        muon((m) => {
          m.pt = 3;
          return m;
        }),
      'member-assignment',
      '^^^^',
    ],
    [
      '++',
      () =>
        muon((m) => {
          let x = m.pt;
          x++;
          return x;
        }),
      'update',
      '^^^',
    ],
    [
      'outer assignment',
      () =>
        row((e) => {
          let s = 0;
          e.Muon.map((x: Row) => (s += x.pt));
          return s;
        }),
      'outer-assignment',
      '.sum()',
    ],
    ['closure assignment', () => muon((m) => (total = m.pt)), 'outer-assignment', '^^^'],
    ['closure ++', () => muon(() => count.n++), 'update', '^^^'],
    [
      'try',
      () =>
        muon((m) => {
          try {
            return m.pt;
          } catch {
            return 0;
          }
        }),
      'exception',
      '^^^',
    ],
    [
      'throw',
      () =>
        muon(() => {
          throw new Error('x');
        }),
      'exception',
      '^^^',
    ],
    [
      'switch',
      () =>
        muon((m) => {
          switch (m.charge) {
            case 1:
              return 1;
            default:
              return 2;
          }
        }),
      'switch',
      '^^^',
    ],
    ['class', () => muon(() => class {}), 'class', '^^^'],
    ['delete', () => muon((m) => delete m.pt), 'delete', '^^^'],
    ['in', () => muon((m) => 'pt' in m), 'in', '^^^'],
    ['instanceof', () => muon((m) => m instanceof Object), 'instanceof', '^^^'],
    ['typeof', () => muon((m) => typeof m), 'typeof', '^^^'],
    ['rest', () => muon(({ pt, ...others }) => [pt, others]), 'rest', '^^^'],
    ['template', () => muon((m) => `${m.pt}`), 'template', '^^^'],
    [
      'arguments',
      () =>
        muon(function () {
          return arguments[0];
        }),
      'arguments',
      '^^^',
    ],
    ['recursion', () => muon((m) => fact(m)), 'recursion', '^^^'],
    ['native method', () => muon((m) => Math.abs.call(null, m.pt)), 'native-function', '^^^'],
    ['unknown global', () => muon((m) => structuredClone(m.pt)), 'unknown-global', '^^^'],
    ['console', () => muon((m) => console.log(m)), 'unknown-global', '^^^'],
    ['Math that is not known', () => muon((m) => Math.clz32(m.pt)), 'unknown-function', '^^^'],
    ['random', () => muon((m) => m.pt > Math.random()), 'unknown-function', '^^^'],
    ['column', () => muon((m) => m.pt > (lazy as Row)), 'captured-column', 'events.with({ name: column })'],
    ['column by member', () => muon((m) => m.pt > (lazy as Row).pt), 'captured-column', 'events.with'],
    ['unknown field', () => muon((m) => m.ptt > 3), 'unknown-field', "did you mean 'pt'?"],
    ['may be missing', () => row((e) => e.best.pt), 'maybe-missing', 'use ?.'],
    ['undefined param', () => muon((m, _e, p) => m.pt > p.cut), 'undefined-value', '^^^'],
    ['unknown property', () => muon((m) => m.pt > (CUTS as Row).ptt), 'unknown-property', "did you mean 'pt'?"],
    ['__proto__', () => muon((m) => m.pt > (CUTS as Row).__proto__), 'hidden-property', '^^^'],
    ['not a function', () => muon((m) => (CUTS as Row).pt(m)), 'not-a-function', 'CUTS.pt is not a function'],
    ['function as a value', () => muon((m) => m.pt + twice), 'function-here', '^^^'],
    [
      'a date',
      () => {
        const when = new Date(0);
        return muon(() => when);
      },
      'constant-kind',
      'hint',
    ],
    ['helper', () => text('e => __rest(e, ["a"])'), 'helper', '^^^'],
  ];
  it.each(cases)('%s', (_, run, code, part) => {
    const error = caught(run);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/\n +\^+/);
    expect(error.message).toContain(part);
  });
  it('a bound function', () => {
    const error = caught(() => muon(Math.abs.bind(null) as never));
    expect([error.code, error.message]).toEqual([
      'native-function',
      expect.stringContaining('hint: use an arrow function'),
    ]);
  });
  it('unknown variable, with line and caret', () => {
    expect(caught(() => text('e => e.run > cutt')).message).toBe(
      "unknown variable 'cutt'\n  e => e.run > cutt\n               ^^^^\nhint: pass it: filter((m, e, { cutt }) => m.pt > cutt, { cutt })",
    );
    expect(caught(() => text('event => evnt.run')).message).toContain("did you mean 'event'?");
  });
  it('points into the method shorthand and into the inner function', () => {
    const fn = {
      short(e: Row) {
        return e.runn;
      },
    }.short;
    expect(caught(() => row(fn)).message).toMatch(/return e\.runn[\s\S]*\n +\^{6}\n/);
    const place = caught(() => row((e) => outer.broken(e))).place;
    expect(place?.text.slice(place.start, place.end)).toBe('x.nothing');
  });
});

describe('origins', () => {
  it('remembers where a node was first written', () => {
    const { expr, origins } = row((e) => e.Jet.map((j: Row) => j.eta * 77).sum() > 1234);
    const place = origins.get(expr);
    expect(place?.text.slice(place.start, place.end)).toMatch(/^e\.Jet\.map.* > 1234$/);
  });
});
