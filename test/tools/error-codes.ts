import {
  ak,
  analysis,
  ArrayBuilder,
  axis,
  compute,
  dask,
  formOf,
  Cutflow,
  cutflow,
  distinct,
  fromColumns,
  fromJson,
  fromValues,
  histogram,
  lumiMask,
  join as joinOf,
  open,
  selection,
  vary,
  weights,
} from '../../src/index.ts';

/** What a code means: when it comes, what to do, and something that brings it, where that is short. */
export type Entry = readonly [when: string, todo: string, bring?: () => unknown];

type Any = any;
const a = ak as Any;
const join = joinOf as Any;
const particle = { pt: 30.5, eta: 0.1, phi: 0.2, mass: 0.1, charge: 1, name: 'x' };
const events = fromValues([
  { Muon: [particle], Jet: [particle, particle], MET: { pt: 3, phi: 1 }, n: 1, era: 'B' },
]) as Any;
const mass = (): Any => (histogram(axis.regular(4, 0, 4, { name: 'm' })) as Any).fill(events.n).run();
const lists = a.array([[1, 2], [3]]);
const knownForm = formOf(fromValues([{ n: 1 }]));

/** Codes of expressions: functions that are read, columns, types. They come when the expression is built. */
const EXPRESSIONS: Readonly<Record<string, Entry>> = {
  'unknown-field': [
    'A field that the records or rows have not got.',
    'Take the name that is proposed, or one that `schema` lists.',
    () => events.eval('Muon.filter(m => m.ptt > 3)'),
  ],
  'unknown-method': [
    'A method that the value has not got.',
    'Take the name that is proposed; numbers have functions: `Math.abs(x)`.',
    () => events.eval('Muon.filtered()'),
  ],
  'unknown-variable': [
    'A lambda names a variable that is found nowhere.',
    'Give it along: `filter((x, e, { cut }) => …, { cut })`.',
    () => events.eval('Muon.filter(m => m.pt > cut)'),
  ],
  'unknown-function': [
    'A lambda calls a function that cannot be read.',
    'Write its body in the lambda, or use the functions that are there.',
  ],
  'unknown-global': [
    'A lambda uses a global object that is not known.',
    'Compute the value before and use it as a variable.',
  ],
  'unknown-property': [
    'A property that a value from outside has not got.',
    'Read the message for the names there are.',
  ],
  'unknown-operator': [
    'An operator that expressions have not got.',
    'Use arithmetic, comparisons, `&&`, `||`, `!`, `??`, `?:`.',
  ],
  'wrong-type': [
    'A value of one type where another is wanted: a list for a number, text for a truth value.',
    'Follow the hint: it says how to make the one of the other.',
    () => events.eval('Muon.pt > 20'),
  ],
  'unlike-types': [
    'Types that do not go together in one list, one field or one comparison.',
    'Convert one of them, or leave the field out.',
    () => events.eval('[n, era]'),
  ],
  'unlike-fields': [
    'Collections that are joined have no field in common, or records have other fields.',
    'Choose or rename fields first: `map`, `ak.with_field`.',
    () => a.concatenate([a.array([[{ x: 1 }]]), a.array([[{ y: 1 }]])], { as: 'P' }),
  ],
  'unlike-shapes': [
    'Arrays of other shapes where nothing is broadcast.',
    'Use `ak.zip`, which broadcasts.',
    () => a.zip_no_broadcast([lists, a.array([1, 2])]),
  ],
  'other-collection': [
    'Lists of two collections side by side: arithmetic, masks, places.',
    'Pair them with `cross`; choose before taking fields.',
    () => events.Muon.pt.add(events.Jet.pt),
  ],
  'other-dataset': [
    'Columns of two datasets, or of other rows, together.',
    'Take both from one dataset; follow a selection with `column.where(mask)`.',
    () => events.n.add((fromValues([{ x: 1 }]) as Any).x),
  ],
  'not-as-opened': [
    'A dataset is joined that has chosen rows or computed fields, or whose rows are elements of lists.',
    'Join datasets as they were opened, and choose after.',
    () =>
      join(
        events,
        events.where((e: Any) => e.n > 0),
        { on: ['n'], fields: { other: 'era' } },
      ),
  ],
  'field-there': [
    'A join adds a field that the rows have.',
    'Give it another name.',
    () => join(events, events, { on: ['n'], fields: ['era'] }),
  ],
  'bad-key': [
    'Rows are joined on a field that is no integer, may be missing, or is computed.',
    'Join on stored integers.',
    () => join(events, events, { on: ['era'], fields: { other: 'MET' } }),
  ],
  'cannot-travel': [
    'A processor joins a dataset that was not opened from files, or row by row.',
    'Write the dataset to a file and open that; join on keys.',
  ],
  'index-without-list': [
    'Places of the best in lists are used to choose rows.',
    'Use `list.maxBy(…)`, or `{ keepdims: true }`.',
    () => a.getitem(events.Muon, a.argmax(events.Muon.pt, { axis: 1 })),
  ],
  'maybe-missing': [
    'A value that may be missing where that would lose it unseen.',
    'Say what to use instead: `x ?? 0`, `column.orElse(0)`.',
    () => events.eval('Muon.pt.max() + 1'),
  ],
  'missing-condition': [
    'A condition that may be missing.',
    'Decide: `x ?? false`, `mask.orElse(false)`.',
    () => events.where(events.Muon.at(0).pt.gt(20)),
  ],
  'wrong-argument': [
    'An argument of a kind that the function does not take, or too many or few.',
    'Read what it takes in the message.',
    () => events.Muon.combinations(9),
  ],
  'wrong-arguments': [
    'An array function was given too many or too few arrays.',
    'Read how many it takes.',
    () => a.where(lists, lists),
  ],
  'wrong-option': [
    'An option that the function has not got, or of a wrong kind.',
    'Read the options in the types.',
    () => events.Muon.concat(events.Jet, { as: 'P', tag: 'pt' }),
  ],
  'no-such-axis': [
    'An axis that the lists are not deep enough for.',
    'Use an axis up to the depth: 0 are the rows.',
    () => a.sum(events.n, { axis: 1 }),
  ],
  'not-deep-enough': [
    'An array has fewer dimensions than the operation needs.',
    'Add one: `ak.unflatten`, `ak.getitem(x, ak.newaxis)`.',
    () => a.concatenate([a.array([[[1]]]), a.array([2])], { axis: 2 }),
  ],
  'not-called': ['A method without its parentheses.', 'Call it.', () => events.eval('Muon.map(m => m.add)')],
  'not-such-vector': [
    'A vector lacks the coordinates that a method needs.',
    'Take a vector of the dimension that is named.',
  ],
  'negative-energy': [
    'A vector that stores a mass is scaled by a negative number.',
    'Use `negate()`.',
    () => events.eval('Muon.map(m => m.scale(-1))'),
  ],
  'only-inside': [
    'A function of vectors outside lambdas.',
    'Call it inside a lambda, or use the method of the column.',
  ],
  'column-as-value': [
    'A column in arithmetic, in a comparison, or in text.',
    'Use its methods, or write a lambda; to see its values, `await column.show()`.',
    () => events.n + 1,
  ],
  'not-computed': [
    'A value of all rows in arithmetic before it is computed.',
    'Await `.value()` first.',
    () => a.sum(events.n) + 1,
  ],
  'read-only': [
    'A column or dataset is assigned to.',
    'Make a new one: `events.with({ … })`.',
    () => {
      events.n = 3;
    },
  ],
  'ak-inside': ['A function of `ak` inside a lambda.', 'Use the method that the hint names.'],
  'not-a-function': ['A value is called that is no function.', 'Check the name.'],
  'element-alone': [
    'A lambda inside a lambda takes more than the element.',
    'Use `list.indices()` for places.',
    () => events.eval('Muon.map((m, i) => m.pt + i)'),
  ],
  'function-here': [
    'A function stands where a value is wanted.',
    'Call it, or write the value.',
    () => events.eval('[x => x]'),
  ],
  'constant-kind': [
    'A variable from outside holds what expressions cannot hold.',
    'Take numbers, texts, truth values, lists and objects of these.',
  ],
  'undefined-value': ['A variable from outside is undefined.', 'Give it a value before the query.'],
  'hidden-property': [
    'A property with a getter, or of a prototype, of a value from outside.',
    'Read it into a variable before.',
  ],
  'function-property': ['A property of a function.', 'Use a variable of its own.'],
  'computed-name': ['A name in brackets that is no constant.', 'Write the name.', () => events.eval('({ [era]: 1 })')],
  default: ['A parameter with a default that cannot be.', 'Use `??` in the body.'],
  assignment: ['A variable is assigned to again.', 'Use a new constant.'],
  spread: ['`...` of what is no constant.', 'Write the values out.', () => events.eval('Math.max(...Muon.pt)')],
  syntax: ['Syntax that is no expression.', 'Write one expression; the caret says where.'],
  unreadable: [
    'The text of a lambda cannot be read.',
    'Write an arrow function, not a method or a bound function.',
    () => events.eval('Muon.filter(m => m.pt >)'),
  ],
  'closure-unavailable': [
    'Variables around a lambda cannot be read here.',
    'Give them along as parameters: `filter((x, e, { cut }) => …, { cut })`.',
  ],
  'too-large': ['An expression, a number, a text or a column is beyond what can be held.', 'Cut the work into parts.'],
  'bad-pattern': [
    'A regular expression that JavaScript cannot read.',
    'Write it in JavaScript’s syntax.',
    () => a.str.find_substring_regex(events.era, '('),
  ],
  'no-such-group': [
    'A replacement names a group that the pattern has not got.',
    'Name one of the groups.',
    () => a.str.replace_substring_regex(events.era, '(.)', '\\2'),
  ],
  'unnamed-group': [
    '`ak.str.extract_regex` needs names for its groups.',
    'Write `(?P<name>…)`.',
    () => a.str.extract_regex(events.era, '(.)'),
  ],
  'empty-separator': [
    'A text is split at an empty text.',
    'Name a separator.',
    () => a.str.split_pattern(events.era, ''),
  ],
  'not-regular': [
    'Lists of more than one length where one is needed.',
    'Use `ak.to_regular`, or `ak.flatten`.',
    () => a.to_numpy(lists),
  ],
  'missing-values': [
    '`ak.enforce_type` to a type without missing values, of an array that has some.',
    'Use `ak.fill_none` or `ak.drop_none` first.',
    () => a.to_list(a.enforce_type(a.array([1, null]), 'int64')),
  ],
  'too-many-types': ['Arrays of more unions than can be brought together.', 'Make them one type first.'],
  'unknown-operation': ['A plan names an operation that is not in the table.', 'Make the plan with this version.'],
  'bad-behavior': ['A behaviour that is none.', 'See `docs/adding.md`.'],
  'bad-plan': ['A plan from elsewhere is damaged or does not fit the data.', 'Make it anew with `plan`.'],
  'bad-type': [
    'A type in text that cannot be read, or values that are none of it.',
    'Write datashape: `var * ?float32`.',
    () => a.array([1], { type: 'var *' }),
  ],
  'not-lazy': ['Something to be computed is no column and no result.', 'Name columns or filled histograms.'],
  'same-name': [
    'Two outputs have one name: `"a.n"` beside `n` in `a`.',
    'Choose other names.',
    () => compute({ 'a.n': events.count(), a: { n: events.count() } }),
  ],
  'several-sources': ['A plan of columns of several sources.', 'Make one plan a source.'],
  'no-event': [
    'A reference is followed where the event cannot be reached: rows that are elements.',
    'Follow it before `flatten`.',
  ],
  'no-target': [
    'A reference whose collection these data have not got.',
    '`jagged inspect FILE --unreadable` lists such references.',
  ],
  'unknown-flag': ['A status flag of that name is not there.', 'Take the name that is proposed.'],
  'no-collection': [
    'Overlap removal names something that is no collection of objects.',
    'Name a list of records of the events.',
  ],
  'no-distance': [
    'Objects have no coordinates to measure a distance in.',
    'Give them eta and phi (and mass for rapidity), or say `sharing`.',
  ],
  'no-overlap': [
    'A step of overlap removal that says neither a distance nor what is shared.',
    'Give it `dR` or `sharing`.',
  ],
  'no-overlap-removal': [
    'A report is asked for events without overlap removal.',
    'Report what `overlapRemoval` gives.',
  ],
  'no-preference': ['A step within one collection does not say which of two objects stays.', 'Give it `prefer`.'],
};

