import { AnswerView } from './answer-view.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-answer-view': AnswerView;
  }
}

if (customElements.get('lupa-answer-view') === undefined) customElements.define('lupa-answer-view', AnswerView);
