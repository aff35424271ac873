import type { BehaviorDefinition } from './behavior.ts';

interface Track {
  readonly qOverP: number;
  readonly theta: number;
}

/** Tracks of ATLAS, which are stored by charge over momentum (1/MeV) and direction, have a momentum (MeV) and a charge. */
export const tracks: BehaviorDefinition = {
  needs: ['qOverP', 'theta', 'phi'],
  properties: {
    p: (track: Track) => 1 / Math.abs(track.qOverP),
    pt: (track: Track) => Math.sin(track.theta) / Math.abs(track.qOverP),
    eta: (track: Track) => -Math.log(Math.tan(track.theta / 2)),
    charge: (track: Track) => Math.sign(track.qOverP),
  },
};