/** Codes of histograms. */
const HISTOGRAMS: Readonly<Record<string, Entry>> = {
  'bad-axis': [
    'An axis that cannot be: no bins, edges out of order.',
    'Read what is wrong in the message.',
    () => axis.regular(0, 0, 1),
  ],
  'not-filled': ['A histogram is computed that was not filled.', 'Say with what: `histogram(…).fill(column)`.'],
  'different-axes': ['Two histograms of other axes are added or divided.', 'Make them with the same axes.'],
  'bad-slice': [
    'A range of a histogram that cannot be.',
    'Take edges or bins of the axis.',
    async () => (await mass()).slice({ m: [3, 1] }),
  ],
  'bad-rebin': [
    'Bins that cannot be put together evenly.',
    'Take a divisor of the number of bins.',
    async () => (await mass()).rebin(3),
  ],
  'bad-projection': [
    'A projection on one axis twice.',
    'Name each axis once.',
    async () => (await mass()).project('m', 'm'),
  ],
  'bad-pick': ['A bin that the axis has not got.', 'Take a place or a value of the axis.'],
  'no-such-category': ['A category that was not filled.', 'Take one of those there are.'],
  'not-an-edge': ['A value that is no edge of the axis.', 'Take an edge.'],
  'bad-plot': ['A picture of more dimensions than there can be.', 'Project on fewer axes first.'],
  'bad-size': [
    'A picture of a size that cannot be.',
    'Give width and height in pixels.',
    async () => (await mass()).toSVG({ width: -1 }),
  ],
  'bad-histogram': ['JSON that is no histogram.', 'Give what `toJSON` or UHI’s serialization made.'],
};

