import { ask, pick } from '../editor/prompts.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import { askEndpoint, askRegions } from './addConnectionCommand.ts';
import type { Connection } from './connection.ts';
import type { ConnectionDeps } from './connectionDeps.ts';
import { confirmGuardOff } from './guardCommand.ts';
import { pickConnection } from './pickConnectionCommand.ts';

type Change = Parameters<ConnectionDeps['connections']['update']>[1];

/** Makes the given changes to a connection, or asks what to change; a guard that goes off is always asked about. */
export function editConnectionCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.edit'> {
  return async ({ connectionId, ...given }) => {
    const connection = await pickConnection(deps.connections, 'Edit connection', connectionId);
    const change = changeOf(given) ?? (await askChange(deps, connection));
    for (const guard of ['readOnly', 'production'] as const) {
      if (guard in change && change[guard] !== true) await confirmGuardOff(connection, guard);
    }
    await deps.aws.forget(connection.id);
    await deps.connections.update(connection.id, change);
  };
}

/** What a caller wants changed; undefined when it named nothing. An empty endpoint takes the custom one away. */
function changeOf(given: Partial<Connection>): Change | undefined {
  const { name, profile, regions, endpoint, readOnly, production } = given;
  const change: Change = {
    ...(name !== undefined && { name }),
    ...(profile !== undefined && { credentials: 'profile', profile }),
    ...(regions !== undefined && { regions }),
    ...(endpoint !== undefined && { endpoint: endpoint === '' ? undefined : endpoint }),
    ...(readOnly !== undefined && { readOnly }),
    ...(production !== undefined && { production }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

async function askChange(deps: ConnectionDeps, connection: Connection): Promise<Change> {
  const what = await pick(
    [
      { label: 'Name', description: connection.name, value: 'name' },
      { label: 'Regions', description: connection.regions.join(', '), value: 'regions' },
      { label: 'Endpoint', description: connection.endpoint ?? 'as in the AWS configuration', value: 'endpoint' },
      { label: 'Profile', description: connection.profile ?? connection.credentials, value: 'profile' },
      { label: 'Read-only', description: connection.readOnly ? 'on' : 'off', value: 'readOnly' },
      { label: 'Production guard', description: connection.production ? 'on' : 'off', value: 'production' },
    ] as const,
    { title: `Edit connection ${connection.name}`, placeHolder: 'What to change' },
  );
  switch (what) {
    case 'name':
      return { name: await ask({ title: 'Name', value: connection.name }) };
    case 'regions':
      return { regions: await askRegions(deps, ...connection.regions) };
    case 'endpoint': {
      const override = await pick(
        [
          { label: 'As in the AWS configuration', value: false },
          { label: 'A custom address…', value: true },
        ],
        { title: 'Endpoint' },
      );
      return { endpoint: override ? await askEndpoint(connection.endpoint) : undefined };
    }
    case 'profile': {
      const profiles = await deps.aws.profiles();
      const profile = await pick(
        profiles.map(({ name, region }) => ({ label: name, description: region ?? '', value: name })),
        { title: 'Profile' },
      );
      return { credentials: 'profile', profile };
    }
    case 'readOnly':
      return { readOnly: connection.readOnly !== true };
    case 'production':
      return { production: connection.production !== true };
  }
}
