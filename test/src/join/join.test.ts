/** Datasets joined with others: what is added, what is read for it, and what cannot be. */
import { describe, expect, it } from 'vitest';
import {
  axis,
  compute,
  type Dataset,
  explain,
  fromColumns,
  fromValues,
  histogram,
  JaggedError,
  join,
  type List,
  open,
  overlapRemoval,
  plan,
  runPlan,
} from '../../../src/index.ts';
import { fromValues as valuesSource } from '../../../src/sources/memory.ts';
import { FriendRows } from '../../../src/sources/join/friend-rows.ts';
import { need } from '../sources/support.ts';
import { spied } from './spy.ts';

interface Jet {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}
interface Event {
  readonly run: number;
  readonly event: number;
  readonly Jet: List<Jet>;
}
interface Score {
  readonly run: number;
  readonly event: number;
  readonly score: number;
  readonly btag: List<number>;
  readonly best: { readonly pt: number; readonly tags: List<string> };
}

const EVENTS = [
  {
    run: 1,
    event: 5,
    Jet: [
      { pt: 10, eta: 0.5, phi: 0 },
      { pt: 20, eta: 1.5, phi: 0 },
    ],
  },
  { run: 1, event: 6, Jet: [] },
  { run: 2, event: 5, Jet: [{ pt: 30, eta: -1, phi: 0 }] },
];
/** In another order, with a row that nobody asks for. */
const SCORES = [
  { run: 2, event: 5, score: 0.5, btag: [7], best: { pt: 30.5, tags: ['a'] } },
  { run: 9, event: 9, score: 0.9, btag: [0, 0], best: { pt: 0.5, tags: [] } },
  { run: 1, event: 6, score: 0.6, btag: [], best: { pt: 0.5, tags: ['b', 'c'] } },
  { run: 1, event: 5, score: 0.7, btag: [8, 9], best: { pt: 20.5, tags: ['d'] } },
];
const KEY = ['run', 'event'] as const;
const events = fromValues<Event>(EVENTS, { name: 'events', chunkSize: 2 });
const scores = fromValues<Score>(SCORES, { name: 'scores', chunkSize: 2 });
const joined = join(events, scores, { on: KEY, fields: ['score', 'btag', 'best'] });

describe('a joined dataset', () => {
  it('has the fields of the other one, whatever they are and wherever they stand', async () => {
    expect(joined.columns).toEqual(['run', 'event', 'Jet', 'score', 'btag', 'best']);
    expect(await joined.toArray()).toEqual(
      EVENTS.map((row, i) => {
        const { score, btag, best } = SCORES[[3, 2, 0][i] as number] as (typeof SCORES)[0];
        return { ...row, score, btag, best };
      }),
    );
  });

  it('can be queried as any other', async () => {
    const jets = joined.withField('Jet.btag', joined.btag);
    const found = await compute({
      tagged: jets.Jet.filter((jet, e) => jet.btag > 7 && e.score < 0.75).pt,
      tags: joined.where((e) => e.best.tags.length > 0).best.tags,
      scores: histogram(axis.regular(2, 0, 1)).fill(joined.score, { weight: joined.best.pt }),
      n: joined.where((e) => e.score > 0.55).count(),
    });
    expect(found.tagged).toEqual([[10, 20], [], []]);
    expect(found.tags).toEqual([['d'], ['b', 'c'], ['a']]);
    expect([...found.scores.values()]).toEqual([0, 51.5]);
    expect(found.n).toBe(2);
  });

  it('follows what was chosen, computed and selected before', async () => {
    const before = events.with({ ht: (e) => e.Jet.pt.sum() }).where((e) => e.ht > 0);
    const after = join(before, scores, { on: KEY, fields: ['score'] });
    expect(await after.map((e) => e.ht + e.score).toArray()).toEqual([30.7, 30.5]);
    expect(await after.select('ht', 'score').toArray()).toEqual([
      { ht: 30, score: 0.7 },
      { ht: 30, score: 0.5 },
    ]);
    const chosen = join(events.select('event', 'run'), scores, { on: KEY, fields: ['score'] });
    expect(await chosen.toArray()).toEqual(
      EVENTS.map(({ event, run }, i) => ({ event, run, score: [0.7, 0.6, 0.5][i] })),
    );
    const whole = join(events.with({ all: (e) => e }), scores, { on: KEY, fields: ['score'] });
    expect(await whole.map((e) => e.all).toArray()).toEqual(EVENTS);
  });

  it('keeps what overlap removal has found', async () => {
    const near = events.with({ Tau: (e) => e.Jet.filter((j) => j.pt > 15) });
    const clean = join(overlapRemoval(near, [{ remove: 'Jet', near: 'Tau', dR: 0.1 }]), scores, {
      on: KEY,
      fields: ['score'],
    });
    expect(await clean.map((e) => e.Jet.filter((j) => j.passOR).length + e.score).toArray()).toEqual([1.7, 0.6, 0.5]);
  });

  it('may be joined again, with rows beside that have other names', async () => {
    const more = fromValues<{ r: number; id: { e: number }; score: number }>(
      EVENTS.map(({ run, event }, i) => ({ r: run, id: { e: event }, score: i })).reverse(),
    );
    const twice = join(joined, more, { on: { run: 'r', event: 'id.e' }, fields: { rank: 'score' } });
    expect(await twice.map((e) => e.rank + e.score).toArray()).toEqual([0.7, 1.6, 2.5]);
    expect(twice.map((e) => e.rank + e.score).explain()).toContain(
      'joined with scores on run, event; a row it has not got is an error\n  gives score\n' +
        'joined with memory on run (its r), event (its id.e); a row it has not got is an error\n  gives rank (its score)',
    );
  });

  it('runs plans that were kept as JSON', async () => {
    const json = JSON.parse(JSON.stringify(plan({ score: joined.score, n: joined.count() })));
    expect(await runPlan(json, joined)).toEqual({ score: [0.7, 0.6, 0.5], n: 3 });
  });
});