/** Codes of data on their way in. */
const cuts = (): Any => selection(events, { met: (e: Any) => e.MET.pt > 1 } as Any);
const w = (): Any => (weights(events) as Any).with('pileup', 1, { up: 2 });

/** Codes of selections, weights, variations and luminosity sections. */
const SELECTIONS: Readonly<Record<string, Entry>> = {
  'unknown-cut': ['A cut that a selection has not got.', 'Take the name that is proposed.', () => cuts().all('mett')],
  'unknown-weight': [
    'A factor that weights have not got.',
    'Take the name that is proposed.',
    () => w().partial({ include: ['pileupp'] }),
  ],
  'unknown-variation': [
    'A variation that weights have not got.',
    'Take the name that is proposed.',
    () => w().variation('pileupDown'),
  ],
  'other-fields': [
    'A variation of events that takes a field away, or gives it another kind of value.',
    'Give fields other values in a variation, and add new fields before.',
    () => vary(events, { up: (e) => (e as Any).select('n') }, (e) => ({ n: e.count() })),
  ],
  'different-cuts': [
    'Cutflows of other cuts are added, or one with weights to one without.',
    'Count the same cuts in the same order.',
    async () => (await cutflow(cuts()).value()).plus(await cutflow(cuts().without('met')).value()),
  ],
  'bad-counts': [
    'JSON that is no cutflow and no N−1.',
    'Give what `toJSON` made.',
    () => Cutflow.fromJSON('{"weighted": true}'),
  ],
  'bad-lumi': [
    'JSON that is no list of luminosity sections: ranges that overlap or end before they begin, a run twice.',
    'The message names the run and the range: correct the file.',
    () => lumiMask('{"273158": [[1, 12], [9, 21]]}'),
  ],
  'bad-ranges': [
    'A plan from elsewhere holds ranges that overlap or are not ascending.',
    'Make the plan anew with `plan`.',
  ],
  'too-many-keys': [
    'More different keys than there may be.',
    'Take keys that more entries share, or allow more: `{ most }`.',
    () => distinct((fromValues([{ n: 1 }, { n: 2 }]) as Any).n, { most: 1 }).value(),
  ],
};

