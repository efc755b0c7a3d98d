import { HeadReport } from './head-report.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-head-report': HeadReport;
  }
}

if (customElements.get('lupa-head-report') === undefined) customElements.define('lupa-head-report', HeadReport);
