import { layerCount, type AttentionRecord } from '../attention/record.js';

/** Writes what a record is about into the page around its view. Everything goes in as text, never as markup. */
export function fillFrame(record: AttentionRecord, sequence: number): void {
  const { model, provenance, tensors } = record;
  const { text, pair } = record.texts[sequence] ?? { text: '', pair: null };
  const count = record.tokens[sequence].length;
  const heads = tensors['attentions.0'].shape[1];
  const parts = pair === null ? [paragraph(text)] : [paragraph(text, 'A'), paragraph(pair, 'B')];
  byId('texts').replaceChildren(...parts);
  const facts = [model.id, model.family, `${layerCount(record)} layers × ${heads} heads`, `${count} tokens`];
  byId('facts').replaceChildren(...[facts[0], facts.slice(1).join(' · ')].map((fact) => element('li', fact)));
  const rows: [string, string | null][] = [
    [pair === null ? 'Text' : 'Text A', text],
    ['Text B', pair],
    ['Model', model.id],
    ['Family', model.family],
    ['Weights', model.sha256 === null ? null : `sha256 ${model.sha256}`],
    ['Made by', provenance.version],
    ['Command', provenance.command],
    ['Runtime', provenance.runtime],
  ];
  byId('provenance').replaceChildren(...rows.flatMap(([name, value]) => (value === null ? [] : [element('dt', name), element('dd', value)])));
}

function paragraph(text: string, letter?: string): HTMLElement {
  const node = element('p', '');
  node.title = text.length > 400 ? `${text.slice(0, 400)}…` : text;
  node.dir = 'auto';
  if (letter !== undefined) {
    const mark = element('span', letter);
    mark.className = 'letter';
    node.className = 'part';
    node.append(mark);
  }
  node.append(text);
  return node;
}

function element(name: string, text: string): HTMLElement {
  const node = document.createElement(name);
  node.textContent = text;
  return node;
}

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}
