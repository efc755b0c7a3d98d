import { isAnswerRecord, recordedAnswers, recordedClasses, recordedMasks, recordedNext, type AttentionRecord, type Model } from 'lupa-attention';
import type { Choice, Said, Saying } from './engine.js';

/** How many choices are kept. */
const TOP = 8;

/** What a model can say. */
export function sayingOf({ plan: { task } }: Model): Saying {
  if (task === 'question-answering') return 'answer';
  if (task === 'fill-mask') return 'words';
  if (task === 'text-generation') return 'next';
  if (task === 'text-classification' || task === 'image-classification') return 'classes';
  return task === 'text2text-generation' || task === 'speech-recognition' ? 'translation' : null;
}

/** What the model said in the run that a record is of: read from its logits, so that it holds for changed runs too. */
export function saidOf(model: Model, record: AttentionRecord): Said {
  const choices = (list: { text?: string; label?: string; probability: number }[]): Choice[] =>
    list.map(({ text, label, probability }) => ({ text: text ?? label ?? '', probability }));
  switch (sayingOf(model)) {
    case 'answer': {
      if (!isAnswerRecord(record)) return null;
      const { answers } = recordedAnswers(record, { top: TOP });
      return { kind: 'answer', answers: answers.map(({ text, start, end, score }) => ({ text, start, end, score })) };
    }
    case 'words': {
      const masks = recordedMasks(model, record, { top: TOP });
      return { kind: 'words', masks: masks.map(({ start, end, words }) => ({ start, end, choices: choices(words) })) };
    }
    case 'next':
      return { kind: 'next', choices: choices(recordedNext(model, record, { top: TOP })) };
    case 'classes':
      return { kind: 'classes', choices: choices(recordedClasses(model, record, { top: TOP })) };
    case 'translation':
      return { kind: 'translation', text: record.texts[0].target ?? '' };
    case null:
      return null;
  }
}
