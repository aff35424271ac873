/** `node --import portable.mjs …`: as on a machine that has none of the optional packages, which are native codecs. */
import { readFileSync } from 'node:fs';
import { register } from 'node:module';

const { optionalDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const hook = `
const absent = new Set(${JSON.stringify(Object.keys(optionalDependencies))});
export function resolve(specifier, context, next) {
  if (absent.has(specifier)) throw new Error(specifier + ' is not to be used');
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
