/** `npm run package`: builds the extension for production, packages it and checks what is in the package. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectDir } from './host/paths.ts';
import { stageExtension } from './host/stage.ts';
import { inspectVsix, packageVsix } from './packaging/vsix.ts';

const { name, version } = JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8'));
const file = path.join(projectDir, `${name}-${version}.vsix`);
const stage = await stageExtension({ production: true });
try {
  await packageVsix(stage.folder, file);
  const { files, size, largest, faults } = await inspectVsix(file, stage.folder);
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1024)} KB`;
  console.log(`${path.basename(file)}: ${files} files, ${kilobytes(size)}`);
  for (const entry of largest) console.log(`  ${kilobytes(entry.size).padStart(8)}  ${entry.name}`);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await stage.remove();
}
