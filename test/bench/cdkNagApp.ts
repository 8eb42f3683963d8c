/** Synthesizes a CDK app with cdk-nag's packs in it: `node cdkNagApp.ts APP OUTDIR`. The report is CDK's own. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

const [app = '', outdir = ''] = process.argv.slice(2);
const synth = App.prototype.synth;
App.prototype.synth = function (this: App, options) {
  Validations.of(this).addPlugins(new AwsSolutionsChecks(this), new ServerlessChecks(this));
  return synth.call(this, options);
};
process.env['CDK_OUTDIR'] = outdir;
await import(pathToFileURL(path.resolve(app)).href);
