import { describe, expect, test } from 'vitest';
import { showType } from '../../../../compiler/tree/type.ts';
import { type StreamerElement, Streamers } from '../../../../src/sources/root/objects/streamers.ts';
import { parseTypeName, showTypeName, withoutPointer } from '../../../../src/sources/root/objects/type-name.ts';
import { ClassShapes } from '../../../../src/sources/root/tree/class-shapes.ts';
import { packingOf } from '../../../../src/sources/root/tree/packing.ts';
import { leastBytes, typeOfShape } from '../../../../src/sources/root/tree/shape.ts';
import { Unreadable } from '../../../../src/sources/root/tree/unreadable.ts';

test.each([
  ['float', 'float'],
  ['std::vector<float>', 'vector<float>'],
  ['vector<vector<int> >', 'vector<vector<int> >'],
  ['map<string,vector<pair<int,float>>>', 'map<string,vector<pair<int,float> > >'],
  ['unsigned  long long', 'unsigned long long'],
  ['const Track *', 'Track*'],
  ['ElementLink<DataVector<xAOD::Jet_v1> >', 'ElementLink<DataVector<xAOD::Jet_v1> >'],
  ['std::__1::vector<std::string>', 'vector<string>'],
  ['vector<float', undefined],
  ['vector<float>>', undefined],
  ['', undefined],
  [`${'vector<'.repeat(100)}int${'>'.repeat(100)}`, undefined],
])('the type name %s', (text, shown) => {
  const type = parseTypeName(text);
  expect(type === undefined ? undefined : showTypeName(type)).toBe(shown);
});

test('pointers', () => {
  expect(['Track*', 'Track **', 'Track'].map(withoutPointer)).toEqual(['Track', 'Track', 'Track']);
  expect(withoutPointer(`${' '.repeat(1e6)}x`)).toHaveLength(1e6 + 1);
});

describe('the packing of Double32_t and Float16_t', () => {
  test.each([
    ['', 'float64', { is: 'float' }],
    ['', 'float32', { is: 'short', bits: 12 }],
    ['[0,10,16]', 'float64', { is: 'range', least: 0, factor: 6553.6 }],
    ['[n] [-pi, 2pi]', 'float64', { is: 'range', least: -Math.PI, factor: 0xffffffff / (3 * Math.PI) }],
    ['[0,0,8] the energy', 'float64', { is: 'short', bits: 8 }],
    ['[0,0,20]', 'float64', { is: 'float' }],
    ['[3]', 'float32', { is: 'short', bits: 12 }],
    ['[pi/4,pi/2,99]', 'float32', { is: 'range', least: Math.PI / 4, factor: 0xffffffff / (Math.PI / 4) }],
  ] as const)('%s of a %s', (comment, dtype, packing) => {
    expect(packingOf(comment, dtype)).toEqual(packing);
  });

  test('of a hostile comment is found fast', () => {
    expect(packingOf('['.repeat(1e6), 'float64')).toEqual({ is: 'float' });
  });
});

const element = (name: string, typeName: string, type: number, kind = 'TStreamerObjectAny'): StreamerElement => ({
  element: kind,
  name,
  title: '',
  type,
  typeName,
  dims: [],
  countName: '',
  baseVersion: 1,
});
const info = (name: string, ...elements: readonly StreamerElement[]) => ({ name, version: 1, checksum: 7, elements });
const number = (name: string): StreamerElement => element(name, 'int', 3, 'TStreamerBasicType');

describe('the shapes of classes', () => {
  test('bases are part of a class; a name that is taken gets that of its base', () => {
    const base = (name: string): StreamerElement => element(name, 'BASE', 0, 'TStreamerBase');
    const streamers = new Streamers([
      info('Base', number('x'), number('y')),
      info('Both', number('x'), base('Base'), element('__proto__', 'double', 8, 'TStreamerBasicType')),
    ]);
    const shape = new ClassShapes(streamers).ofBranch('vector<Both>');
    expect(showType(typeOfShape(shape))).toBe('var * {x: int32, "Base::x": int32, y: int32, __proto__: float64}');
    expect(leastBytes(shape)).toBe(10);
  });

  test('that contain themselves are refused', () => {
    const streamers = new Streamers([
      info('Node', number('x'), element('children', 'vector<Node>', 500, 'TStreamerSTL')),
    ]);
    expect(() => new ClassShapes(streamers).ofBranch('Node')).toThrow(Unreadable);
  });

  test('with ever more members inside of one another are refused in bounded time', () => {
    const classes = Array.from({ length: 12 }, (_, i) =>
      info(`C${i}`, ...Array.from({ length: 30 }, (__, k) => element(`m${k}`, `C${i + 1}`, 62))),
    );
    const shapes = new ClassShapes(new Streamers([...classes, info('C12', number('x'))]));
    expect(() => shapes.ofBranch('C0')).toThrow(Unreadable);
    expect(() => shapes.ofBranch('vector<C3>')).toThrow(Unreadable);
  });

  test.each([
    ['vector<Track*>', /pointers \(Track\*\)/],
    ['vector<Unknown>', /does not describe its class Unknown/],
    ['vector<float', /is not understood/],
  ])('%s cannot be read, with the reason', (type, reason) => {
    expect(() => new ClassShapes(new Streamers([])).ofBranch(type)).toThrow(reason);
  });
});
