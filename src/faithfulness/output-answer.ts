import type { AttentionRecord } from '../attention/record.js';
import { briefly, LupaError } from '../errors.js';
import type { Model } from '../model.js';
import type { Tensor } from '../tensor.js';
import { noneOf } from '../tasks/answer.js';
import { chooseAnswers } from '../tasks/choose.js';
import { placeProbabilities } from '../tasks/spans.js';
import type { Output, OutputOptions, Reading } from './output.js';

const RULES = { top: 1, maxAnswerLength: 15, noAnswer: false, nullThreshold: null };

/**
 * The answer to a question: softmax(start)[from] · softmax(end)[to], over the context's tokens and that of no answer, as `answer` scores it. Where the first or
 * last token of the answer is left out, the next one of the answer takes its place; where all are, the probability is 0.
 */
export function answerOutput(model: Model, record: AttentionRecord, { answer = null }: OutputOptions): Output {
  const tokens = record.tokens[0];
  const context = record.texts[0].pair;
  if (context === null) {
    throw new LupaError('InvalidInput', 'this model answers questions: give a question and a context, or load the model without its head to watch its hidden state (head: false)', {
      subject: 'pair',
    }); // prettier-ignore
  }
  const best = (outputs: Record<string, Tensor>, row: number, kept: readonly number[]): { start: Float64Array; end: Float64Array; text: string | null; tokens: [number, number] | null } => {
    const own = kept.map((index) => tokens[index]);
    const places = own.flatMap((token, index) => (token.segment === 1 ? [index] : []));
    const [first, last] = [places[0], places[places.length - 1] + 1];
    const none = noneOf(model, { tokens: own });
    const logits = ['start_logits', 'end_logits'].map((name) => {
      const { data, shape } = outputs[name];
      return (data as Float32Array).slice(row * shape[1], row * shape[1] + own.length);
    });
    const [start, end] = logits.map((scores) => {
      const probabilities = placeProbabilities(scores, [...(none === null ? [] : [none]), ...places]);
      const whole = new Float64Array(tokens.length);
      kept.forEach((index, place) => (whole[index] = probabilities[place]));
      return whole;
    });
    const { answers } = chooseAnswers([{ start: logits[0], end: logits[1], first, last, none, offset: 0 }], { context, tokens: own, rules: RULES });
    const found = answers.at(0);
    const range = found?.tokens ?? null;
    return { start, end, text: found?.text ?? null, tokens: range === null ? null : [kept[first + range[0]], kept[first + range[1]]] };
  }; // prettier-ignore
  const plain = best(record.tensors, 0, tokens.map((_, index) => index)); // prettier-ignore
  const span = answer === null ? plain.tokens : placeOf(record, answer);
  if (span === null)
    throw new LupaError('InvalidInput', 'the model finds no answer in this context: give one to watch (--answer)', { subject: 'answer' });
  const [from, to] = span;
  const own = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return {
    kind: 'answer',
    said: answer ?? plain.text,
    stack: '',
    rows: [...new Set([from, to])],
    own,
    results: ['start_logits', 'end_logits'],
    read(outputs, row, kept): Reading {
      const { start, end, text } = best(outputs, row, kept);
      const left = own.filter((index) => kept.includes(index));
      const value = left.length === 0 ? 0 : start[left[0]] * end[left[left.length - 1]];
      return { value, said: text, distributions: [start, end] };
    },
  };
}

/** The tokens of an answer that the user gave. */
function placeOf({ tokens: [tokens], texts }: AttentionRecord, answer: string): [number, number] {
  const at = answer === '' ? -1 : (texts[0].pair ?? '').indexOf(answer);
  const inside = tokens.flatMap(({ segment, start, end }, index) => (segment === 1 && start < at + answer.length && end > at ? [index] : []));
  if (at < 0 || inside.length === 0)
    throw new LupaError('InvalidInput', `the answer ${briefly(answer)} does not stand in the context`, { subject: 'answer', value: answer });
  return [inside[0], inside[inside.length - 1]];
}
