import { createRequire } from 'node:module';
import type * as Inspector from 'node:inspector';
import { ExpressionError } from '../../compiler/tree/problem.ts';

const HANDOVER = '__jagged_handover__';
const GROUP = 'jagged';
const shared = globalThis as unknown as Record<string, unknown>;
let session: Inspector.Session | undefined;

function connect(): Inspector.Session {
  // The module is loaded late: a Node without an inspector, or one that forbids it, can still use params.
  const inspector = createRequire(import.meta.url)('node:inspector') as typeof Inspector;
  const opened = new inspector.Session();
  opened.connect();
  return opened;
}

/** Connected to the own thread, the inspector answers before `post` returns. */
function ask<T>(method: string, params: object): T {
  session ??= connect();
  let answer: { failed: Error | null; result: unknown } | undefined;
  session.post(method, params, (failed: Error | null, result?: object) => {
    answer = { failed, result };
  });
  if (answer === undefined) throw new Error('the inspector did not answer');
  if (answer.failed) throw new Error(answer.failed.message);
  return answer.result as T;
}

type Properties = Inspector.Runtime.GetPropertiesReturnType;
const propertiesOf = (objectId: string): Properties =>
  ask<Properties>('Runtime.getProperties', { objectId, ownProperties: true });

/**
 * The values that the function's free variables have now, by name; names it does not see are left out.
 * Throws ExpressionError `closure-unavailable` where Node does not let us look.
 */
export function readClosure(fn: Function, names: Iterable<string>): Map<string, unknown> {
  const wanted = new Set(names);
  if (wanted.size === 0) return new Map();
  try {
    return search(fn, wanted);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ExpressionError(
      'closure-unavailable',
      `cannot read the outside variable ${[...wanted].map((n) => `'${n}'`).join(', ')}: ${why}`,
      {
        hint: passIt([...wanted][0] as string),
        cause,
      },
    );
  } finally {
    delete shared[HANDOVER];
  }
}

/** The hint that shows how a value is passed instead of captured. */
export function passIt(name: string): string {
  return `pass it: filter((m, e, { ${name} }) => m.pt > ${name}, { ${name} })`;
}

function search(fn: Function, wanted: Set<string>): Map<string, unknown> {
  const found = new Map<string, unknown>();
  shared[HANDOVER] = fn;
  const held = ask<Inspector.Runtime.EvaluateReturnType>('Runtime.evaluate', {
    expression: `globalThis.${HANDOVER}`,
    objectGroup: GROUP,
  });
  try {
    const list = propertiesOf(held.result.objectId as string).internalProperties?.find((p) => p.name === '[[Scopes]]')
      ?.value?.objectId;
    if (list === undefined) throw new Error('the function shows no scopes');
    for (const scope of propertiesOf(list).result) {
      const id = scope.value?.objectId;
      if (id === undefined || scope.value?.description === 'Global' || found.size === wanted.size) break;
      for (const variable of propertiesOf(id).result) {
        // Inner scopes come first, and hide what is further out.
        if (!wanted.has(variable.name) || found.has(variable.name) || variable.value === undefined) continue;
        found.set(variable.name, valueOf(variable.value));
      }
    }
  } finally {
    ask('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
  return found;
}

function valueOf(remote: Inspector.Runtime.RemoteObject): unknown {
  if (remote.objectId !== undefined) {
    ask('Runtime.callFunctionOn', {
      objectId: remote.objectId,
      functionDeclaration: `function () { globalThis.${HANDOVER} = this; }`,
    });
    return shared[HANDOVER];
  }
  const text = remote.unserializableValue;
  if (text === undefined) return remote.value as unknown;
  return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
}
