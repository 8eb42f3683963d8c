import { get } from 'node:http';

/** What a GET request brought back. */
export interface ProbeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** At most 64 KB. */
  readonly text: string;
}

/** Asks once; follows no redirect and never throws: anything but an answer in time is undefined. */
export type Probe = (url: string) => Promise<ProbeAnswer | undefined>;

/** How long one question may take, connection included. */
const probeLimitMs = 500;
const textLimit = 65_536;

export function probeOf(signal: AbortSignal): Probe {
  return url =>
    new Promise(resolve => {
      const request = get(url, { signal, agent: false }, response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
          if (text.length <= textLimit) return;
          resolve(undefined);
          request.destroy();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
        response.on('error', () => resolve(undefined));
      });
      const timer = setTimeout(() => request.destroy(), probeLimitMs);
      request.on('close', () => clearTimeout(timer));
      request.on('error', () => resolve(undefined));
    });
}
