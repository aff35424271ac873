export { axis } from '../compiler/axis.ts';
