import type { Catalogues } from 'lupa-attention/words';

/** The words of the sheets and of what stands where there is nothing to see yet. */
export interface HelpWords {
  helpTitle: string;
  keysOfApp: string;
  keysOfViews: string;
  reading: string;
  /** How to read the views, a sentence each. */
  howTo: Record<'head' | 'model' | 'neuron' | 'heatmap', string>;
  /** What to do where a view has nothing to show. */
  nothingThere: Record<'neuron' | 'patch' | 'answer', string>;
  keys: Record<'text' | 'view' | 'views' | 'all' | 'model' | 'history' | 'link' | 'theme' | 'help' | 'layer' | 'tokens' | 'pin' | 'unpin', string>;
  historyTitle: string;
  historyAbout: string;
  historyEmpty: string;
  clear: string;
  noText: { title: string; text: string };
  noContext: { title: string; text: string };
  loading: { title: string; text: string };
  noModel: { title: string; text: string };
  noImage: { title: string; text: string };
  failedRun: { title: string; text: string };
}

export const HELP_WORDS: Catalogues<HelpWords> = {
  en: {
    helpTitle: 'Keys and help',
    keysOfApp: 'Anywhere',
    keysOfViews: 'In a view',
    reading: 'How to read the views',
    howTo: {
      head: 'Head: a line goes from each token (query) to the tokens it attends to (keys). The stronger the line, the larger the weight; each colour is a head.',
      model: 'Model: all layers and heads at a glance. Click a small picture to look at that head.',
      neuron: 'Neuron: how one head comes to its weights: the query’s and the keys’ vectors, their products, and the softmax.',
      heatmap: 'Heatmap: the same weights as squares: a row is a query, a column a key, and each row adds up to 1.',
    },
    nothingThere: {
      neuron: 'Runs of this app have them, but this saved record was written without: run the same text with a model here.',
      patch: 'Choose another attention of this model, or a model that looks at images (ViT, DINOv2, CLIP).',
      answer: 'Use a model that answers questions, in the mode “Question”, with a context that holds the answer.',
    },
    keys: {
      text: 'go to the text',
      view: 'go to the view',
      views: 'show the first, second … view',
      all: 'all views at once',
      model: 'choose a model',
      history: 'earlier runs',
      link: 'copy the link',
      theme: 'next theme',
      help: 'this sheet',
      layer: 'previous, next layer',
      tokens: 'go through the tokens',
      pin: 'pin the token',
      unpin: 'let go',
    },
    historyTitle: 'Earlier runs',
    historyAbout: 'Kept in this browser only.',
    historyEmpty: 'Nothing yet. What you run appears here, so that you can come back to it.',
    clear: 'Clear the list',
    noText: {
      title: 'Type a sentence',
      text: 'Lupa runs the model as you type and shows which tokens attend to which. A good first one has a word that means another: “it”, “she”, “they”.',
    },
    noContext: {
      title: 'Give the model something to read',
      text: 'The question is answered from a text: paste a few sentences that hold the answer into the field “Context”.',
    },
    loading: {
      title: 'The model is on its way',
      text: 'It is loaded once and then kept. You can type already: the picture comes as soon as the model is there.',
    },
    noModel: { title: 'No model yet', text: 'Choose one, or drop a model’s folder or a saved record on this page.' },
    noImage: { title: 'This model looks at images', text: 'Choose an image, or drop one on this page, to see which parts of it attend to which.' },
    failedRun: {
      title: 'No picture for this',
      text: 'What went wrong stands above, at the text. The last picture is gone, since it was of another text.',
    },
  },
  'pt-BR': {
    helpTitle: 'Teclas e ajuda',
    keysOfApp: 'Em qualquer lugar',
    keysOfViews: 'Em uma visualização',
    reading: 'Como ler as visualizações',
    howTo: {
      head: 'Cabeça: uma linha vai de cada token (consulta) aos tokens a que ele atende (chaves). Quanto mais forte a linha, maior o peso; cada cor é uma cabeça.',
      model: 'Modelo: todas as camadas e cabeças de uma vez. Clique em uma miniatura para ver aquela cabeça.',
      neuron: 'Neurônio: como uma cabeça chega aos seus pesos: os vetores da consulta e das chaves, seus produtos e o softmax.',
      heatmap: 'Mapa de calor: os mesmos pesos como quadrados: cada linha é uma consulta, cada coluna uma chave, e cada linha soma 1.',
    },
    nothingThere: {
      neuron: 'As execuções deste aplicativo as têm, mas este registro salvo foi gravado sem elas: execute o mesmo texto com um modelo aqui.',
      patch: 'Escolha outra atenção deste modelo, ou um modelo que olha para imagens (ViT, DINOv2, CLIP).',
      answer: 'Use um modelo que responde a perguntas, no modo “Pergunta”, com um contexto que contenha a resposta.',
    },
    keys: {
      text: 'ir para o texto',
      view: 'ir para a visualização',
      views: 'mostrar a primeira, segunda… visualização',
      all: 'todas as visualizações de uma vez',
      model: 'escolher um modelo',
      history: 'execuções anteriores',
      link: 'copiar o link',
      theme: 'próximo tema',
      help: 'esta folha',
      layer: 'camada anterior, próxima',
      tokens: 'percorrer os tokens',
      pin: 'fixar o token',
      unpin: 'soltar',
    },
    historyTitle: 'Execuções anteriores',
    historyAbout: 'Guardadas somente neste navegador.',
    historyEmpty: 'Nada ainda. O que você executar aparece aqui, para que possa voltar a ele.',
    clear: 'Limpar a lista',
    noText: {
      title: 'Digite uma frase',
      text: 'O Lupa executa o modelo enquanto você digita e mostra quais tokens atendem a quais. Uma boa primeira frase tem uma palavra que se refere a outra: “ele”, “ela”, “isso”.',
    },
    noContext: {
      title: 'Dê ao modelo algo para ler',
      text: 'A pergunta é respondida a partir de um texto: cole no campo “Contexto” algumas frases que contenham a resposta.',
    },
    loading: {
      title: 'O modelo está a caminho',
      text: 'Ele é carregado uma vez e depois fica guardado. Você já pode digitar: a imagem vem assim que o modelo chegar.',
    },
    noModel: { title: 'Ainda sem modelo', text: 'Escolha um, ou solte nesta página a pasta de um modelo ou um registro salvo.' },
    noImage: {
      title: 'Este modelo olha imagens',
      text: 'Escolha uma imagem, ou solte uma nesta página, para ver quais partes dela atendem a quais.',
    },
    failedRun: { title: 'Sem imagem para isto', text: 'O que deu errado está acima, junto ao texto. A última imagem saiu, pois era de outro texto.' },
  },
  es: {
    helpTitle: 'Teclas y ayuda',
    keysOfApp: 'En cualquier lugar',
    keysOfViews: 'En una vista',
    reading: 'Cómo leer las vistas',
    howTo: {
      head: 'Cabeza: una línea va de cada token (consulta) a los tokens a los que atiende (claves). Cuanto más fuerte la línea, mayor el peso; cada color es una cabeza.',
      model: 'Modelo: todas las capas y cabezas de un vistazo. Haz clic en una miniatura para ver esa cabeza.',
      neuron: 'Neurona: cómo llega una cabeza a sus pesos: los vectores de la consulta y de las claves, sus productos y el softmax.',
      heatmap: 'Mapa de calor: los mismos pesos como cuadrados: cada fila es una consulta, cada columna una clave, y cada fila suma 1.',
    },
    nothingThere: {
      neuron:
        'Las ejecuciones de esta aplicación las tienen, pero este registro guardado se escribió sin ellas: ejecuta el mismo texto con un modelo aquí.',
      patch: 'Elige otra atención de este modelo, o un modelo que mira imágenes (ViT, DINOv2, CLIP).',
      answer: 'Usa un modelo que responda preguntas, en el modo «Pregunta», con un contexto que contenga la respuesta.',
    },
    keys: {
      text: 'ir al texto',
      view: 'ir a la vista',
      views: 'mostrar la primera, segunda… vista',
      all: 'todas las vistas a la vez',
      model: 'elegir un modelo',
      history: 'ejecuciones anteriores',
      link: 'copiar el enlace',
      theme: 'tema siguiente',
      help: 'esta hoja',
      layer: 'capa anterior, siguiente',
      tokens: 'recorrer los tokens',
      pin: 'fijar el token',
      unpin: 'soltar',
    },
    historyTitle: 'Ejecuciones anteriores',
    historyAbout: 'Guardadas solo en este navegador.',
    historyEmpty: 'Nada todavía. Lo que ejecutes aparece aquí, para que puedas volver a ello.',
    clear: 'Vaciar la lista',
    noText: {
      title: 'Escribe una oración',
      text: 'Lupa ejecuta el modelo mientras escribes y muestra qué tokens atienden a cuáles. Una buena primera oración tiene una palabra que se refiere a otra: «él», «ella», «eso».',
    },
    noContext: {
      title: 'Dale al modelo algo que leer',
      text: 'La pregunta se responde a partir de un texto: pega en el campo «Contexto» unas oraciones que contengan la respuesta.',
    },
    loading: {
      title: 'El modelo está en camino',
      text: 'Se carga una vez y después se conserva. Ya puedes escribir: la imagen aparece en cuanto llegue el modelo.',
    },
    noModel: { title: 'Todavía sin modelo', text: 'Elige uno, o suelta en esta página la carpeta de un modelo o un registro guardado.' },
    noImage: {
      title: 'Este modelo mira imágenes',
      text: 'Elige una imagen, o suelta una en esta página, para ver qué partes de ella atienden a cuáles.',
    },
    failedRun: {
      title: 'No hay imagen para esto',
      text: 'Lo que salió mal está arriba, junto al texto. La última imagen se quitó, pues era de otro texto.',
    },
  },
};