describe('a row that the friend has not got', () => {
  const few = fromValues<Score>(SCORES.slice(0, 2), { name: 'few' });
  const perhaps = join(events, few, { on: KEY, fields: ['score', 'btag', 'best'], missing: 'none' });

  it('is an error that names it', async () => {
    const wrong = join(fromValues<Event>(EVENTS, { name: 'events' }), few, { on: KEY, fields: ['score'] });
    await expect(wrong.score.toArray()).rejects.toThrow(
      'few has no row for 2 of the rows 0 to 3 of events: (run 1, event 5), (run 1, event 6)',
    );
    expect(await wrong.Jet.pt.toArray(), 'the friend is not asked').toEqual([[10, 20], [], [30]]);
    await expect(wrong.where((e) => e.run > 1).score.toArray(), 'whatever rows are chosen').rejects.toMatchObject({
      code: 'missing-rows',
    });
  });

  it('names the first of many', async () => {
    const many = fromColumns<{ run: number; event: number }>({
      run: new Int32Array(20),
      event: BigInt64Array.from({ length: 20 }, (_, i) => 2n ** 60n + BigInt(i)),
    });
    await expect(join(many, few, { on: KEY, fields: ['score'] }).score.toArray()).rejects.toThrow(
      '20 of the rows 0 to 20 of memory: (run 0, event 1152921504606846976), (run 0, event 1152921504606846977), ' +
        '(run 0, event 1152921504606846978), (run 0, event 1152921504606846979), (run 0, event 1152921504606846980), … (20 in all)',
    );
  });

  it('has missing values where that is wanted', async () => {
    expect(perhaps.type).toContain('score: ?float64');
    expect(await perhaps.select('score', 'btag', 'best').toArray()).toEqual([
      { score: undefined, btag: undefined, best: undefined },
      { score: undefined, btag: undefined, best: undefined },
      { score: 0.5, btag: [7], best: { pt: 30.5, tags: ['a'] } },
    ]);
    expect(await perhaps.map((e) => (e.score ?? 0) + (e.btag?.sum() ?? 0) + (e.best?.pt ?? 1)).toArray()).toEqual([
      1, 1, 38,
    ]);
    expect(perhaps.score.explain()).toContain('fields of rows it has not got are missing');
  });
});

