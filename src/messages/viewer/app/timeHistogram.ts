import { count, formatNumber } from '../../../core/text.ts';
import { baseStyles } from '../../../webview/baseStyles.ts';
import {
  css,
  html,
  LitElement,
  nothing,
  type PropertyValues,
  svg,
  type TemplateResult,
} from '../../../webview/elements.ts';
import type { Histogram } from '../../store/messageView.ts';
import { timeText } from './cellText.ts';
import { follow } from './gridHeader.ts';

/** Steps of time the chart is cut into. */
export const histogramBins = 60;
/** The chart's own units; it is stretched to the room there is. */
const width = 600;
const height = 60;

/** A range of time in milliseconds since 1970: `from` belongs to it, `to` does not. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * How many messages were sent when, all of them and those that the filter lets through. A range is brushed with the
 * pointer, or with the keyboard by its two ends; a table says the same in numbers. Fires `range-change` (detail:
 * TimeRange, null = all).
 */
export class TimeHistogram extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .chart { position: relative; height: ${height}px; }
      svg { display: block; width: 100%; height: 100%; touch-action: none; cursor: crosshair; background: var(--vscode-editorWidget-background); border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)); box-sizing: border-box; }
      .all { fill: var(--vscode-descriptionForeground); opacity: 0.4; }
      .matched { fill: var(--vscode-charts-blue, var(--vscode-textLink-foreground)); }
      .brush { fill: var(--vscode-editor-selectionBackground, var(--vscode-focusBorder)); fill-opacity: 0.45; stroke: var(--vscode-focusBorder); vector-effect: non-scaling-stroke; }
      .end { position: absolute; top: 0; width: 10px; height: 100%; margin-left: -5px; cursor: ew-resize; display: flex; justify-content: center; }
      .end::before { content: ''; width: 2px; height: 100%; background: var(--vscode-focusBorder); }
      .end:focus { outline: 1px solid var(--vscode-focusBorder); }
      .axis { display: flex; justify-content: space-between; gap: 12px; }
      .wrap { max-height: 220px; overflow: auto; }
      summary { cursor: pointer; }
      summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      td:not(:first-child), th:not(:first-child) { text-align: right; }
    `,
  ];

  static override properties = { data: { attribute: false }, range: { attribute: false }, drawn: { state: true } };

  declare data: Histogram | undefined;
  /** What is in force. */
  declare range: Partial<TimeRange>;
  /** Steps from and to (exclusive) while a range is being drawn, and until it is in force. */
  declare private drawn: readonly [number, number] | undefined;

  constructor() {
    super();
    this.data = undefined;
    this.range = {};
    this.drawn = undefined;
  }

  protected override willUpdate(properties: PropertyValues<this>): void {
    const before = properties.get('range');
    if (before && (before.from !== this.range.from || before.to !== this.range.to)) this.drawn = undefined;
  }

  get #step(): number {
    const { data } = this;
    return data ? Math.max(1, data.to - data.from) / data.counts.length : 1;
  }

  #timeAt(bin: number): number {
    return Math.round((this.data?.from ?? 0) + bin * this.#step);
  }

  #binAt(time: number): number {
    const { data } = this;
    if (!data) return 0;
    return Math.min(data.counts.length, Math.max(0, Math.round((time - data.from) / this.#step)));
  }

  get #bins(): readonly [number, number] {
    const { from, to } = this.range;
    return (
      this.drawn ?? [
        from === undefined ? 0 : this.#binAt(from),
        to === undefined ? (this.data?.counts.length ?? 0) : this.#binAt(to),
      ]
    );
  }

  #tell(range: TimeRange | undefined): void {
    this.dispatchEvent(new CustomEvent('range-change', { detail: range }));
  }

  #setBins(first: number, last: number): void {
    const bins = this.data?.counts.length ?? 0;
    const from = Math.max(0, Math.min(first, bins - 1));
    const to = Math.min(bins, Math.max(last, from + 1));
    this.drawn = [from, to];
    // The newest message stands on the very edge, which a range does not include.
    this.#tell(
      from === 0 && to === bins
        ? undefined
        : { from: this.#timeAt(from), to: this.#timeAt(to) + (to === bins ? 1 : 0) },
    );
  }

  #brush(press: PointerEvent): void {
    const { data } = this;
    if (press.button !== 0 || !data) return;
    const chart = press.currentTarget as SVGElement;
    const box = chart.getBoundingClientRect();
    const binOf = (event: PointerEvent): number =>
      Math.min(data.counts.length, Math.max(0, ((event.clientX - box.left) / box.width) * data.counts.length));
    const start = binOf(press);
    const span = (event: PointerEvent): readonly [number, number] => {
      const now = binOf(event);
      return [Math.floor(Math.min(start, now)), Math.ceil(Math.max(start, now))];
    };
    follow(chart, press, {
      move: event => {
        this.drawn = span(event);
      },
      end: event => {
        const [from, to] = span(event);
        const moved = Math.abs(event.clientX - press.clientX) > 3;
        if (moved) this.#setBins(from, to);
        else this.#setBins(0, data.counts.length);
      },
    });
  }

  #onKey(event: KeyboardEvent, end: 0 | 1): void {
    const bins = [...this.#bins] as [number, number];
    const far = event.shiftKey ? 10 : 1;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') bins[end] -= far;
    else if (event.key === 'ArrowRight' || event.key === 'ArrowUp') bins[end] += far;
    else if (event.key === 'Home') bins[end] = end === 0 ? 0 : bins[0] + 1;
    else if (event.key === 'End') bins[end] = end === 0 ? bins[1] - 1 : (this.data?.counts.length ?? 0);
    else if (event.key === 'Escape') {
      bins[0] = 0;
      bins[1] = this.data?.counts.length ?? 0;
    } else return;
    event.preventDefault();
    if (end === 0) this.#setBins(Math.min(bins[0], bins[1] - 1), bins[1]);
    else this.#setBins(bins[0], Math.max(bins[1], bins[0] + 1));
  }

  protected override render(): TemplateResult {
    const { data } = this;
    if (!data || data.counts.every(each => each === 0)) return html`<p class="hint">No message has a time to draw.</p>`;
    const bins = data.counts.length;
    const most = Math.max(...data.counts);
    const bar = width / bins;
    const tall = (each: number): number => (each === 0 ? 0 : Math.max(2, (each / most) * (height - 4)));
    const [from, to] = this.#bins;
    const whole = from === 0 && to === bins;
    return html`<div class="chart">
        <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true" @pointerdown=${(event: PointerEvent) => this.#brush(event)}>
          ${data.counts.map((each, bin) => {
            const matched = data.matchedCounts[bin] ?? 0;
            return each === 0
              ? nothing
              : svg`<rect class="all" x=${bin * bar} y=${height - tall(each)} width=${bar - 1} height=${tall(each)}></rect>${
                  matched === 0
                    ? nothing
                    : svg`<rect class="matched" x=${bin * bar} y=${height - tall(matched)} width=${bar - 1} height=${tall(matched)}></rect>`
                }`;
          })}
          ${whole ? nothing : svg`<rect class="brush" x=${from * bar} y="0" width=${(to - from) * bar} height=${height}></rect>`}
        </svg>
        ${this.#renderEnd(0, from, bins)}${this.#renderEnd(1, to, bins)}
      </div>
      <div class="axis hint"><span>${timeText(data.from)}</span><span>most in one step: ${count(most, 'message')}</span><span>${timeText(data.to)}</span></div>
      <details><summary>The chart as a table</summary><div class="wrap" tabindex="0" role="region" aria-label="The chart as a table"><table>
        <thead><tr><th scope="col">From</th><th scope="col">Messages</th><th scope="col">Matching</th></tr></thead>
        <tbody>${data.counts.map((each, bin) =>
          each === 0
            ? nothing
            : html`<tr><td>${timeText(this.#timeAt(bin))}</td><td>${formatNumber(each)}</td><td>${formatNumber(data.matchedCounts[bin] ?? 0)}</td></tr>`,
        )}</tbody></table></div></details>`;
  }

  #renderEnd(end: 0 | 1, bin: number, bins: number): TemplateResult {
    return html`<div class="end" role="slider" tabindex="0" aria-label=${end === 0 ? 'Sent from' : 'Sent before'} aria-orientation="horizontal"
      aria-valuemin="0" aria-valuemax=${bins} aria-valuenow=${bin} aria-valuetext=${timeText(this.#timeAt(bin))}
      .style=${`left: ${(bin / bins) * 100}%`} @keydown=${(event: KeyboardEvent) => this.#onKey(event, end)}></div>`;
  }
}

customElements.define('mw-time-histogram', TimeHistogram);
