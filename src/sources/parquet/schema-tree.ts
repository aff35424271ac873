import { damaged, type Footer } from './footer.ts';
import type { SchemaElement } from './metadata.ts';

/** An element of the stored schema with its children; a leaf has its position among the column chunks. */
export interface SchemaNode {
  readonly element: SchemaElement;
  readonly leaf: number | undefined;
  readonly children: readonly SchemaNode[];
}

const DEEPEST = 100;

const known = new WeakMap<Footer, readonly SchemaNode[]>();

/** The top-level columns of a file as trees. */
export function schemaTrees(footer: Footer): readonly SchemaNode[] {
  const trees = known.get(footer) ?? readTrees(footer);
  known.set(footer, trees);
  return trees;
}

function readTrees(footer: Footer): readonly SchemaNode[] {
  const { elements, file } = footer;
  let at = 1;
  let leaf = 0;
  const next = (depth: number): SchemaNode => {
    const element = elements[at++];
    if (element === undefined) throw damaged(file, 'its schema ends too early');
    if (depth > DEEPEST) throw damaged(file, `its schema is nested deeper than ${DEEPEST}`);
    if (element.physical !== undefined) {
      if (element.children > 0) throw damaged(file, `column '${element.name}' has both a type and children`);
      return { element, leaf: leaf++, children: [] };
    }
    return { element, leaf: undefined, children: readChildren(element, depth + 1) };
  };
  const readChildren = (parent: SchemaElement, depth: number): SchemaNode[] => {
    if (parent.children > elements.length - at)
      throw damaged(file, `'${parent.name}' has more children than the schema has elements`);
    return Array.from({ length: parent.children }, () => next(depth));
  };
  const trees = readChildren(elements[0] as SchemaElement, 1);
  if (at !== elements.length) throw damaged(file, `its schema has ${elements.length} elements, its tree ${at}`);
  return trees;
}

/** The positions of all leaves below a node. */
export function leavesOf(node: SchemaNode): number[] {
  return node.leaf === undefined ? node.children.flatMap(leavesOf) : [node.leaf];
}
