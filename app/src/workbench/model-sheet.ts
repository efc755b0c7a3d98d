import { html, nothing, type TemplateResult } from 'lit';
import { BUNDLED_MODEL, modelKind, plainName } from '../state/state.js';
import { icon } from '../style/icons.js';
import type { ModelWords } from '../words/workbench-model.js';
import type { Bench } from './bench.js';
import { chosenFiles } from './dropped.js';

/** What the choice of models shows and whom it tells. */
export interface ModelSheet {
  bench: Bench;
  words: ModelWords;
  /** A model by its name. */
  use: (model: string) => void;
  take: (files: Record<string, File>) => void;
}

/** Where a model can come from, a card each. */
export function modelSheet(sheet: ModelSheet): TemplateResult {
  const { bench, words, use } = sheet;
  const inUse = (name: string): boolean => bench.state.model === name && bench.modelProblem === null;
  return html`<p class="muted">${words.intro}</p>
    ${servedCard(BUNDLED_MODEL, { title: words.bundled, about: words.bundledAbout, words, inUse, use })}
    ${bench.served.map((name) => servedCard(name, { title: html`<bdi>${plainName(name)}</bdi>`, about: words.servedAbout, words, inUse, use }))}
    <form class="source" @submit=${(event: SubmitEvent) => submit(event, sheet)}>${icon('globe')}
      <div><h3><label for="hub">${words.hub}</label></h3><p class="small muted">${words.hubAbout}</p>
        <div class="row"><input type="text" id="hub" name="hub" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=${words.hubExample}
            .value=${modelKind(bench.state.model) === 'hub' ? bench.state.model : ''} @input=${(event: Event) => (event.target as HTMLInputElement).setCustomValidity('')} />
          <button class="button" data-control="load-hub">${words.load}</button></div></div></form>
    <div class="source">${icon('folder')}
      <div><h3>${words.files}</h3><p class="small muted">${words.filesAbout}</p>
        <div class="row">${fileButton(words.openFolder, { ...sheet, control: 'folder', folder: true })}${fileButton(words.openFiles, { ...sheet, control: 'files' })}</div></div></div>
    <div class="source">${icon('file')}
      <div><h3>${words.record}</h3><p class="small muted">${words.recordAbout}</p>
        <div class="row">${fileButton(words.openRecord, { ...sheet, control: 'record', accept: '.safetensors' })}</div></div></div>
    ${'gpu' in navigator ? devices(bench, words) : nothing}`;
}

/** A model that is served with the page. */
function servedCard(
  name: string,
  { title, about, words, inUse, use }: Pick<ModelSheet, 'words' | 'use'> & { title: unknown; about: string; inUse: (name: string) => boolean },
): TemplateResult {
  const used = inUse(name);
  return html`<div class="source">${icon('box')}
      <div><h3>${title}</h3><p class="small muted">${about}</p></div>
      <button type="button" class="button ${used ? '' : 'primary'}" data-control=${name === BUNDLED_MODEL ? 'use-bundled' : 'use-served'} ?disabled=${used} @click=${() => use(name)}>${used ? words.inUse : words.use}</button></div>`;
}

/** The name was typed: an address of the hub's pages is understood too. */
function submit(event: SubmitEvent, { words, use }: ModelSheet): void {
  event.preventDefault();
  const field = (event.target as HTMLFormElement).elements.namedItem('hub') as HTMLInputElement;
  const name = field.value
    .trim()
    .replace(/^https?:\/\/[^/]+\//, '')
    .replace(/\/(tree|blob)\/.*$/, '')
    .replace(/\/$/, '');
  if (name === '' || modelKind(name) !== 'hub') {
    field.setCustomValidity(words.badName);
    field.reportValidity();
  } else use(name);
}

/** A button that opens the system's dialog for files. */
function fileButton(
  label: string,
  { take, control, folder = false, accept }: Pick<ModelSheet, 'take'> & { control: string; folder?: boolean; accept?: string },
): TemplateResult {
  const chosen = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    if (field.files !== null && field.files.length > 0) take(chosenFiles(field.files));
    field.value = '';
  };
  return html`<label class="button">${label}<input class="sr" type="file" data-control=${control} multiple ?webkitdirectory=${folder} accept=${accept ?? nothing} @change=${chosen} /></label>`;
}

function devices(bench: Bench, words: ModelWords): TemplateResult {
  const choose = (device: 'wasm' | 'webgpu'): void => {
    bench.device = device;
    void bench.open();
  };
  return html`<div class="source">${icon('grid')}<div><h3 id="device">${words.device}</h3></div>
    <div class="segments" role="group" aria-labelledby="device">${(['wasm', 'webgpu'] as const).map(
      (device) =>
        html`<button type="button" data-device=${device} aria-pressed=${bench.device === device} @click=${() => choose(device)}>${words.devices[device]}</button>`,
    )}</div></div>`;
}
