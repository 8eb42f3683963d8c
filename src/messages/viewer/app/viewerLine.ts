import type { RpcClient } from '../../../core/rpc.ts';
import type { ViewerEvents, ViewerMethods } from '../viewerProtocol.ts';

/** A page's line to its host, as far as the viewer uses it; a page with methods of its own passes its whole line. */
export type ViewerLine = Pick<RpcClient<ViewerMethods, ViewerEvents>, 'call' | 'on'>;

/** How a state of a message looks: a codicon, and the words for it. */
export interface StateLook {
  readonly icon: string;
  readonly words: string;
}

export type StateLooks = Readonly<Record<string, StateLook>>;