describe('what is read', () => {
  it('is the key, once, and the needed fields of partitions with wanted rows', async () => {
    const base = spied(valuesSource(EVENTS, { name: 'events', chunkSize: 1 }));
    const other = spied(valuesSource(SCORES, { name: 'scores', chunkSize: 1 }));
    const both = join(await open<Event>(base.source), await open<Score>(other.source), {
      on: KEY,
      fields: ['score', 'best'],
    });
    expect(await both.map((e) => e.best.pt).toArray()).toEqual([20.5, 0.5, 30.5]);
    const keys = [0, 1, 2, 3].map((i) => `${i}: run, event`);
    expect(other.reads).toEqual([...keys, '3: best.pt', '2: best.pt', '0: best.pt']);
    expect(base.reads).toEqual([0, 1, 2].map((i) => `${i}: event, run`));
    other.reads.length = 0;
    await both.score.toArray();
    expect(other.reads, 'the index is kept').toEqual(['3: score', '2: score', '0: score']);
  });

  it('is nothing of the friend where none of its fields is needed', async () => {
    const other = spied(valuesSource(SCORES));
    const both = join(events, await open<Score>(other.source), { on: KEY, fields: ['score'] });
    expect(await both.Jet.length.toArray()).toEqual([2, 0, 1]);
    expect(await both.count().value()).toBe(3);
    expect(other.reads).toEqual([]);
    expect(both.Jet.length.explain()).toContain(
      'joined with memory on run, event; a row it has not got is an error\n  not read, as none',
    );
  });

  it('is shared by all that join the same friend on the same key', async () => {
    const other = spied(valuesSource(SCORES));
    const friend = await open<Score>(other.source);
    const ask = (field: 'score' | 'btag') => join(events, friend, { on: KEY, fields: [field] }).toArray();
    await Promise.all([ask('score'), ask('score'), ask('btag')]);
    expect(other.reads.filter((read) => read.endsWith('run, event'))).toEqual(['0: run, event']);
    expect(other.reads.filter((read) => read.endsWith('score'))).toEqual(['0: score']);
  });

  it('is one pass for outputs of the joined rows and of those they are joined from', async () => {
    const base = spied(valuesSource(EVENTS, { name: 'events' }));
    const own = await open<Event>(base.source);
    const both = join(own, scores, { on: KEY, fields: ['score'] });
    const outputs = {
      score: both.score,
      n: own.where((e) => e.Jet.length > 0).count(),
      rows: own.map((e) => e),
      pt: own.flatten((e) => e.Jet).pt,
    };
    expect(await compute(outputs)).toEqual({ score: [0.7, 0.6, 0.5], n: 2, rows: EVENTS, pt: [10, 20, 30] });
    expect(base.reads).toEqual(['0: Jet.eta, Jet.phi, Jet.pt, event, run']);
    expect(explain(outputs).match(/^plan over/gm)).toHaveLength(1);
  });

  it('is told by explain', () => {
    const lines = joined
      .map((e) => e.score + e.Jet.length)
      .explain()
      .split('\n');
    expect(lines.slice(0, 7)).toEqual([
      'plan over events joined with scores: 3 rows in 2 partitions',
      'threads: this one, as workers cannot open such data',
      'reads 6 of 8 columns: run, event, Jet, run of scores, event of scores, score of scores',
      '  Jet    only how many  for (e) => e.score + e.Jet.length',
      '  score  for (e) => e.score + e.Jet.length',
      'joined with scores on run, event; a row it has not got is an error',
      '  gives score',
    ]);
    const json = JSON.parse(joined.score.explain({ format: 'json' })) as { joins: unknown };
    expect(json.joins).toEqual(['joined with scores on run, event; a row it has not got is an error', '  gives score']);
  });
});

describe('partitions of a friend', () => {
  const numbers = valuesSource(
    Array.from({ length: 8 }, (_, i) => ({ i, wide: i / 2 })),
    { chunkSize: 1 },
  );
  const backwards = Int32Array.of(7, 6, 5, 4, 3, 2, 1, 0);

  it('are kept while they are small, those that were used last', async () => {
    const { source, reads } = spied(numbers);
    const rows = new FriendRows(source, 24);
    const needs = [need('wide')];
    await rows.take(backwards, needs);
    expect(reads).toEqual([7, 6, 5, 4, 3, 2, 1, 0].map((i) => `${i}: wide`));
    reads.length = 0;
    await rows.take(backwards, needs);
    expect(reads, 'three of eight bytes each are there').toHaveLength(5);
    await rows.take(Int32Array.of(5, 5), [need('i')]);
    expect(reads.at(-1)).toBe('5: i');
  });

  it('are read anew where reading failed', async () => {
    let failures = 1;
    const { source: failing } = spied(numbers, async () => {
      if (failures-- > 0) throw new Error('not now');
    });
    const rows = new FriendRows(failing);
    await expect(rows.take(backwards, [need('i')])).rejects.toThrow('not now');
    const taken = await rows.take(backwards, [need('i')]);
    expect(taken.length).toBe(8);
  });
});

