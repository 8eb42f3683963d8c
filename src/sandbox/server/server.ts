/**
 * The sandbox's program. `node server.js [--persist-dir FOLDER]`
 *
 * Says one message when it stands: `{type: 'ready', endpoint, accessKeyId, secretAccessKey, region}`, to its parent
 * over IPC when there is a channel, else as one line on standard output. Ends within 3 s on SIGTERM, SIGINT or when the
 * parent's channel closes, so that it never outlives the window that started it.
 */
import { parseArgs } from 'node:util';
import { startSandboxServer } from './sandboxServer.ts';

const stopLimitMs = 2_800;

const { values } = parseArgs({ options: { 'persist-dir': { type: 'string' } } });
const persistDir = values['persist-dir'];
const starting = startSandboxServer(persistDir === undefined ? {} : { persistDir });

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), stopLimitMs);
  starting
    .then(server => server.stop())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
process.on('SIGTERM', stop).on('SIGINT', stop).on('disconnect', stop);
process.on('message', (message: { type?: string }) => {
  if (message.type === 'stop') stop();
});

const { endpoint, accessKeyId, secretAccessKey, region } = await starting;
const ready = { type: 'ready', endpoint, accessKeyId, secretAccessKey, region };
if (process.send === undefined) process.stdout.write(`${JSON.stringify(ready)}\n`);
else process.send(ready);
