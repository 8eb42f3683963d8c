import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

const scope = { connectionId: 'sandbox', region: 'us-east-1' };

interface Emptied {
  outcome: string;
  written: number;
  deleted: number;
  file: string;
}

async function run<T>(command: string, args: object): Promise<T | undefined> {
  return vscode.commands.executeCommand<T | undefined>(`messagingWorkbench.${command}`, args);
}

/** The commands with all they need, in a real editor: its storage, its secrets, its files. */
describe('snapshot commands', function () {
  this.timeout(120_000);
  const name = `snapshot-test-${Date.now()}`;
  let directory: string;

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'snapshot-test-'));
    await run('sandbox.start', { seed: false });
    assert.ok(await run('queue.create', { ...scope, name, attributes: {} }));
    for (let n = 0; n < 12; n++) {
      assert.ok(await run('queue.send', { ...scope, name, body: `secret ${n}`, send: true }));
    }
  });
  after(async () => {
    await run('queue.delete', { ...scope, name, confirmed: true });
    await rm(directory, { recursive: true });
  });

  it('a queue goes into an encrypted file of the editor, and comes back', async () => {
    const emptied = await run<Emptied>('queue.emptyWithSnapshot', { ...scope, name, confirmed: true });
    assert.ok(emptied);
    assert.deepEqual([emptied.outcome, emptied.written, emptied.deleted], ['done', 12, 12]);
    assert.ok(!(await readFile(emptied.file, 'utf8')).includes('secret'));
    const target = path.join(directory, 'out.ndjson');
    const exported = await run<{ exported: number }>('snapshot.export', { file: emptied.file, target });
    assert.equal(exported?.exported, 12);
    const lines = (await readFile(target, 'utf8')).trimEnd().split('\n');
    const bodies = lines.map(line => (JSON.parse(line) as { body: string }).body);
    assert.deepEqual(new Set(bodies), new Set(Array.from({ length: 12 }, (_, n) => `secret ${n}`)));
    const restored = await run<{ sent: number }>('snapshot.restore', { file: emptied.file, confirmed: true });
    assert.equal(restored?.sent, 12);
    // Not a second time unasked.
    assert.equal(await run('snapshot.restore', { file: emptied.file, confirmed: true }), undefined);
    assert.equal(await run('snapshot.delete', { file: emptied.file, confirmed: true }), true);
    assert.equal(await run('snapshot.delete', { file: emptied.file, confirmed: true }), undefined);
  });

  it('a readable file on request, never over one that is there, and not once it was changed', async () => {
    const file = path.join(directory, 'readable.ndjson');
    const emptied = await run<Emptied>('queue.emptyWithSnapshot', { ...scope, name, file, confirmed: true });
    assert.deepEqual([emptied?.written, emptied?.file], [12, file]);
    const text = await readFile(file, 'utf8');
    assert.ok(text.includes('secret 3'));
    assert.equal(await run('queue.emptyWithSnapshot', { ...scope, name, file, confirmed: true }), undefined);
    await writeFile(file, text.replace('secret 3', 'secret 4'));
    assert.equal(await run('snapshot.restore', { file, confirmed: true }), undefined);
    await writeFile(file, text);
    assert.equal((await run<{ sent: number }>('snapshot.restore', { file, confirmed: true }))?.sent, 12);
  });
});