const DATA: Readonly<Record<string, Entry>> = {
  'no-files': ['No file was named, or none matches.', 'Check the path.', () => open([])],
  'no-such-file': ['A file that is not there.', 'Check the path.', () => open('/nowhere/events.parquet')],
  'cannot-open': ['A file that cannot be read: rights, a folder.', 'Check the rights.'],
  'not-a-file': ['The path is a folder or a device.', 'Name a file, or `folder/*.parquet`.'],
  'unknown-format': ['A file name with an ending that no reader is for.', 'Rename it, or give a source.'],
  'mixed-formats': ['Files of several formats in one dataset.', 'Open each format by itself.'],
  'several-files': ['Several files of a format of which one is read at a time.', 'Open them one by one.'],
  'unknown-scheme': [
    'A URL of a kind that is not read.',
    'Copy the file, or use http(s).',
    () => open('gopher://x/y.parquet'),
  ],
  'bad-url': ['A URL that cannot be.', 'Check it.'],
  'not-parquet': ['A file that is not Parquet.', 'Check what wrote it.'],
  encrypted: ['A Parquet file that is encrypted.', 'Decrypt it first.'],
  truncated: ['A file that ends too early.', 'Copy it again.'],
  damaged: ['A file whose bytes contradict each other.', 'Copy it again; the message says where.'],
  'file-changed': ['A file was changed between opening and reading.', 'Open it again.'],
  'read-failed': ['Reading failed below: the cause is within.', 'Read the cause.'],
  'schema-differs': ['Files of one dataset with other columns or types.', 'Open those that are alike together.'],
  'type-differs': ['A column holds another type than the file says.', 'Check what wrote the file.'],
  'reserved-name': ['A column has a name that is used here.', 'Rename the column.'],
  'missing-value': [
    'A value is missing where the type lets none be missing.',
    'Open the file with `{ nullable: true }`.',
  ],
  'missing-list': [
    'A list is missing where the type lets none be missing.',
    'Open the file with `{ nullable: true }`.',
  ],
  'bad-counter': [
    'A counter column and the lists it counts contradict each other.',
    "Open with `{ schema: 'plain' }`.",
  ],
  'bad-form': ['A schema arranges columns in a way that cannot be.', 'Correct the schema.'],
  'no-such-field': ['A schema or plan names a column that is not stored.', 'Check the names.'],
  'unknown-schema': [
    'A schema that is not known by that name.',
    'Take one of those named.',
    () => fromValues([{ x: 1 }], { schema: 'nanoad' as Any }),
  ],
  'wrong-schema': [
    'A schema that does not fit the columns.',
    'Take another, or `plain`.',
    () => fromValues([{ x: 1 }], { schema: 'nanoaod' as Any }),
  ],
  'unsupported-type': ['A type that cannot be held here.', 'Leave the column out, or convert it before.'],
  'bad-arrow': ['Bytes that are no Arrow file.', 'Check what wrote it.'],
  'bad-csv': ['Text that is no CSV as the options say.', 'Read the line that is named.'],
  'bad-json': ['Text that is no JSON.', 'The message names the line and place.', () => fromJson('[{"x": 1},]')],
  'too-deep': [
    'JSON nested beyond what is read.',
    'Flatten it before.',
    () => fromJson(`[{"x":${'['.repeat(2000)}${']'.repeat(2000)}}]`),
  ],
  'not-records': [
    'Rows that are no objects.',
    'Put values in a field, or use `fromColumns`.',
    () => fromValues([1, 2]),
  ],
  'unknown-value': [
    'A value that no type is for: a function, a symbol, a Date.',
    'Convert it to numbers or text.',
    () => fromValues([{ x: new Date(0) }]),
  ],
  'unlike-values': [
    'Values of types that do not go together in one field.',
    'Make them one type.',
    () => fromColumns({ x: [1, 'one'] as Any }),
  ],
  'bad-offsets': [
    'Offsets that do not rise, or point outside the content.',
    'Correct them.',
    () => fromColumns({ x: { offsets: [0, 3], content: [1, 2] } as Any }),
  ],
  'bad-bitmap': ['A bitmap of missing values that is too short.', 'Give a bit a value.'],
  'lengths-differ': [
    'Columns, arrays or lists that go together differ in length.',
    'Only what belongs together has one length; the message names the first row.',
    () => fromColumns({ x: [1], y: [1, 2] }),
  ],
  'missing-rows': [
    'A dataset that is joined has no row for some of the rows.',
    "Add them, or take missing values: `{ missing: 'none' }`.",
    () => join(events, fromValues([{ n: 2, x: 1 }], { name: 'scores' }), { on: ['n'], fields: ['x'] }).toArray(),
  ],
  'duplicate-keys': [
    'A dataset that is joined has two rows with one key.',
    'Leave one out, or join on more fields.',
    () => {
      const twins = fromValues(
        [
          { n: 1, x: 1 },
          { n: 1, x: 2 },
        ],
        { name: 'scores' },
      );
      return join(events, twins, { on: ['n'], fields: ['x'] }).toArray();
    },
  ],
  'too-many-rows': ['More rows than an index can have are joined.', 'Join a part of the files at a time.'],
  'twin-columns': ['Two columns of one name.', 'Rename one.'],
  'twin-fields': ['Two fields of one name in a record.', 'Rename one.'],
  'not-open': [
    'An `ArrayBuilder` closes what was not begun.',
    'Begin lists and records first.',
    () => new ArrayBuilder().endList(),
  ],
  'not-ended': [
    'An `ArrayBuilder` is finished within a list or record.',
    'End it first.',
    () => {
      const builder = new ArrayBuilder() as Any;
      builder.beginList();
      return builder.snapshot();
    },
  ],
  'no-field': [
    'An `ArrayBuilder` puts a value in a record without naming a field.',
    'Call `field(name)` first.',
    () => {
      const builder = new ArrayBuilder() as Any;
      builder.beginRecord();
      builder.real(1);
    },
  ],
  'no-value': [
    'An `ArrayBuilder` ends a field without a value.',
    'Append one, or `null`.',
    () => {
      const builder = new ArrayBuilder() as Any;
      builder.beginRecord();
      builder.field('x');
      builder.endRecord();
    },
  ],
  'builder-broken': ['An `ArrayBuilder` is used after an error.', 'Begin with a new one.'],
  'not-root': [
    'A file that is no ROOT file, or a damaged one.',
    'Look at the path; `jagged inspect` says what a file is.',
  ],
  'no-such-object': [
    'A ROOT file has no object of that name.',
    'Take the name that is proposed; `jagged inspect FILE` lists them.',
  ],
  'no-such-tree': ['A ROOT file has no tree of that name.', 'Take the name that is proposed.'],
  'no-tree': ['A ROOT file holds no tree.', 'Open a file with a TTree or an RNTuple.'],
  'which-tree': ['A ROOT file holds several trees.', "Say which one: `open('f.root:Events')`."],
  'not-supported': [
    'A part of a file that is not read.',
    '`jagged inspect FILE --unreadable` lists such parts with the reason.',
  ],
};

