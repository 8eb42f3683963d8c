import * as vscode from 'vscode';
import { withProgress } from '../editor/progress.ts';
import { pick } from '../editor/prompts.ts';
import { type CommandHandler, executeCommand } from '../editor/registerCommand.ts';
import { detectServers } from './detect.ts';
import type { SandboxDeps } from './sandboxDeps.ts';

/** Looks for servers on the ports they are known to use and offers a connection to one. */
export function detectCommand(deps: SandboxDeps): CommandHandler<'messagingWorkbench.sandbox.detect'> {
  return async () => {
    const found = await withProgress('Looking for local servers', signal => detectServers(signal));
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
    await executeCommand('messagingWorkbench.connection.add', {
      name: freeName(server.name, deps),
      credentials: 'local',
      endpoint: server.endpoint,
      regions: ['us-east-1'],
    });
    return { found: found.map(({ kind, endpoint }) => ({ kind, endpoint })) };
  };
}

function freeName(name: string, deps: SandboxDeps): string {
  const taken = new Set(deps.connections.list().map(connection => connection.name));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name} ${number}`;
  return free;
}
