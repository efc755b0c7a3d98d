import { unpackRecord } from '../attention/pack.js';
import { headState, type HeadState } from '../views/head-state.js';
import './head-view-define.js';
import { fillFrame } from './page-frame.js';

/** Takes the record out of the page. Its text is let go at once: it is as large as the record. */
function packedRecord(): Uint8Array {
  const node = document.getElementById('record') as HTMLElement;
  const binary = atob(node.textContent ?? '');
  node.remove();
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Puts the view into the page and says on `<html>` how that went. */
async function start(): Promise<void> {
  const root = document.documentElement;
  const main = document.getElementById('view') as HTMLElement;
  try {
    const given = JSON.parse(main.dataset.state ?? '{}') as Partial<HeadState>;
    const { theme, focus, ...state } = given;
    const record = await unpackRecord(packedRecord());
    headState(record, given);
    fillFrame(record, state.sequence ?? 0);
    const view = document.createElement('lupa-head-view');
    Object.assign(view, state, { record, theme: theme ?? 'auto', focused: focus ?? null });
    view.addEventListener('lupa-change', ({ detail }) => {
      root.dataset.theme = detail.theme;
      if (detail.sequence !== shown) fillFrame(record, (shown = detail.sequence));
    });
    let shown = state.sequence ?? 0;
    main.replaceChildren(view);
    await view.whenDrawn;
    requestAnimationFrame(() => {
      root.dataset.lupa = 'ready';
    });
  } catch (error) {
    const message = document.createElement('p');
    message.className = 'failed';
    message.setAttribute('role', 'alert');
    message.textContent = `This page cannot show its picture: ${error instanceof Error ? error.message : String(error)}`;
    main.replaceChildren(message);
    root.dataset.lupa = 'failed';
  }
}

// After the first paint: the header is on screen while a large record is decoded.
requestAnimationFrame(() => setTimeout(() => void start()));
