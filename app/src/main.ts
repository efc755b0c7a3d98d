import 'lupa-attention/elements/define';
import { startEngine } from './engine/client.js';

const engine = startEngine();
const place = document.getElementById('app') as HTMLElement;

/** Whether the address is one of the lesson's, or of its views in a frame. */
function isLesson(): boolean {
  return /^#\/(lesson|embed)(\/|\?|$)/.test(location.hash);
}

if (isLesson()) (await import('./lesson/start.js')).startLesson(engine, place);
else {
  try {
    const model = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
    const { record } = await engine.run(model.handle, { text: 'The cat sat on the mat because it was tired.', pair: null, target: null });
    const view = Object.assign(document.createElement('lupa-head-view'), { record });
    place.replaceChildren(view);
  } catch (error) {
    place.textContent = (error as Error).message;
  }
}
document.documentElement.dataset.lupa = 'ready';
