import type { Catalogues, PluralForms } from 'lupa-attention/words';

/** The words of the grid in which heads are switched off. */
export interface HeadGridWords {
  grid: string;
  stack: string;
  /** Of a cell, for those who do not see it: `on` or `off` follows. */
  cell: (layer: string, head: string) => string;
  on: string;
  off: string;
  layer: string;
  head: string;
  offCount: PluralForms;
  toggleOff: string;
  toggleOn: string;
  layerOff: string;
  layerOn: string;
  only: string;
  allOn: string;
  show: string;
  keys: string;
}

export const HEAD_GRID_WORDS: Catalogues<HeadGridWords> = {
  en: {
    grid: 'Heads: rows are layers, columns are heads',
    stack: 'Kind of attention',
    cell: (layer, head) => `Layer ${layer}, head ${head}`,
    on: 'on',
    off: 'off',
    layer: 'Layer',
    head: 'Head',
    offCount: { one: '# head is off', other: '# heads are off' },
    toggleOff: 'Switch off',
    toggleOn: 'Switch on',
    layerOff: 'Layer off',
    layerOn: 'Layer on',
    only: 'Only this head',
    allOn: 'All on',
    show: 'Show in the view',
    keys: 'Arrow keys move, Space switches; with Shift, or a click with Shift, the whole layer.',
  },
  'pt-BR': {
    grid: 'Cabeças: as linhas são camadas, as colunas são cabeças',
    stack: 'Tipo de atenção',
    cell: (layer, head) => `Camada ${layer}, cabeça ${head}`,
    on: 'ligada',
    off: 'desligada',
    layer: 'Camada',
    head: 'Cabeça',
    offCount: { one: '# cabeça está desligada', other: '# cabeças estão desligadas' },
    toggleOff: 'Desligar',
    toggleOn: 'Ligar',
    layerOff: 'Desligar a camada',
    layerOn: 'Ligar a camada',
    only: 'Só esta cabeça',
    allOn: 'Ligar todas',
    show: 'Mostrar na visão',
    keys: 'As setas movem, Espaço liga e desliga; com Shift, ou clicando com Shift, a camada inteira.',
  },
  es: {
    grid: 'Cabezas: las filas son capas, las columnas son cabezas',
    stack: 'Tipo de atención',
    cell: (layer, head) => `Capa ${layer}, cabeza ${head}`,
    on: 'activada',
    off: 'desactivada',
    layer: 'Capa',
    head: 'Cabeza',
    offCount: { one: '# cabeza está desactivada', other: '# cabezas están desactivadas' },
    toggleOff: 'Desactivar',
    toggleOn: 'Activar',
    layerOff: 'Desactivar la capa',
    layerOn: 'Activar la capa',
    only: 'Solo esta cabeza',
    allOn: 'Activar todas',
    show: 'Mostrar en la vista',
    keys: 'Las flechas mueven, Espacio activa y desactiva; con Mayús, o un clic con Mayús, la capa entera.',
  },
};
