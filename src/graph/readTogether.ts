import type { ReadDocument } from './document.ts';
import { MessagingGraph } from './graph.ts';

/** Some documents read together, and the graph they make. */
export interface ReadTogether {
  readonly documents: ReadonlyMap<string, ReadDocument>;
  readonly texts: ReadonlyMap<string, string>;
  readonly graph: MessagingGraph;
}

export function graphOf(documents: readonly ReadDocument[]): MessagingGraph {
  return new MessagingGraph(
    documents.flatMap(each => each.resources),
    documents.map(each => each.document),
  );
}