/** Codes of queries while they run, and of results on their way out. */
const RUNNING: Readonly<Record<string, Entry>> = {
  overflow: [
    'An integer grew beyond 2**53.',
    'Convert to a double first: `Number(x)`.',
    () =>
      fromValues([{ x: 9007199254740991 }])
        .map((e: Any) => e.x + e.x)
        .toArray(),
  ],
  'division-by-zero': [
    'An integer is divided by 0, with `ak.floor_divide`, `ak.mod`.',
    'Leave such rows out, or divide doubles.',
    () => a.floor_divide(events.n, 0).toArray(),
  ],
  'negative-power': [
    'An integer to a negative power.',
    'Take the power of a double.',
    () => a.power(events.n, events.n.neg()).toArray(),
  ],
  'negative-shift': [
    'A shift by a negative number of places.',
    'Shift the other way.',
    () => a.left_shift(events.n, events.n.neg()).toArray(),
  ],
  'negative-count': [
    'A text is repeated a negative number of times.',
    'Take the number from 0.',
    () => events.era.repeat(events.n.neg()).toArray(),
  ],
  'text-too-long': ['A text grew beyond what JavaScript can hold.', 'Repeat or pad less.'],
  'out-of-range': [
    'A place outside an array, or a number that a type cannot hold.',
    'Check the bounds; `at` gives missing instead.',
    () => a.to_list(a.getitem(a.array([[1, 2], [3]]), a.array([7]))),
  ],
  'wrong-length': ['A length that cannot be, or a value for all that is several.', 'Read what is wanted.'],
  'bad-number': [
    'A text that is no number.',
    'Clean the texts first.',
    () => a.strings_astype(a.array(['1', 'x']), 'int64').toArray(),
  ],
  'bad-option': [
    'An option of a run or a writer that cannot be.',
    'Read what is expected.',
    () => fromValues([{ x: 1 }], { chunkSize: 0 }),
  ],
  'not-in-storage': ["`placement: 'storage'` for what storage cannot compute.", 'Take `auto`; `explain` says why.'],
  'cannot-write': ['A file that cannot be written.', 'Check the folder and its rights; nothing half-written stays.'],
  'not-flat': [
    'Lists where a format has only flat columns.',
    'Flatten first, or write Parquet or JSON.',
    () => events.select('Muon').writeCsv('/tmp/jagged-example.csv'),
  ],
  'not-in-parquet': ['Values that Parquet has no type for.', 'Convert or leave them out.'],
  'memory-limit': [
    'One partition alone takes more than `memoryLimit`.',
    'Open with a smaller `chunkSize`, or raise the limit.',
  ],
  'no-workers': [
    'Worker threads cannot be started here, or no Dask worker has come.',
    'Run with `workers: 0`; see what keeps Dask workers from starting.',
  ],
  'worker-stopped': [
    'A worker ended in the middle of its work, or again and again.',
    'Give it more memory, cut files into smaller partitions, or run with `workers: 0`.',
  ],
};

