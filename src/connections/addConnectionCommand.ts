import * as vscode from 'vscode';
import { ask, pick, pickMany } from '../editor/prompts.ts';
import type { CommandHandler } from '../editor/registerCommand.ts';
import type { Connection } from './connection.ts';
import type { ConnectionDeps, ProfileChoice } from './connectionDeps.ts';
import { isHttpUrl } from './connectionService.ts';

type Way = Pick<Connection, 'credentials' | 'profile' | 'endpoint'> & { suggestedName: string; region?: string };

/** Adds a connection from the shared configuration, the default credential chain or a server's address. */
export function addConnectionCommand(deps: ConnectionDeps): CommandHandler<'messagingWorkbench.connection.add'> {
  return async given => {
    const way = await pickWay(deps, given);
    const regions = given.regions ?? (await askRegions(deps, way.region));
    const name =
      given.name ??
      (given.regions
        ? way.suggestedName
        : await ask({ title: 'Add connection', prompt: 'A name for the tree', value: way.suggestedName }));
    const added = await deps.connections.add({
      name,
      credentials: way.credentials,
      ...(way.profile !== undefined && { profile: way.profile }),
      ...(way.endpoint !== undefined && { endpoint: way.endpoint }),
      regions,
      ...(given.readOnly !== undefined && { readOnly: given.readOnly }),
      ...(given.production !== undefined && { production: given.production }),
    });
    await vscode.commands.executeCommand('messagingWorkbench.explorer.focus');
    return { connectionId: added.id };
  };
}

async function pickWay(deps: ConnectionDeps, given: Partial<Connection>): Promise<Way> {
  const endpoint = given.endpoint === undefined ? {} : { endpoint: given.endpoint };
  if (given.profile !== undefined) {
    return { credentials: 'profile', profile: given.profile, suggestedName: given.profile, ...endpoint };
  }
  if (given.credentials === 'default') return { credentials: 'default', suggestedName: 'default', ...endpoint };
  if (given.credentials === 'local') {
    return { credentials: 'local', suggestedName: 'local', endpoint: given.endpoint ?? (await askEndpoint()) };
  }
  const choices = deps.aws.profiles().then(profiles => [
    ...profiles.map(profile => ({
      label: `$(account) ${profile.name}`,
      description: describeProfile(profile),
      value: profileWay(profile),
    })),
    {
      label: '$(key) Default credential chain',
      description: 'environment, default profile, container or instance role',
      value: { credentials: 'default', suggestedName: 'default' } satisfies Way as Way,
    },
    {
      label: '$(server-process) A local or custom server…',
      description: 'LocalStack, moto, ElasticMQ or any other endpoint',
      value: { credentials: 'local', suggestedName: 'local' } satisfies Way as Way,
    },
  ]);
  const way = await pick(choices, { title: 'Add connection', placeHolder: 'How does it sign in?' });
  return way.credentials === 'local'
    ? { ...way, endpoint: given.endpoint ?? (await askEndpoint()) }
    : { ...way, ...endpoint };
}

function profileWay(profile: ProfileChoice): Way {
  const region = profile.region === undefined ? {} : { region: profile.region };
  return { credentials: 'profile', profile: profile.name, suggestedName: profile.name, ...region };
}

function describeProfile(profile: ProfileChoice): string {
  return [profile.kind, profile.mfa ? 'MFA' : undefined, profile.region].filter(part => part !== undefined).join(' · ');
}

/** Asks for an address; `value` is what stands there now. */
export function askEndpoint(value = 'http://localhost:4566'): Promise<string> {
  return ask({
    title: 'Endpoint',
    prompt: 'Requests go to this address instead of AWS',
    value,
    validate: text => (isHttpUrl(text) ? undefined : 'An address such as http://localhost:4566'),
  });
}

/** Asks for one or more regions; those in `selected` are ticked. */
export async function askRegions(deps: ConnectionDeps, ...selected: (string | undefined)[]): Promise<string[]> {
  const known = await deps.aws.regions();
  const ticked = new Set(selected.filter(region => region !== undefined));
  if (ticked.size === 0) ticked.add('us-east-1');
  const custom = [...ticked].filter(id => !known.some(region => region.id === id)).map(id => ({ id, name: 'custom' }));
  const regions = [...custom, ...known].sort((a, b) => Number(ticked.has(b.id)) - Number(ticked.has(a.id)));
  const picked = await pickMany(
    regions.map(region => ({
      label: region.id,
      description: region.name,
      picked: ticked.has(region.id),
      value: region.id,
    })),
    { title: 'Regions', placeHolder: 'Regions to show in the tree' },
  );
  return picked.length > 0 ? picked : askRegions(deps, ...selected);
}
