import { type Channel, type Events, type Methods, RpcClient } from '../core/rpc.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** This page's line to its host; VS Code hands the API out once. */
export function connectToHost<M extends Methods, E extends Events>(): RpcClient<M, E> & {
  /** What the page kept through a reload of the window. */
  readonly state: { read(): unknown; write(value: unknown): void };
} {
  const api = acquireVsCodeApi();
  const channel: Channel = {
    post: message => api.postMessage(message),
    listen: listener => {
      const receive = (event: MessageEvent<unknown>): void => listener(event.data);
      window.addEventListener('message', receive);
      return { dispose: () => window.removeEventListener('message', receive) };
    },
  };
  return Object.assign(new RpcClient<M, E>(channel), {
    state: { read: () => api.getState(), write: (value: unknown) => api.setState(value) },
  });
}
