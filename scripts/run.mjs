// Starts scripts/NAME.ts: `node scripts/run.mjs NAME [...]`. Plain JavaScript, so that an old Node.js can say what it lacks.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [program, , name, ...rest] = process.argv;

if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `This needs Node.js 24, but runs on ${process.versions.node}. \`npm install\` brings Node.js 24 along as an optional ` +
      'dependency and npm scripts use it: install again without --omit=optional, or install Node.js 24 (https://nodejs.org).',
  );
  process.exit(1);
}
const script = new URL(`./${name}.ts`, import.meta.url);
process.argv = [program, script.pathname, ...rest];
await import(script.href);