describe('rows one by one', () => {
  const beside = fromValues(
    SCORES.slice(0, 3).map(({ score }) => ({ score })),
    { name: 'beside', chunkSize: 2 },
  ) as unknown as Dataset<{ readonly score: number }>;

  it('are joined in their order', async () => {
    const both = join(events, beside, { on: 'row', fields: ['score'] });
    expect(await both.map((e) => e.run + e.score).toArray()).toEqual([1.5, 1.9, 2.6]);
    expect(both.score.explain()).toContain('joined with beside row by row\n  gives score');
  });

  it('must be equally many', () => {
    expect(() => join(events, scores, { on: 'row', fields: ['score'] })).toThrow(
      'rows are joined one by one, but events has 3 and scores 4',
    );
  });
});

describe('a run', () => {
  it('stops when it is told to, also while the index is made', async () => {
    const stop = new AbortController();
    const { source: slow } = spied(valuesSource(SCORES), async () => {
      stop.abort(new Error('enough'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    const both = join(events, await open<Score>(slow), { on: KEY, fields: ['score'] });
    await expect(both.score.toArray({ signal: stop.signal })).rejects.toThrow('enough');
    expect(await both.score.toArray(), 'the next one has the index').toEqual([0.7, 0.6, 0.5]);
  });

  it('tries anew what could not be read', async () => {
    let failures = 1;
    const { source } = spied(valuesSource(SCORES), async () => {
      if (failures-- > 0) throw new Error('not now');
    });
    const both = join(events, await open<Score>(source), { on: KEY, fields: ['score'] });
    await expect(both.score.toArray()).rejects.toThrow('not now');
    expect(await both.score.toArray()).toEqual([0.7, 0.6, 0.5]);
  });

  it('may be over no rows, or with no rows beside', async () => {
    const none = fromColumns<Score>({
      run: new Int32Array(0),
      event: new Int32Array(0),
      score: new Float64Array(0),
      btag: { offsets: Int32Array.of(0), content: new Float64Array(0) },
    });
    const noEvents = fromColumns<Pick<Event, 'run' | 'event'>>({ run: new Int32Array(0), event: new Int32Array(0) });
    expect(await join(noEvents, scores, { on: KEY, fields: ['score'] }).toArray()).toEqual([]);
    const nothing = join(noEvents, none, { on: KEY, fields: ['btag'] });
    expect(await nothing.btag.toArray()).toEqual([]);
    const lonely = join(events, none, { on: KEY, fields: ['score', 'btag'], missing: 'none' });
    expect(await lonely.select('score', 'btag').toArray()).toEqual(
      Array(3).fill({ score: undefined, btag: undefined }),
    );
    await expect(join(events, none, { on: KEY, fields: ['score'] }).toArray()).rejects.toMatchObject({
      code: 'missing-rows',
    });
  });
});

type Any = any;
const untyped = events as Any;
const wrongly = join as Any;
const MISTAKES: Readonly<Record<string, readonly [code: string, work: () => unknown, ...says: string[]]>> = {
  'a key that is there twice': [
    'duplicate-keys',
    () =>
      join(events, fromValues<Score>([...SCORES, SCORES[2]], { name: 'twins' }), {
        on: KEY,
        fields: ['score'],
      }).toArray(),
    '1 of the 5 rows of twins has the key of another row: (run 1, event 6)',
  ],
  'keys that are there many times': [
    'duplicate-keys',
    () => join(events, scores, { on: { run: 'run' }, fields: ['score'] }).toArray(),
    '1 of the 4 rows of scores has the key of another row: (run 1)',
  ],
  'a key with fractions': [
    'bad-key',
    () => wrongly(untyped, scores, { on: { run: 'score' }, fields: ['score'] }),
    'rows are joined on integers, but score of scores is float64',
  ],
  'a key that is a list': [
    'bad-key',
    () => wrongly(untyped, scores, { on: { Jet: 'run' }, fields: ['score'] }),
    'Jet of events is list of record',
  ],
  'a key that may be missing': [
    'bad-key',
    () => wrongly(untyped, fromValues([{ run: 1, x: 1 }, { x: 2 }], { name: 'some' }), { on: ['run'], fields: ['x'] }),
    'run of some is int64 or missing',
  ],
  'a computed key': [
    'bad-key',
    () => wrongly(untyped.with({ run: (e: Any) => e.event + 1 }), scores, { on: KEY, fields: ['score'] }),
    'run is computed',
  ],
  'an unknown key': [
    'unknown-field',
    () => wrongly(untyped, scores, { on: ['evnt'], fields: ['score'] }),
    "the rows of events have no field 'evnt' to join on",
    "did you mean 'event'?",
  ],
  'an unknown field': [
    'unknown-field',
    () => wrongly(untyped, scores, { on: KEY, fields: ['scor'] }),
    "the rows of scores have no field 'scor'",
    "did you mean 'score'?",
  ],
  'a field that is there': [
    'field-there',
    () => wrongly(untyped, scores, { on: KEY, fields: { Jet: 'score' } }),
    "have a field 'Jet' already",
    "fields: { other: 'score' }",
  ],
  'a field that was computed': [
    'field-there',
    () => wrongly(untyped.with({ score: events.run }), scores, { on: KEY, fields: ['score'] }),
    "have a field 'score' already",
  ],
  'a field twice': [
    'field-there',
    () => wrongly(untyped, scores, { on: KEY, fields: ['score', 'score'] }),
    "have a field 'score' already",
  ],
  'no fields': [
    'wrong-argument',
    () => wrongly(untyped, scores, { on: KEY, fields: [] }),
    'join needs the fields that are added',
  ],
  'no key': [
    'wrong-argument',
    () => wrongly(untyped, scores, { fields: ['score'] }),
    'join needs the fields that rows are joined on',
  ],
  'no dataset': [
    'wrong-argument',
    () => wrongly(untyped, 'scores.parquet', { on: KEY, fields: ['score'] }),
    'join takes two datasets',
  ],
  'no options': ['wrong-argument', () => wrongly(untyped, scores), 'join takes two datasets'],
  'an option that is not there': [
    'wrong-option',
    () => wrongly(untyped, scores, { on: KEY, field: ['score'], fields: ['score'] }),
    "join has no option 'field'",
  ],
  'a strange choice': [
    'bad-option',
    () => wrongly(untyped, scores, { on: KEY, fields: ['score'], missing: 'skip' }),
    "missing is 'skip', expected 'error' or 'none'",
  ],
  'a friend with chosen rows': [
    'not-as-opened',
    () =>
      wrongly(
        untyped,
        scores.where((e) => e.score > 0),
        { on: KEY, fields: ['score'] },
      ),
    'the rows of scores are chosen or have computed fields',
  ],
  'a friend with computed fields': [
    'not-as-opened',
    () => wrongly(untyped, scores.with({ x: (e) => e.score + 1 }), { on: KEY, fields: ['x'] }),
    'the rows of scores are chosen or have computed fields',
  ],
  'elements as rows': [
    'not-as-opened',
    () =>
      wrongly(
        untyped.flatten((e: Any) => e.Jet),
        scores,
        { on: KEY, fields: ['score'] },
      ),
    'after flatten the rows are elements of lists',
  ],
  'columns of the rows before': [
    'other-dataset',
    () => (joined as Any).score.add(events.run),
    'events joined with scores and events',
  ],
};

describe('a mistake', () => {
  it.each(Object.entries(MISTAKES))('is told: %s', async (_, [code, work, ...says]) => {
    const error = await Promise.resolve()
      .then(work)
      .then(
        () => undefined,
        (problem: unknown) => problem,
      );
    expect(error).toBeInstanceOf(JaggedError);
    expect(error).toMatchObject({ code });
    for (const text of says) expect((error as Error).message).toContain(text);
  });
});
