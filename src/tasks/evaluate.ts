import type { Model } from '../model.js';
import { encodeQuestion, mustAnswer, runWindows, windowsOf } from './answer.js';
import { chooseAnswers, type AnswerRules } from './choose.js';
import { scoreAnswer, type SquadQuestion, type SquadScores } from './squad.js';

/** What a model answered to one question of a SQuAD file, and how right that is. */
export interface Prediction extends SquadScores {
  id: string;
  /** Empty: no answer. */
  text: string;
  /** UTF-16 units in the context. */
  start: number;
  end: number;
  score: number;
  noAnswerScore: number | null;
  noAnswerDifference: number | null;
}

/** Questions that are put in order of length together. */
const BLOCK = 512;

/**
 * Answers the questions of a SQuAD file, those of about one length together: batches come in another order than the questions.
 * @param options as of `answer`
 * @yields the predictions of a batch
 */
export async function* predictSquad(
  model: Model,
  questions: readonly SquadQuestion[],
  {
    batch = 4,
    maxAnswerLength = 15,
    noAnswer = false,
    nullThreshold = null,
    ...sizes
  }: Partial<AnswerRules> & { batch?: number; maxTokens?: number | null; stride?: number | null } = {},
): AsyncGenerator<Prediction[]> {
  mustAnswer(model);
  const rules = { top: 1, maxAnswerLength, noAnswer: noAnswer || nullThreshold !== null, nullThreshold };
  for (let from = 0; from < questions.length; from += BLOCK) {
    const block = questions.slice(from, from + BLOCK).map((asked) => {
      const encoded = encodeQuestion(model, asked.question, asked.context);
      return { asked, encoded, windows: windowsOf(model, encoded, sizes) };
    });
    block.sort((a, b) => b.encoded.tokens.length - a.encoded.tokens.length);
    for (let at = 0; at < block.length; at += batch) {
      const some = block.slice(at, at + batch);
      const logits = await runWindows(model, some.map(({ windows }) => windows), batch); // prettier-ignore
      yield some.map(({ asked: { id, context, golds }, encoded: { tokens } }, index) => {
        const { answers, noAnswerScore, noAnswerDifference } = chooseAnswers(logits[index], { context, tokens, rules });
        const { text, start, end, score } = answers[0] ?? { text: '', start: 0, end: 0, score: 0 };
        return { id, text, start, end, score, noAnswerScore, noAnswerDifference, ...scoreAnswer(text, golds) };
      });
    }
  }
}
