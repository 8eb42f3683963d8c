/**
 * Runs kinesis-local in a process of its own. That program knows two fixed ports on every interface and has no option
 * for either, so `listen` is patched before it loads: loopback, a free port, and a secret that each connection must
 * begin with, because nothing else would keep other programs and web pages on this machine out.
 *
 * Environment: SANDBOX_KINESIS_MAIN (path of its main script), SANDBOX_KINESIS_SECRET (empty: no secret is asked for).
 * Sends `{type: 'ready', port}` to its parent and ends when the parent does.
 */
import { timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import { type AddressInfo, Server, type Socket } from 'node:net';

const plainPort = '4568';
const secret = Buffer.from(process.env.SANDBOX_KINESIS_SECRET ?? '');
const main = process.env.SANDBOX_KINESIS_MAIN;
if (main === undefined) throw new Error('SANDBOX_KINESIS_MAIN is not set.');

process.on('disconnect', () => process.exit(0));

const listen = Server.prototype.listen;
Object.assign(Server.prototype, {
  listen(this: Server, ...args: unknown[]): Server {
    const listening = args.find(arg => typeof arg === 'function');
    if (secret.length > 0) guardConnections(this);
    return listen.call(this, { host: '127.0.0.1', port: 0 }, () => {
      if (String(args[0]) === plainPort) process.send?.({ type: 'ready', port: (this.address() as AddressInfo).port });
      listening?.call(this);
    });
  },
});

/** Lets a connection through to the server only after it has said the secret; what follows is left for the server. */
function guardConnections(server: Server): void {
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'connection') return emit(event, ...args);
    const socket = args[0] as Socket;
    const giveUp = () => socket.destroy();
    const timer = setTimeout(giveUp, 5_000);
    const onReadable = () => {
      const said = socket.read(secret.length) as Buffer | null;
      if (said === null) return;
      clearTimeout(timer);
      socket.off('readable', onReadable).off('error', giveUp);
      if (said.length !== secret.length || !timingSafeEqual(said, secret)) giveUp();
      else emit('connection', socket);
    };
    socket.on('error', giveUp).on('readable', onReadable);
    onReadable();
    return true;
  };
}

createRequire(import.meta.url)(main);
