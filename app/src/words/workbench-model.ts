import type { Catalogues, PluralForms } from 'lupa-attention/words';

/** The words of choosing a model: where it comes from, how far loading is, what went wrong. */
export interface ModelWords {
  model: string;
  choose: string;
  intro: string;
  bundled: string;
  bundledAbout: string;
  servedAbout: string;
  hub: string;
  hubAbout: string;
  hubExample: string;
  load: string;
  files: string;
  filesAbout: string;
  openFolder: string;
  openFiles: string;
  /** The name of a model of files without a folder. */
  looseFiles: string;
  record: string;
  recordAbout: string;
  openRecord: string;
  savedRecord: string;
  use: string;
  inUse: string;
  layers: PluralForms;
  heads: PluralForms;
  stages: Record<'download' | 'read' | 'load', string>;
  /** `done` and `total` are sizes. */
  ofBytes: (done: string, total: string) => string;
  cancel: string;
  again: string;
  device: string;
  devices: Record<'wasm' | 'webgpu', string>;
  drop: string;
  /** What went wrong, by what was tried. The engine's own sentence, in English, follows. */
  failed: Record<'model' | 'run' | 'record' | 'files', string>;
  /** What to do about an error of a kind. */
  todo: Record<string, string>;
  needFiles: (name: string) => string;
  needRecord: (name: string) => string;
  badName: string;
  cancelled: string;
  useBundled: string;
}

