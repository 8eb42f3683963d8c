import { homedir } from 'node:os';
import path from 'node:path';
import { parseKnownFiles } from '@smithy/core/config';

export type Env = Readonly<Record<string, string | undefined>>;

/** The shared AWS configuration: what ~/.aws/config and ~/.aws/credentials say, merged as the SDK merges them. */
export interface SharedConfig {
  readonly profiles: Readonly<Record<string, Section>>;
  readonly services: Readonly<Record<string, Section>>;
}

/** Settings of one section; those nested under a service are keyed `sqs.endpoint_url`. */
export type Section = Readonly<Record<string, string | undefined>>;

/** How a profile gets its credentials, read from its settings alone. */
export type ProfileKind = 'static' | 'sso' | 'role' | 'web-identity' | 'process' | 'login' | 'none';

export interface ProfileHint {
  readonly name: string;
  readonly kind: ProfileKind;
  /** Assuming its role asks for a code of an MFA device. */
  readonly mfa: boolean;
  readonly region?: string;
}

/** Where the two files are, from the given environment rather than from that of the process. */
export function configPaths(env: Env): { filepath: string; configFilepath: string } {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  return {
    filepath: env['AWS_SHARED_CREDENTIALS_FILE'] || path.join(home, '.aws', 'credentials'),
    configFilepath: env['AWS_CONFIG_FILE'] || path.join(home, '.aws', 'config'),
  };
}

/** Reads both files anew; a missing or unreadable one counts as empty, as for every AWS tool. */
export async function readSharedConfig(env: Env): Promise<SharedConfig> {
  const sections = await parseKnownFiles({ ...configPaths(env), ignoreCache: true });
  const profiles: Record<string, Section> = {};
  const services: Record<string, Section> = {};
  for (const [name, section] of Object.entries(sections)) {
    if (name.startsWith('services.')) services[name.slice('services.'.length)] = section;
    else if (!name.startsWith('sso-session.')) profiles[name] = section;
  }
  return { profiles, services };
}

/** Every profile by name with what can be told of it without a call. */
export function profileHints(config: SharedConfig): ProfileHint[] {
  return Object.entries(config.profiles)
    .map(([name, profile]) => ({
      name,
      kind: profileKind(profile),
      mfa: profile['mfa_serial'] !== undefined,
      ...(profile['region'] === undefined ? {} : { region: profile['region'] }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function profileKind(profile: Section): ProfileKind {
  if (profile['web_identity_token_file']) return 'web-identity';
  if (profile['role_arn']) return 'role';
  if (profile['sso_session'] || profile['sso_start_url']) return 'sso';
  if (profile['aws_access_key_id']) return 'static';
  if (profile['credential_process']) return 'process';
  if (profile['login_session']) return 'login';
  return 'none';
}
