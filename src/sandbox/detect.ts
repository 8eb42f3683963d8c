import { type Probe, type ProbeAnswer, probeOf } from './detectProbe.ts';

export type FoundService = 'sqs' | 'sns' | 'kinesis';
export type FoundKind =
  | 'localstack'
  | 'ministack'
  | 'floci'
  | 'fauxqs'
  | 'moto'
  | 'elasticmq'
  | 'goaws'
  | 'kinesis-mock';

/** A local server that answered the way its kind does. */
export interface FoundServer {
  readonly kind: FoundKind;
  /** As its makers write it. */
  readonly name: string;
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  readonly services: readonly FoundService[];
}

/** One question that gives a kind of server away. */
interface Sign {
  readonly kind: FoundKind;
  readonly name: string;
  readonly ports: readonly number[];
  readonly path: string;
  /** The services it offers, or undefined when the answer is not its own. */
  readonly recognise: (answer: ProbeAnswer) => readonly FoundService[] | undefined;
}

const all: readonly FoundService[] = ['sqs', 'sns', 'kinesis'];

/** Imitators first: several of them answer LocalStack's question too. Ports are those of each project's README. */
const signs: readonly Sign[] = [
  { kind: 'ministack', name: 'MiniStack', ports: [4566], path: '/_ministack/health', recognise: health },
  { kind: 'floci', name: 'Floci', ports: [4566], path: '/_floci/health', recognise: health },
  {
    kind: 'fauxqs',
    name: 'fauxqs',
    ports: [4566, 3000],
    path: '/health',
    recognise: answer =>
      answer.headers['x-amz-id-2'] === 'fauxqs' && answer.status === 200 ? ['sqs', 'sns'] : undefined,
  },
  { kind: 'localstack', name: 'LocalStack', ports: [4566], path: '/_localstack/health', recognise: health },
  {
    kind: 'moto',
    name: 'moto',
    ports: [5000, 5001, 3000],
    path: '/moto-api/data.json',
    recognise: answer => (answer.status === 200 && parsed(answer.text) !== undefined ? all : undefined),
  },
  {
    kind: 'elasticmq',
    name: 'ElasticMQ',
    ports: [9324],
    path: '/?Action=ListQueues&Version=2012-11-05',
    recognise: answer => (answer.text.includes('<ListQueuesResponse') ? ['sqs'] : undefined),
  },
  {
    kind: 'goaws',
    name: 'GoAws',
    ports: [4100],
    path: '/health',
    recognise: answer => (answer.status === 200 && answer.text.trim() === 'OK' ? ['sqs', 'sns'] : undefined),
  },
  {
    kind: 'kinesis-mock',
    name: 'Kinesis Mock',
    ports: [4568],
    path: '/healthcheck',
    recognise: answer => (answer.status === 200 && answer.text === '' ? ['kinesis'] : undefined),
  },
];

/**
 * Looks on the loopback ports that local AWS servers are known to use, all at once, half a second each at most. At
 * most one server per port; none is an empty list, never an error. `portOf` moves a well-known port, for tests.
 */
export async function detectServers(
  signal: AbortSignal,
  portOf: (port: number) => number = port => port,
): Promise<FoundServer[]> {
  const probe = probeOf(signal);
  const questions = signs.flatMap(sign => sign.ports.map(port => ask(sign, portOf(port), probe)));
  const found = (await Promise.all(questions)).filter(server => server !== undefined);
  signal.throwIfAborted();
  return found.filter((server, index) => found.findIndex(({ endpoint }) => endpoint === server.endpoint) === index);
}

async function ask(sign: Sign, port: number, probe: Probe): Promise<FoundServer | undefined> {
  const endpoint = `http://127.0.0.1:${port}`;
  const answer = await probe(endpoint + sign.path);
  const services = answer && sign.recognise(answer);
  return services && { kind: sign.kind, name: sign.name, endpoint, services };
}

/** A health page in LocalStack's manner: `{"services": {"sqs": "running", …}}`; without the list, all three. */
function health(answer: ProbeAnswer): readonly FoundService[] | undefined {
  const page = answer.status === 200 ? parsed(answer.text) : undefined;
  if (page === undefined) return undefined;
  if (typeof page.services !== 'object' || page.services === null) return all;
  const states = page.services as Readonly<Record<string, unknown>>;
  return all.filter(service => states[service] !== undefined && states[service] !== 'disabled');
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
