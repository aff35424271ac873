/** What the captured lambdas of the tests see from outside. */
export const CUT = 10;
export const twice = (x: number): number => x * 2;
export const deltaPhi: (a: number, b: number) => number = Object.assign((a: number, b: number) => a - b, {
  [Symbol.for('jagged.global')]: 'deltaPhi',
});
export function near(a: { phi: number }, b: { phi: number }): boolean {
  return deltaPhi(a.phi, b.phi) < CUT;
}
export function ptOf({ pt }: { pt: number }): number {
  return pt;
}
export const broken = (x: { nothing?: number }): unknown => x.nothing;
export const apart = { eta: 2.4, phi: 3 };
