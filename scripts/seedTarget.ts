import { createAws } from '../src/aws/aws.ts';
import type { Connection } from '../src/connections/connection.ts';
import { silentLogger } from '../src/core/logger.ts';
import { seedTargetOf } from '../src/sandbox/seedClients.ts';
import type { SeedTarget } from '../src/sandbox/seedTarget.ts';

/** Where a running local server is and how it lets one in. */
export interface SeedPlace {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The seed's target outside of the editor: the product's own clients on a connection made for it. */
export function seedTarget({ endpoint, region, credentials }: SeedPlace): SeedTarget {
  const connection: Connection = { id: 'seed', name: 'seed', credentials: 'sandbox', regions: [region], endpoint };
  const aws = createAws({
    connection: () => connection,
    peekAllowed: () => true,
    sandbox: () => ({ endpoint, ...credentials }),
    mfaCode: () => Promise.reject(new Error('No code is asked for here')),
    activityLog: { record: () => undefined },
    logger: silentLogger,
    requestTimeoutMs: () => 30_000,
    env: {},
  });
  return seedTargetOf(aws, { connectionId: connection.id, region });
}
