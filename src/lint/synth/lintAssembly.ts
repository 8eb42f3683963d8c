import type { LintResult } from '../linter.ts';
import type { Assembly, SynthesizedTemplate } from './assembly.ts';
import type { SynthConstruct, SynthFinding } from './overlay.ts';
import type { SeenResource } from './seen.ts';

/** A synthesized template, linted. */
export interface LintedTemplate {
  readonly template: SynthesizedTemplate;
  readonly uri: string;
  readonly result: LintResult;
  readonly seen: readonly SeenResource[];
}

/** The constructs behind the resources of linted templates, each with its findings. */
export function synthConstructs(assembly: Assembly, linted: readonly LintedTemplate[]): readonly SynthConstruct[] {
  return linted.flatMap(({ template, uri, result, seen }) =>
    seen.flatMap((resource): SynthConstruct[] => {
      const origin = template.origins.get(resource.name);
      if (!origin || resource.virtual) return [];
      const { path, id, frames } = origin;
      const findings = result.reports
        .filter(report => report.resource === resource.name)
        .map((report): SynthFinding => {
          const on = resource.properties.find(each => each.start <= report.start && report.start < each.end);
          return {
            ruleId: report.ruleId,
            severity: report.severity,
            message: inConstructTerms(report.message, template),
            ...(report.explanation === undefined
              ? {}
              : { explanation: inConstructTerms(report.explanation, template) }),
            property: on?.name,
            uri,
            range: report.range,
          };
        });
      const whole = template.selfContained.has(resource.name) && result.complete && !assembly.lacksContext;
      return [{ path, id, type: resource.type, frames, template: template.path, whole, findings }];
    }),
  );
}

/** Construct paths instead of generated logical ids. */
export function inConstructTerms(text: string, { origins }: SynthesizedTemplate): string {
  return text.replace(/\b[A-Za-z0-9]*[0-9A-F]{8}\b/g, word => origins.get(word)?.path ?? word);
}
