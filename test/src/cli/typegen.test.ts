import { describe, expect, it } from 'vitest';
import { asDataset } from '../../../src/api/dataset.ts';
import type { Core } from '../../../src/api/core.ts';
import { typescriptOf } from '../../../src/cli/typegen.ts';
import { fromColumns } from '../../../src/index.ts';

type Columns = Parameters<typeof fromColumns>[0];
const generated = (columns: Columns, schema: 'nanoaod' | 'physlite'): string =>
  typescriptOf((asDataset(fromColumns(columns, { schema })) as Core).source.info, 'events.root');

/** The interface of a name, as it is written. */
const written = (text: string, name: string): string | undefined =>
  new RegExp(String.raw`^export interface ${name} .*?^\}`, 'ms').exec(text)?.[0];

describe('what typegen writes', () => {
  it('has the flags of particles and the grades of jets', () => {
    const text = generated(
      {
        nGenPart: [1],
        GenPart_pdgId: [[13]],
        GenPart_statusFlags: [[1]],
        nJet: [1],
        Jet_jetId: [[6]],
        Jet_isTight: [[1]],
      },
      'nanoaod',
    );
    expect(text).toContain("import type { List, StatusFlag } from 'jagged';");
    expect(written(text, 'GenPart')).toContain('\n  hasFlags(...flags: readonly StatusFlag[]): boolean;\n');
    const jet = written(text, 'Jet');
    expect(jet).toContain('\n  readonly isLoose: boolean;\n');
    expect(jet).toContain('\n  readonly isTight: number;\n'); // what is stored goes before what is computed
    expect(jet).not.toContain('isTight: boolean');
  });

  it('has the momenta of tracks, and calls links by one name', () => {
    const link = { offsets: Int32Array.of(0, 1), content: { length: 1, fields: linkTo(3, 0) } };
    const text = generated(
      {
        'GSFTrackParticlesAuxDyn.phi': [[1]],
        'GSFTrackParticlesAuxDyn.theta': [[1]],
        'GSFTrackParticlesAuxDyn.qOverP': [[0.1]],
        'GSFTrackParticlesAuxDyn.originalTrackParticle': link,
        'InDetTrackParticlesAuxDyn.truthParticleLink': link,
      },
      'physlite',
    );
    const track = written(text, 'GSFTrackParticles');
    for (const name of ['p', 'pt', 'eta', 'charge']) expect(track).toContain(`\n  readonly ${name}: number;\n`);
    expect(track).toContain('readonly originalTrackParticleLink: ElementLink;');
    expect(written(text, 'InDetTrackParticles')).toContain('readonly truthParticleLink: ElementLink;');
    expect(text.match(/interface ElementLink/g)).toHaveLength(1);
  });

  it('leaves vectors to their types', () => {
    const text = generated({ nJet: [1], Jet_pt: [[1]], Jet_eta: [[1]], Jet_phi: [[1]], Jet_mass: [[1]] }, 'nanoaod');
    expect(text).toContain('export interface Jet extends LorentzVector {}');
  });
});

function linkTo(key: number, place: number): { m_persKey: Uint32Array; m_persIndex: Uint32Array } {
  return { m_persKey: Uint32Array.of(key), m_persIndex: Uint32Array.of(place) };
}