/** Codes of analyses over many files. */
const ANALYSES: Readonly<Record<string, Entry>> = {
  'no-outputs': [
    'A processor gave nothing to compute.',
    'Return outputs by name.',
    () => analysis({ a: 'README.md' }, () => ({}), { form: knownForm }).explain(),
  ],
  'range-not-known': [
    'A histogram of an analysis has an axis without a range; the data are read once.',
    'Give lo and hi.',
    () =>
      analysis({ a: 'README.md' }, (e: Any) => ({ h: (histogram(axis.regular(5)) as Any).fill(e.n) }), {
        form: knownForm,
      }).explain(),
  ],
  'outputs-differ': [
    'Outputs of one name are unlike for two data sets, and cannot be merged.',
    'Give them other names, or the same axes.',
    () =>
      analysis(
        { a: 'README.md', b: 'README.md' },
        (e: Any, { dataset }) => ({ n: dataset === 'a' ? e.count() : e.n }),
        {
          form: knownForm,
        },
      ).explain(),
  ],
  'not-here': [
    'Something is to be computed inside a processor.',
    'Return it as an output.',
    () => analysis({ a: 'README.md' }, (e: Any) => e.n.toArray(), { form: knownForm }).explain(),
  ],
  'bad-work': ['A worker was given work over no rows.', 'Make it anew with the same version of the library.'],
  'not-known': [
    'Files are still to come, so how many there are is not known.',
    'Run it; `estimate` is for lists of files.',
  ],
  'run-failed': [
    'A run over data sets stopped; the cause tells why, the `ledger` of the error what was done.',
    "Repair what failed, or leave it out with `onError: 'skip'`; with a `checkpoint` what was done is not done again.",
  ],
  'too-many-failures': [
    'More files failed than `tolerance` allows, or all of them.',
    'Look at the `ledger` of the error.',
  ],
  'bad-checkpoint': ['A file that is no checkpoint.', 'Name another file.'],
  'other-checkpoint': [
    'A checkpoint of another analysis: what is computed, or how files are cut, has changed.',
    'Delete it, or name another file.',
  ],
  'checkpoint-in-use': ['A checkpoint that another run writes to.', 'Name another file.'],
};

