import path from 'node:path';

/**
 * Environment changes for a window under test: neither the AWS profiles and keys of whoever runs the tests nor the
 * machine's role may reach it. `folder` is where a test may write `config` and `credentials` of its own.
 */
export function isolatedAws(folder: string, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const inherited = Object.keys(env).filter(name => name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(inherited.map(name => [name, undefined])),
    AWS_CONFIG_FILE: path.join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
