import { elasticMq } from './elasticMq.ts';
import { fauxqs } from './fauxqs.ts';
import { kinesisLocal } from './kinesisLocal.ts';
import { localAwsSqs } from './localAwsSqs.ts';
import { moto } from './moto.ts';
import { sandbox } from './sandbox.ts';
import type { LocalService, ServerKind } from './server.ts';

const kinds: readonly ServerKind[] = [sandbox, fauxqs, localAwsSqs, kinesisLocal, moto, elasticMq];

/**
 * The servers that can take part on this machine, those that offer `service` when one is named. Prints which do and,
 * for each that does not, what is missing, so that a shorter run is never a silent one.
 */
export async function findServers(service?: LocalService): Promise<readonly ServerKind[]> {
  const wanted = kinds.filter(kind => service === undefined || kind.services.includes(service));
  const found: ServerKind[] = [];
  for (const kind of wanted) {
    const missing = await kind.missing();
    if (missing === undefined) found.push(kind);
    else process.stdout.write(`Contract tests leave out ${kind.name}: ${missing}\n`);
  }
  process.stdout.write(
    `Contract tests${service === undefined ? '' : ` (${service})`} run against ${found.map(kind => kind.name).join(', ')}\n`,
  );
  return found;
}
