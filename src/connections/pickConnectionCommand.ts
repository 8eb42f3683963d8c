import { UserError } from '../core/errors.ts';
import type { Scope } from '../core/scope.ts';
import { pick } from '../editor/prompts.ts';
import type { Connection } from './connection.ts';
import type { ConnectionService } from './connectionService.ts';

const noConnection = new UserError('There is no connection yet; start the local sandbox or add a connection', {
  waysOut: [
    { title: 'Start Local Sandbox', command: 'messagingWorkbench.sandbox.start' },
    { title: 'Add Connection', command: 'messagingWorkbench.connection.add' },
  ],
});

/** The connection that `id` names, else the only one, else the person's choice. */
export async function pickConnection(connections: ConnectionService, title: string, id?: string): Promise<Connection> {
  if (id !== undefined) return connections.require(id);
  const all = connections.list();
  const [only] = all;
  if (!only) throw noConnection;
  if (all.length === 1) return only;
  return pick(
    all.map(connection => ({
      label: connection.name,
      description: [connection.profile, connection.regions.join(', '), connection.endpoint].filter(Boolean).join(' · '),
      value: connection,
    })),
    { title, placeHolder: 'Connection' },
  );
}

/** A scope from what the caller gave, asking only for what is missing and not obvious. */
export async function pickScope(
  connections: ConnectionService,
  title: string,
  given: Partial<Scope> = {},
): Promise<Scope> {
  const connection = await pickConnection(connections, title, given.connectionId);
  if (given.region !== undefined) return { connectionId: connection.id, region: given.region };
  const [only] = connection.regions;
  if (only !== undefined && connection.regions.length === 1) return { connectionId: connection.id, region: only };
  const region = await pick(
    connection.regions.map(id => ({ label: id, value: id })),
    { title, placeHolder: `Region of ${connection.name}` },
  );
  return { connectionId: connection.id, region };
}
