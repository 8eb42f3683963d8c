import { tagChange } from '../../../core/tags.ts';
import { formatNumber } from '../../../core/text.ts';
import { html, type TemplateResult } from '../../../webview/elements.ts';
import { factOf, formatAttribute, type QueueAttributeFact } from '../../queueAttributes.ts';
import { formChanges, labelOf, type QueueForm } from '../queueForm.ts';

/** Before and after of every attribute that would be sent. */
export function renderChanges(
  before: QueueForm,
  after: QueueForm,
  changes: Readonly<Record<string, string>>,
): TemplateResult {
  const old = formChanges(after, before);
  const rows = Object.entries(changes).map(([name, to]) => ({ name, from: old[name] ?? '', to }));
  if (after.deadLetters === 'new') {
    const to = `${after.deadLetterName}, after ${after.maxReceiveCount} receives`;
    const from = rows.find(row => row.name === 'RedrivePolicy')?.from ?? '';
    rows.splice(0, rows.length, ...rows.filter(row => row.name !== 'RedrivePolicy'), {
      name: 'RedrivePolicy',
      from,
      to,
    });
  }
  const { set, remove } = tagChange(before.tags, after.tags);
  for (const key of [...Object.keys(set), ...remove]) {
    rows.push({ name: `Tag ${key}`, from: before.tags[key] ?? '', to: set[key] ?? '' });
  }
  if (rows.length === 0) return html``;
  return html`<div class="changes"><table data-testid="changes">
    <caption class="visually-hidden">What will be changed</caption>
    <thead><tr><th scope="col">Attribute</th><th scope="col">Now</th><th scope="col">Then</th></tr></thead>
    <tbody>${rows.map(
      ({ name, from, to }) =>
        html`<tr><th scope="row">${labelOf(name)}</th><td class="mono">${shown(name, from)}</td><td class="mono">${shown(name, to)}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function shown(name: string, raw: string): string {
  return raw === '' ? 'not set' : formatAttribute(factOf(name)?.format ?? 'text', raw);
}

/** The fault of a field, or else what there is to know about it. */
export function hintOrFault(fault: string | undefined, hint: string): TemplateResult {
  return fault === undefined
    ? html`<span class="hint">${hint}</span>`
    : html`<span class="error" role="alert">${fault}</span>`;
}

export function unitOf({ format }: QueueAttributeFact): string {
  return format === 'seconds' ? ' (seconds)' : format === 'bytes' ? ' (bytes)' : '';
}

/** `4 d. From 60 to 1,209,600. ` */
export function rangeWords({ format, min, max }: QueueAttributeFact, value: string): string {
  if (min === undefined || max === undefined) return '';
  const readable = /^\d+$/.test(value) ? `${formatAttribute(format, value).replace(/ \(.*$/, '')}. ` : '';
  return `${readable}From ${formatNumber(min)} to ${formatNumber(max)}. `;
}
