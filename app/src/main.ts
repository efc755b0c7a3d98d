import 'lupa-attention/elements/define';
import { startEngine } from './engine/client.js';

const engine = startEngine();
const place = document.querySelector('main') as HTMLElement;
try {
  const model = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
  const { record } = await engine.run(model.handle, { text: 'The cat sat on the mat because it was tired.', pair: null, target: null });
  const view = Object.assign(document.createElement('lupa-head-view'), { record });
  place.replaceChildren(view);
} catch (error) {
  place.textContent = (error as Error).message;
}
document.documentElement.dataset.lupa = 'ready';
