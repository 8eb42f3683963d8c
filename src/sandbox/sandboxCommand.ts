import * as vscode from 'vscode';
import { type CommandArguments, contextKeys } from '../contributions.ts';
import { UserError } from '../core/errors.ts';
import { withSlowProgress } from '../editor/progress.ts';
import { executeCommand } from '../editor/registerCommand.ts';
import { setting } from '../editor/settings.ts';
import { offerRunningServers } from './detectCommand.ts';
import type { SandboxDeps } from './sandboxDeps.ts';
import { type Sandbox, startSandbox } from './sandboxService.ts';
import { seedShop } from './seed.ts';
import { seedTargetOf } from './seedClients.ts';

/** Starts, stops and seeds this window's sandbox; there is at most one. */
export class SandboxControl {
  readonly #deps: SandboxDeps;
  #running: Sandbox | undefined;
  #starting: Promise<unknown> | undefined;

  constructor(deps: SandboxDeps) {
    this.#deps = deps;
  }

  /** Starts the servers unless they run, adds the connection, and seeds the shop when asked to or when agreed to. */
  async start(
    args: Partial<CommandArguments['messagingWorkbench.sandbox.start']>,
  ): Promise<{ endpoint: string } | undefined> {
    const outside = this.#outside();
    if (outside) {
      if (args.seed === true) await this.seed();
      return { endpoint: outside };
    }
    const asked = Object.keys(args).length === 0;
    if (asked && !this.#running && !this.#starting && (await offerRunningServers(this.#deps))) return undefined;
    this.#starting ??= withSlowProgress('Starting the local sandbox', signal => this.#launch(args.keepData, signal));
    try {
      await this.#starting;
    } finally {
      this.#starting = undefined;
    }
    await vscode.commands.executeCommand('messagingWorkbench.explorer.focus');
    const endpoint = this.#running?.endpoint;
    if (args.seed === true) await this.seed();
    else if (args.seed === undefined) void this.#offerSeed();
    return endpoint === undefined ? undefined : { endpoint };
  }

  async stop(): Promise<void> {
    const outside = this.#outside();
    if (outside)
      throw new UserError(`This sandbox was not started by this window; end it where it was started: ${outside}`);
    const running = this.#running;
    this.#ended();
    await running?.stop();
  }

  /** Fills the sandbox with the sample shop; running it again changes nothing that is there. */
  async seed(): Promise<void> {
    const connection = this.#deps.connections.list().find(candidate => candidate.credentials === 'sandbox');
    if (!connection) {
      throw new UserError('No local sandbox runs; start it first', {
        waysOut: [{ title: 'Start Local Sandbox', command: 'messagingWorkbench.sandbox.start' }],
      });
    }
    const scope = { connectionId: connection.id, region: connection.regions[0] ?? 'us-east-1' };
    await withSlowProgress('Seeding the sample shop', (signal, report) =>
      seedShop(seedTargetOf(this.#deps, scope), signal, report),
    );
    await executeCommand('messagingWorkbench.explorer.refresh', { scope });
  }

  dispose(): void {
    void this.#running?.stop();
  }

  /** The address of a sandbox that stood before this window did, as with `npm start`. */
  #outside(): string | undefined {
    if (this.#running || this.#starting) return undefined;
    return this.#deps.connections.list().find(candidate => candidate.credentials === 'sandbox')?.endpoint;
  }

  async #launch(keepData: boolean | undefined, signal: AbortSignal): Promise<void> {
    if (this.#running) return;
    const keep = keepData ?? setting('sandbox.keepData');
    const sandbox = await startSandbox({
      serverPath: this.#deps.serverPath,
      ...(keep && { persistDir: this.#deps.dataDirectory }),
      signal,
      onExit: ({ wanted, stderr }) => {
        if (wanted) return;
        this.#ended();
        this.#deps.host.logger.error(`The local sandbox ended by itself. ${stderr}`);
        void vscode.window
          .showErrorMessage('The local sandbox ended by itself', 'Start Again', 'Show Log')
          .then(picked => {
            if (picked === 'Start Again') return executeCommand('messagingWorkbench.sandbox.start', {});
            return picked && executeCommand('messagingWorkbench.log.show', {});
          });
      },
    });
    this.#running = sandbox;
    this.#deps.running({ endpoint: sandbox.endpoint, ...sandbox.credentials });
    await vscode.commands.executeCommand('setContext', contextKeys.sandboxRunning, true);
  }

  #ended(): void {
    this.#running = undefined;
    this.#deps.running(undefined);
    void vscode.commands.executeCommand('setContext', contextKeys.sandboxRunning, false);
  }

  async #offerSeed(): Promise<void> {
    const picked = await vscode.window.showInformationMessage(
      'The local sandbox runs. Fill it with a small shop: topics, queues with dead-letter queues, a stream, and messages?',
      'Seed the Shop',
      'Leave It Empty',
    );
    if (picked === 'Seed the Shop') await executeCommand('messagingWorkbench.sandbox.seed', {});
  }
}
