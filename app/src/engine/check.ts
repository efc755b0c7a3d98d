import { check, isLupaError, saysNothing, type FaithfulnessReport, type Model } from 'lupa-attention';
import type { WebOpenOptions } from 'lupa-attention/web';
import type { CheckChoice, RunInput } from './engine.js';
import { Cancelled } from './failure.js';
import type { Loaded } from './models.js';

/** What a check needs of the worker. */
export interface CheckRequest extends CheckChoice {
  /** Loads the model once more. */
  open: (options: Pick<WebOpenOptions, 'head' | 'valueNorms'>) => Promise<Model>;
  report: (done: number, total: number) => void;
  /** Lets runs that wait go first. */
  giveWay: () => Promise<void>;
  signal: AbortSignal;
}

/**
 * Checks a text (docs/check.md), with a model of its own that tells norms too; of a text that the model says nothing of, with its hidden state.
 * @throws Cancelled; LupaError as `check`
 */
export async function checkInput(
  { model }: Pick<Loaded, 'model'>,
  { text, pair, target }: RunInput,
  { token, leaveOut, open, report, giveWay, signal }: CheckRequest,
): Promise<FaithfulnessReport> {
  const given = { text, pair, target };
  const stateOnly = saysNothing(model, given);
  const head = stateOnly ? { head: false } : {};
  const own = await open({ ...head, valueNorms: true }).catch((error: unknown) => {
    // Norms cannot be had of every model: then they are left out.
    if (!isLupaError(error) || error.subject !== 'value_norms') throw error;
    return open({ ...head, valueNorms: false });
  });
  const pause = async (): Promise<void> => {
    if (!signal.aborted) await giveWay();
    if (signal.aborted) throw new Cancelled();
  };
  try {
    await pause();
    const progress = async (done: number, total: number): Promise<void> => {
      report(done, total);
      await pause();
    };
    return await check(own, given, { token: own.plan.task === 'none' ? token : null, leaveOut, command: 'lupa app', progress });
  } finally {
    await own.close();
  }
}
