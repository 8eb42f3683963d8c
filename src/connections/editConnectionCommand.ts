import { ask, pick } from '../editor/prompts.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import { askEndpoint, askRegions } from './addConnectionCommand.ts';
import type { ConnectionDeps } from './connectionDeps.ts';
import { pickConnection } from './pickConnectionCommand.ts';

/** Changes one thing about a connection at a time. */
export function editConnectionCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.edit'> {
  return async ({ connectionId }) => {
    const connection = await pickConnection(deps.connections, 'Edit connection', connectionId);
    const { id } = connection;
    const update = async (change: Parameters<typeof deps.connections.update>[1]): Promise<void> => {
      await deps.connections.update(id, change);
      await deps.aws.forget(id);
    };
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
        return update({ name: await ask({ title: 'Name', value: connection.name }) });
      case 'regions':
        return update({ regions: await askRegions(deps, ...connection.regions) });
      case 'endpoint': {
        const override = await pick(
          [
            { label: 'As in the AWS configuration', value: false },
            { label: 'A custom address…', value: true },
          ],
          { title: 'Endpoint' },
        );
        return update({ endpoint: override ? await askEndpoint(connection.endpoint) : undefined });
      }
      case 'profile': {
        const profiles = await deps.aws.profiles();
        const profile = await pick(
          profiles.map(({ name, region }) => ({ label: name, description: region ?? '', value: name })),
          { title: 'Profile' },
        );
        return update({ credentials: 'profile', profile });
      }
      case 'readOnly':
        return update({ readOnly: !connection.readOnly });
      case 'production':
        return update({ production: !connection.production });
    }
  };
}
