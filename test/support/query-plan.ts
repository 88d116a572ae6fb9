/** A node of a plan as `explain (format json)` writes it; what was measured is there with `analyze, buffers` only. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly 'Actual Rows'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The node and all below it. */
export function nodesOf<Node extends { readonly Plans?: readonly Node[] }>(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap((child) => nodesOf(child))];
}
