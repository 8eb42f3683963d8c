import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { canRun, preparedFolder, runToEnd, startChild } from './childServer.ts';
import { freePort } from './freePort.ts';
import { elasticMqWrong } from './knownWrong.ts';
import { anyCredentials, type LocalServer, type ServerKind } from './server.ts';

const name = 'elasticmq';
const version = '1.7.1';
const services = ['sqs'] as const;
const accountId = '000000000000';
const maven = process.platform === 'win32' ? 'mvn.cmd' : 'mvn';

/** ElasticMQ on Java, its jars below the project's cache; the first run fetches them from Maven Central. */
export const elasticMq: ServerKind = {
  name,
  services,
  knownWrong: elasticMqWrong,
  async missing() {
    if (!(await canRun('java', ['-version']))) return 'install Java 11 or newer';
    if (!(await canRun(maven, ['--version']))) return 'install Maven';
    try {
      await jars();
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
      return `its jars could not be fetched from Maven Central (${reason})`;
    }
  },
  async start(): Promise<LocalServer> {
    const folder = await jars();
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const settings = {
      'node-address.protocol': 'http',
      'node-address.host': '127.0.0.1',
      'node-address.port': String(port),
      'node-address.context-path': '',
      'rest-sqs.enabled': 'true',
      'rest-sqs.bind-hostname': '127.0.0.1',
      'rest-sqs.bind-port': String(port),
      'rest-sqs.sqs-limits': 'strict',
      'rest-stats.enabled': 'false',
      'generate-node-address': 'false',
      'aws.region': 'us-east-1',
      'aws.accountId': accountId,
    };
    const { stop } = await startChild(
      'java',
      [
        '-Xmx256m',
        ...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`),
        '-cp',
        path.join(folder, 'lib', '*'),
        'org.elasticmq.server.Main',
      ],
      { endpoint: `${endpoint}/?Action=ListQueues&Version=2012-11-05` },
    );
    return {
      name,
      endpoint,
      services,
      region: 'us-east-1',
      accountId,
      credentials: anyCredentials,
      knownWrong: elasticMqWrong,
      stop,
    };
  },
};

function jars(): Promise<string> {
  return preparedFolder(`elasticmq-${version}`, async folder => {
    await writeFile(path.join(folder, 'pom.xml'), pom);
    await runToEnd(
      maven,
      ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'],
      folder,
    );
  });
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>elasticmq-jars</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.elasticmq</groupId>
      <artifactId>elasticmq-server_3</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