/** Codes of clusters and batch systems. */
const CLUSTERS: Readonly<Record<string, Entry>> = {
  'no-dask': [
    'Python, or its package for Dask, is not there.',
    '`npm run setup:dask` in a clone, `pip install distributed` elsewhere; `JAGGED_PYTHON` names the Python.',
  ],
  'dask-unreachable': ['No Dask scheduler answers at the address.', 'Check the address, and that it can be reached.'],
  'dask-refused': [
    'The Dask scheduler and jagged do not trust each other.',
    'Name certificates that go together: `tls: { ca, cert, key }`.',
  ],
  'dask-stopped': [
    'The process between jagged and Dask has ended, or the scheduler is gone.',
    'Run again: another is started.',
  ],
  'dask-failed': ['Dask failed in a way of its own.', 'Read the message, which is from Dask.'],
  'dask-scratch': [
    'A large result that a worker has written is not here.',
    'Name a `scratch` folder that all workers and this process share.',
  ],
  'no-node': [
    'A Dask worker cannot start Node, or jagged is not there for it.',
    'Install both under the same path there, or name the command: `dask({ node })`.',
  ],
  'not-own-cluster': [
    'A cluster that was started elsewhere cannot be scaled from here.',
    'Scale it where it was started.',
    () => (dask({ address: 'tcp://host:8786' }) as Any).scale(2),
  ],
  'no-jobs': [
    'The workers of the cluster are not jobs of a batch system.',
    'Start them so: `dask({ slurm })`, `dask({ htcondor })`.',
    () => (dask() as Any).jobScript(),
  ],
  'bad-job': ['A file that is no job.', '`analysis(…).writeJob(path)` writes one.'],
  'other-job': ['The job of another analysis.', 'Write it anew.'],
  'no-such-task': ['A task that the job has not got.', 'Count from 0: `7`, `10-19`, or `2/20` for a share.'],
  'file-changed': ['A file is not what it was when the job was written.', 'Write the job anew.'],
  'bad-part': ['A file that is no part of a job.', 'Name files that `jagged run-partition` wrote.'],
  'other-part': ['A part of another job.', 'Do its tasks anew.'],
  'part-missing': ['A task is in none of the parts; it stands in the ledger.', 'Do it: `jagged run-partition`.'],
  'parts-missing': [
    'Some of a job was not done, or failed.',
    "Do those tasks, or leave them out: `gather(…, { onError: 'skip' })`, `--partial`.",
  ],
};

/** All codes, by where they come. The syntax that lambdas cannot have is in `src/capture/refuse.ts`. */
export const ERROR_CODES = {
  'Expressions, when they are built': EXPRESSIONS,
  Histograms: HISTOGRAMS,
  'Selections, weights, variations, luminosity': SELECTIONS,
  'Data in': DATA,
  'Running, and data out': RUNNING,
  'Analyses of data sets': ANALYSES,
  'Clusters and batch systems': CLUSTERS,
} as const;