export const MODEL_WORDS: Catalogues<ModelWords> = {
  en: {
    model: 'Model',
    choose: 'Choose a model',
    intro: 'Everything runs in this browser. Your texts and files are not sent anywhere.',
    bundled: 'Comes with Lupa',
    bundledAbout: 'A small BERT that answers questions from a text: 6 layers, 12 heads. It works offline.',
    servedAbout: 'Served by the same lupa app.',
    hub: 'From the Hugging Face hub',
    hubAbout: 'The files are downloaded once, then kept in this browser.',
    hubExample: 'organisation/name',
    load: 'Load',
    files: 'From this machine',
    filesAbout:
      'A folder with config.json, the tokenizer and the weights (safetensors), or an ONNX export. You can also drop it anywhere on the page.',
    openFolder: 'Open a folder',
    openFiles: 'Open files',
    looseFiles: 'loose files',
    record: 'A saved record',
    recordAbout: 'A .safetensors file that lupa attend, this app or Python wrote: attention without its model.',
    openRecord: 'Open a record',
    savedRecord: 'saved record',
    use: 'Use',
    inUse: 'in use',
    layers: { one: '# layer', other: '# layers' },
    heads: { one: '# head', other: '# heads' },
    stages: { download: 'Downloading', read: 'Reading', load: 'Preparing the model' },
    ofBytes: (done, total) => `${done} of ${total}`,
    cancel: 'Cancel',
    again: 'Try again',
    device: 'Compute on',
    devices: { wasm: 'Processor', webgpu: 'Graphics card (WebGPU)' },
    drop: 'Drop a model’s folder, its files, or a saved record',
    failed: {
      model: 'This model could not be loaded.',
      run: 'The model could not run on this.',
      record: 'This record could not be read.',
      files: 'These files are no model and no record.',
    },
    todo: {
      DownloadFailed: 'Check the connection and try again, or choose a model from this machine.',
      NotFound: 'Check the name: it is written organisation/name.',
      InvalidFile: 'The file is damaged, or not what its name says: get it again.',
      InvalidCheckpoint: 'Files are missing or do not belong together: give the whole folder.',
      Unsupported: 'Another model of the same family may work, or an ONNX export of this one.',
      OutOfRange: 'Shorten the text, or choose a model that reads longer ones.',
      InvalidInput: 'Change the text or choose another model.',
      RuntimeFailed: 'Memory may be short: close other tabs, or choose a smaller model. What a graphics card refuses may run on the processor.',
      Failed: 'Try again; if it happens again, load the page anew.',
    },
    needFiles: (name) => `This link was made with files of another machine (${name}). Open the same files here to see the same picture.`,
    needRecord: (name) => `This link was made with a saved record (${name}). Open that file here to see the same picture.`,
    badName: 'This is no name of a model. Names are written organisation/name.',
    cancelled: 'Loading was cancelled.',
    useBundled: 'Use the model that comes with Lupa',
  },
  'pt-BR': {
    model: 'Modelo',
    choose: 'Escolher um modelo',
    intro: 'Tudo roda neste navegador. Seus textos e arquivos não são enviados a lugar nenhum.',
    bundled: 'Vem com o Lupa',
    bundledAbout: 'Um BERT pequeno que responde a perguntas sobre um texto: 6 camadas, 12 cabeças. Funciona sem internet.',
    servedAbout: 'Servido pelo mesmo lupa app.',
    hub: 'Do hub do Hugging Face',
    hubAbout: 'Os arquivos são baixados uma vez e depois ficam neste navegador.',
    hubExample: 'organização/nome',
    load: 'Carregar',
    files: 'Deste computador',
    filesAbout:
      'Uma pasta com config.json, o tokenizador e os pesos (safetensors), ou uma exportação ONNX. Você também pode soltá-la em qualquer lugar da página.',
    openFolder: 'Abrir pasta',
    openFiles: 'Abrir arquivos',
    looseFiles: 'arquivos avulsos',
    record: 'Um registro salvo',
    recordAbout: 'Um arquivo .safetensors escrito pelo lupa attend, por este aplicativo ou por Python: a atenção sem o modelo.',
    openRecord: 'Abrir registro',
    savedRecord: 'registro salvo',
    use: 'Usar',
    inUse: 'em uso',
    layers: { one: '# camada', other: '# camadas' },
    heads: { one: '# cabeça', other: '# cabeças' },
    stages: { download: 'Baixando', read: 'Lendo', load: 'Preparando o modelo' },
    ofBytes: (done, total) => `${done} de ${total}`,
    cancel: 'Cancelar',
    again: 'Tentar de novo',
    device: 'Calcular com',
    devices: { wasm: 'Processador', webgpu: 'Placa de vídeo (WebGPU)' },
    drop: 'Solte a pasta de um modelo, seus arquivos ou um registro salvo',
    failed: {
      model: 'Não foi possível carregar este modelo.',
      run: 'O modelo não pôde ser executado com isto.',
      record: 'Não foi possível ler este registro.',
      files: 'Estes arquivos não são um modelo nem um registro.',
    },
    todo: {
      DownloadFailed: 'Verifique a conexão e tente de novo, ou escolha um modelo deste computador.',
      NotFound: 'Confira o nome: ele se escreve organização/nome.',
      InvalidFile: 'O arquivo está danificado ou não é o que o nome diz: obtenha-o de novo.',
      InvalidCheckpoint: 'Faltam arquivos ou eles não combinam entre si: forneça a pasta inteira.',
      Unsupported: 'Outro modelo da mesma família pode funcionar, ou uma exportação ONNX deste.',
      OutOfRange: 'Encurte o texto ou escolha um modelo que leia textos mais longos.',
      InvalidInput: 'Mude o texto ou escolha outro modelo.',
      RuntimeFailed:
        'Talvez falte memória: feche outras abas ou escolha um modelo menor. O que uma placa de vídeo recusa talvez rode no processador.',
      Failed: 'Tente de novo; se acontecer outra vez, recarregue a página.',
    },
    needFiles: (name) => `Este link foi feito com arquivos de outro computador (${name}). Abra os mesmos arquivos aqui para ver a mesma imagem.`,
    needRecord: (name) => `Este link foi feito com um registro salvo (${name}). Abra esse arquivo aqui para ver a mesma imagem.`,
    badName: 'Isto não é um nome de modelo. Os nomes se escrevem organização/nome.',
    cancelled: 'O carregamento foi cancelado.',
    useBundled: 'Usar o modelo que vem com o Lupa',
  },
  es: {
    model: 'Modelo',
    choose: 'Elegir un modelo',
    intro: 'Todo se ejecuta en este navegador. Tus textos y archivos no se envían a ninguna parte.',
    bundled: 'Viene con Lupa',
    bundledAbout: 'Un BERT pequeño que responde preguntas sobre un texto: 6 capas, 12 cabezas. Funciona sin conexión.',
    servedAbout: 'Lo sirve el mismo lupa app.',
    hub: 'Del hub de Hugging Face',
    hubAbout: 'Los archivos se descargan una vez y después se guardan en este navegador.',
    hubExample: 'organización/nombre',
    load: 'Cargar',
    files: 'De este equipo',
    filesAbout:
      'Una carpeta con config.json, el tokenizador y los pesos (safetensors), o una exportación ONNX. También puedes soltarla en cualquier lugar de la página.',
    openFolder: 'Abrir carpeta',
    openFiles: 'Abrir archivos',
    looseFiles: 'archivos sueltos',
    record: 'Un registro guardado',
    recordAbout: 'Un archivo .safetensors escrito por lupa attend, por esta aplicación o por Python: la atención sin su modelo.',
    openRecord: 'Abrir registro',
    savedRecord: 'registro guardado',
    use: 'Usar',
    inUse: 'en uso',
    layers: { one: '# capa', other: '# capas' },
    heads: { one: '# cabeza', other: '# cabezas' },
    stages: { download: 'Descargando', read: 'Leyendo', load: 'Preparando el modelo' },
    ofBytes: (done, total) => `${done} de ${total}`,
    cancel: 'Cancelar',
    again: 'Reintentar',
    device: 'Calcular con',
    devices: { wasm: 'Procesador', webgpu: 'Tarjeta gráfica (WebGPU)' },
    drop: 'Suelta la carpeta de un modelo, sus archivos o un registro guardado',
    failed: {
      model: 'No se pudo cargar este modelo.',
      run: 'El modelo no pudo ejecutarse con esto.',
      record: 'No se pudo leer este registro.',
      files: 'Estos archivos no son un modelo ni un registro.',
    },
    todo: {
      DownloadFailed: 'Comprueba la conexión y reintenta, o elige un modelo de este equipo.',
      NotFound: 'Revisa el nombre: se escribe organización/nombre.',
      InvalidFile: 'El archivo está dañado o no es lo que dice su nombre: consíguelo de nuevo.',
      InvalidCheckpoint: 'Faltan archivos o no corresponden entre sí: da la carpeta completa.',
      Unsupported: 'Puede que funcione otro modelo de la misma familia, o una exportación ONNX de este.',
      OutOfRange: 'Acorta el texto o elige un modelo que lea textos más largos.',
      InvalidInput: 'Cambia el texto o elige otro modelo.',
      RuntimeFailed:
        'Quizá falte memoria: cierra otras pestañas o elige un modelo más pequeño. Lo que rechaza una tarjeta gráfica quizá funcione en el procesador.',
      Failed: 'Reintenta; si vuelve a pasar, carga la página de nuevo.',
    },
    needFiles: (name) => `Este enlace se hizo con archivos de otro equipo (${name}). Abre aquí los mismos archivos para ver la misma imagen.`,
    needRecord: (name) => `Este enlace se hizo con un registro guardado (${name}). Abre aquí ese archivo para ver la misma imagen.`,
    badName: 'Esto no es el nombre de un modelo. Los nombres se escriben organización/nombre.',
    cancelled: 'Se canceló la carga.',
    useBundled: 'Usar el modelo que viene con Lupa',
  },
};
