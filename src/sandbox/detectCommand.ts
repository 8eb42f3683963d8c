import * as vscode from 'vscode';
import { withSlowProgress } from '../editor/progress.ts';
import { pick } from '../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../editor/registerCommand.ts';
import { detectServers, type FoundServer } from './detect.ts';
import type { SandboxDeps } from './sandboxDeps.ts';

/** Nobody waits longer for servers that may not be there; a single probe has a shorter limit of its own. */
const probeLimitMs = 1_500;

/** Looks for servers on the ports they are known to use and offers a connection to one. */
export function detectCommand(deps: SandboxDeps): CommandHandler<'messagingWorkbench.sandbox.detect'> {
  return async () => {
    const found = await withSlowProgress('Looking for local servers', signal => detectServers(signal));
    const known = new Set(deps.connections.list().map(connection => connection.endpoint));
    const fresh = found.filter(server => !known.has(server.endpoint));
    if (fresh.length === 0) {
      const text =
        found.length > 0
          ? 'Every local server found has a connection already'
          : 'No server was found on the ports that LocalStack, moto, ElasticMQ and others use';
      void vscode.window.showInformationMessage(text, 'Start Local Sandbox').then(picked => {
        return picked && executeCommand('messagingWorkbench.sandbox.start', {});
      });
      return { found: found.map(({ kind, endpoint }) => ({ kind, endpoint })) };
    }
    const server = await pick(
      fresh.map(candidate => ({
        label: candidate.name,
        description: candidate.endpoint,
        detail: candidate.services.join(', '),
        value: candidate,
      })),
      { title: 'Local servers found', placeHolder: 'Add a connection to one of them' },
    );
    await connectTo(server, deps);
    return { found: found.map(({ kind, endpoint }) => ({ kind, endpoint })) };
  };
}

/** Adds a connection to a server that runs already. */
async function connectTo(server: FoundServer, deps: SandboxDeps): Promise<void> {
  await executeCommand('messagingWorkbench.connection.add', {
    name: freeName(server.name, deps),
    credentials: 'local',
    endpoint: server.endpoint,
    regions: ['us-east-1'],
  });
}

/**
 * Offers the servers that run already before another one is started. True when one of them was taken; throws
 * CancelledError when the person leaves.
 */
export async function offerRunningServers(deps: SandboxDeps): Promise<boolean> {
  const known = new Set(deps.connections.list().map(connection => connection.endpoint));
  const found = (await detectServers(AbortSignal.timeout(probeLimitMs))).filter(server => !known.has(server.endpoint));
  if (found.length === 0) return false;
  const choice = await pick<FoundServer | undefined>(
    [
      ...found.map(server => ({
        label: `Use ${server.name}`,
        description: server.endpoint,
        detail: server.services.join(', '),
        value: server,
      })),
      { label: 'Start the local sandbox', description: 'beside it, on a port of its own', value: undefined },
    ],
    { title: 'A local server runs already', placeHolder: 'Use it, or start the sandbox' },
  );
  if (choice) await connectTo(choice, deps);
  return choice !== undefined;
}

function freeName(name: string, deps: SandboxDeps): string {
  const taken = new Set(deps.connections.list().map(connection => connection.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  return free;
}
