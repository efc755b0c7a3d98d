import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { copyCheckpoint, inFolder, listing, lupa, type Copy } from '../helpers/command.js';
import { supportedFamilies } from '../../src/models/registry.js';

/** As the message lists them. */
const FAMILIES = `${supportedFamilies.join(', ')}, and any family as an ONNX export (-m FILE.onnx; optimum-cli export onnx makes one)`;

/** What is done to a copy of a checkpoint, and the one line that is then said of it. */
interface Case {
  /** The fixture; default `bert`. */
  of?: string;
  change: (copy: Copy) => unknown;
  message: string;
  text?: string;
}

/** Nothing on stdout, one line on stderr, exit status 1, and no file more than before. */
async function check({ of = 'bert', change, message, text = 'The cat' }: Case): Promise<void> {
  await inFolder(async (cwd) => {
    await change(copyCheckpoint(cwd, of));
    const before = listing(cwd);
    const { status, stdout, stderr } = await lupa(['attend', text, '--pair', 'a mat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
    assert.deepEqual({ stderr, status }, { stderr: `lupa: ${message}\n`, status: 1 });
    assert.equal(stdout.toString(), '');
    assert.deepEqual(listing(cwd), before);
  });
}

const config =
  (fields: Record<string, unknown>): Case['change'] =>
  (copy) =>
    copy.json('config.json', (json) => void Object.assign(json, fields));
const size = (bytes: number): Float32Array<ArrayBuffer> => new Float32Array(bytes);
const cut =
  (name: string, length: number): Case['change'] =>
  (copy) =>
    copy.write(name, readFileSync(copy.path(name)).subarray(0, length));
/** The parser's words differ from one Node to the next. */
const parserSays = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message.replaceAll(/\s+/g, ' ');
  }
  throw new Error('that is JSON');
};

const WORDS = 'bert.embeddings.word_embeddings.weight';
const DENSE = 'bert.encoder.layer.1.output.dense.weight';
const LAST = readFileSync('test/fixtures/checkpoints/bert/model.safetensors').length;
const NAMED =
  'gelu, gelu_python, gelu_new, gelu_fast, gelu_accurate, gelu_pytorch_tanh, gelu_python_tanh, quick_gelu, relu, relu2, relu6, leaky_relu, silu, swish, mish, sigmoid, tanh, linear';

const GROUPS: Record<string, Record<string, Case>> = {
  'config.json': {
    missing: { change: (m) => m.remove('config.json'), message: 'm has no config.json: a model folder in the Hugging Face layout is needed' },
    'cut off': {
      change: cut('config.json', 20),
      message: `m/config.json is not valid JSON: ${parserSays(readFileSync('test/fixtures/checkpoints/bert/config.json', 'utf8').slice(0, 20))}`,
    },
    'an empty file': { change: (m) => m.write('config.json', ''), message: `m/config.json is not valid JSON: ${parserSays('')}` },
    'not UTF-8': {
      change: (m) => m.write('config.json', Uint8Array.of(0xff)),
      message: 'm/config.json is not valid JSON: The encoded data was not valid for encoding utf-8',
    },
    'a list': { change: (m) => m.write('config.json', '[]'), message: 'm/config.json holds no JSON object' },
    'an unknown architecture': {
      change: config({ model_type: 'mamba' }),
      message: `m/config.json has the model_type "mamba"; Lupa reads ${FAMILIES}`,
    },
    'an architecture of every object': {
      change: config({ model_type: 'constructor' }),
      message: `m/config.json has the model_type "constructor"; Lupa reads ${FAMILIES}`,
    },
    'no architecture': { change: config({ model_type: undefined }), message: `m/config.json has no model_type; Lupa reads ${FAMILIES}` },
    'an unknown activation': {
      change: config({ hidden_act: 'snake' }),
      message: `the activation "snake" (hidden_act) is not supported: ${NAMED} are`,
    },
    'an activation that is a number': {
      change: config({ hidden_act: 3 }),
      message: 'm/config.json: hidden_act is 3, a name is expected',
    },
    'relative positions': {
      change: config({ position_embedding_type: 'relative_key' }),
      message: 'm/config.json: position_embedding_type is "relative_key", only "absolute" is supported',
    },
    'a decoder': { change: config({ is_decoder: true }), message: 'm/config.json: is_decoder is true, only false is supported' },
    'heads that do not divide the size': {
      change: config({ num_attention_heads: 5 }),
      message: 'm/config.json: hidden_size 32 is not a multiple of num_attention_heads 5',
    },
    'more heads than numbers': {
      change: config({ num_attention_heads: 64 }),
      message: 'm/config.json: hidden_size 32 is not a multiple of num_attention_heads 64',
    },
    'no heads': {
      change: config({ num_attention_heads: 0 }),
      message: 'm/config.json: num_attention_heads is 0, a whole number from 1 on is expected',
    },
    'a missing size': {
      change: config({ hidden_size: undefined }),
      message: 'm/config.json: hidden_size is missing, a whole number from 1 on is expected',
    },
    'a negative size': { change: config({ hidden_size: -32 }), message: 'm/config.json: hidden_size is -32, a whole number from 1 on is expected' },
    'a size that is text': {
      change: config({ vocab_size: '700' }),
      message: 'm/config.json: vocab_size is "700", a whole number from 1 on is expected',
    },
    'half a layer': {
      change: config({ num_hidden_layers: 1.5 }),
      message: 'm/config.json: num_hidden_layers is 1.5, a whole number from 1 on is expected',
    },
    'a size of 1e12': { change: config({ hidden_size: 1e12 }), message: `m: weight ${WORDS} has shape [700, 32], [700, 1000000000000] is expected` },
    'a billion layers': {
      change: config({ num_hidden_layers: 1e9 }),
      message: 'm: weight bert.encoder.layer.2.attention.self.query.weight is missing, shape [32, 32] is expected',
    },
    'a vocabulary of 1e15': {
      change: config({ vocab_size: 1e15 }),
      message: `m: weight ${WORDS} has shape [700, 32], [1000000000000000, 32] is expected`,
    },
    'a size beyond counting': {
      change: (m) => m.write('config.json', m.text('config.json').replace('"vocab_size": 700', '"vocab_size": 1e999')),
      message: 'm/config.json: vocab_size is Infinity, a whole number from 1 on is expected',
    },
    'an epsilon that is no small number': {
      change: config({ layer_norm_eps: 1e308 }),
      message: 'm/config.json: layer_norm_eps is 1e+308, a number from 0 to 1 is expected',
    },
    'padding before the first position': {
      of: 'roberta',
      change: config({ pad_token_id: -5 }),
      message: 'm/config.json: pad_token_id is -5, a number from 0 to 80 is expected: the 82 positions count from it',
    },
    'padding after the last position': {
      of: 'roberta',
      change: config({ pad_token_id: 81 }),
      message: 'm/config.json: pad_token_id is 81, a number from 0 to 80 is expected: the 82 positions count from it',
    },
    'fewer than no classes': {
      of: 'bert-classifier',
      change: config({ id2label: null, num_labels: -3 }),
      message: 'config.json: num_labels is -3, at least one class is expected',
    },
    'one token type, and two texts': {
      change: async (m) => {
        config({ type_vocab_size: 1 })(m);
        await m.weights((w) => (w['bert.embeddings.token_type_embeddings.weight'] = { data: size(32), shape: [1, 32] }));
      },
      message: "a second text has the token type 1, this model's types are 0 to 0 (type_vocab_size): leave the second text out",
    },
  },
  weights: {
    'no file': {
      change: (m) => m.remove('model.safetensors'),
      message:
        'm has no model.safetensors or pytorch_model.bin (or model.safetensors.index.json, pytorch_model.bin.index.json): found config.json, tokenizer.json, tokenizer_config.json',
    },
    'an empty file': {
      change: (m) => m.write('model.safetensors', ''),
      message: 'm/model.safetensors is not a sound safetensors file: it has 0 bytes, at least 10 are needed',
    },
    'a file cut off in the data': {
      change: cut('model.safetensors', LAST - 1),
      message:
        'm/model.safetensors is not a sound safetensors file: tensor "qa_outputs.weight" lies at bytes 168712-168968 of 168967 bytes of data (is the file cut off?)',
    },
    'a file cut off in the header': {
      change: cut('model.safetensors', 100),
      message:
        'm/model.safetensors is not a sound safetensors file: bytes 0-7 give a header of 4208 bytes, there is room for 92 (cut off, or a file of another kind?)',
    },
    'a header of 2^63 bytes': {
      change: (m) => m.write('model.safetensors', Buffer.from('0000000000000080' + '7b7d'.repeat(9), 'hex')),
      message:
        'm/model.safetensors is not a sound safetensors file: bytes 0-7 give a header of 9223372036854775808 bytes, there is room for 18 (cut off, or a file of another kind?)',
    },
    'a file of another kind': {
      change: (m) => m.write('model.safetensors', 'PK\u0003\u0004 this is a zip file'),
      message:
        'm/model.safetensors is not a sound safetensors file: bytes 0-7 give a header of 7595448452415441744 bytes, there is room for 15 (cut off, or a file of another kind?)',
    },
    'a missing weight': { change: (m) => m.weights((w) => delete w[DENSE]), message: `m: weight ${DENSE} is missing, shape [32, 64] is expected` },
    'a missing head': {
      change: (m) => m.weights((w) => delete w['qa_outputs.bias']),
      message: 'm: weight qa_outputs.bias is missing, shape [2] is expected',
    },
    'an extra weight': {
      change: (m) => m.weights((w) => (w['bert.encoder.layer.2.x'] = { data: size(6), shape: [2, 3] })),
      message: 'm: weight bert.encoder.layer.2.x of shape [2, 3] belongs to nothing in this architecture',
    },
    'a weight of another shape': {
      change: (m) => m.weights((w) => (w[DENSE].shape = [64, 32])),
      message: `m: weight ${DENSE} has shape [64, 32], [32, 64] is expected`,
    },
    'a weight without a dimension': {
      change: (m) => m.weights((w) => (w[DENSE].shape = [2048])),
      message: `m: weight ${DENSE} has shape [2048], [32, 64] is expected`,
    },
    'whole numbers for weights': {
      change: (m) => m.weights((w) => (w[DENSE].data = new Int32Array(2048))),
      message: `m: weight ${DENSE} is stored as I32, Lupa reads F32, F16 and BF16`,
    },
    'a weight under its old and its new name': {
      change: (m) => m.weights((w) => (w['bert.embeddings.LayerNorm.gamma'] = { data: size(32), shape: [32] })),
      message:
        'm: weights bert.embeddings.LayerNorm.weight and bert.embeddings.LayerNorm.gamma are the same part of the model: only one can be right',
    },
    'a name that steers the terminal': {
      change: (m) => m.weights((w) => (w['x\u001b[31m\n'] = { data: size(1), shape: [1] })),
      message: 'm: weight x [31m of shape [1] belongs to nothing in this architecture',
    },
  },
  'weights in several files': {
    'a part that is missing': {
      of: 'bert-sharded',
      change: (m) => m.remove('model-00002-of-00002.safetensors'),
      message: 'm has no model-00002-of-00002.safetensors, which model.safetensors.index.json lists',
    },
    'a part that is cut off': {
      of: 'bert-sharded',
      change: cut('model-00001-of-00002.safetensors', 1000),
      message:
        'm/model-00001-of-00002.safetensors is not a sound safetensors file: bytes 0-7 give a header of 2080 bytes, there is room for 992 (cut off, or a file of another kind?)',
    },
    'a part outside of the folder': {
      of: 'bert-sharded',
      change: (m) =>
        m.json(
          'model.safetensors.index.json',
          (json) => void ((json.weight_map as Record<string, string>)[WORDS] = '../m/model-00001-of-00002.safetensors'),
        ),
      message: 'm has no ../m/model-00001-of-00002.safetensors, which model.safetensors.index.json lists',
    },
    'a weight in the wrong part': {
      of: 'bert-sharded',
      change: (m) =>
        m.json(
          'model.safetensors.index.json',
          (json) => void ((json.weight_map as Record<string, string>)['bert.x'] = 'model-00001-of-00002.safetensors'),
        ),
      message: 'm: weight bert.x is not in model-00001-of-00002.safetensors, where model.safetensors.index.json puts it',
    },
    'a weight in both parts': {
      of: 'bert-sharded',
      change: async (m) =>
        m.weights(
          (w) => (w[WORDS] = { data: size(1), shape: [1] }),
          m.text('model.safetensors.index.json').includes(`"${WORDS}": "model-00001`)
            ? 'model-00002-of-00002.safetensors'
            : 'model-00001-of-00002.safetensors',
        ),
      message: `m: weight ${WORDS} is in more than one file`,
    },
    'an index without a map': {
      of: 'bert-sharded',
      change: (m) => m.write('model.safetensors.index.json', '{"weight_map":{}}'),
      message: 'm/model.safetensors.index.json has no weight_map of file names',
    },
    'an index of numbers': {
      of: 'bert-sharded',
      change: (m) => m.write('model.safetensors.index.json', '{"weight_map":{"a":1}}'),
      message: 'm/model.safetensors.index.json has no weight_map of file names',
    },
    'an index that is a list': {
      of: 'bert-sharded',
      change: (m) => m.write('model.safetensors.index.json', '[1]'),
      message: 'm/model.safetensors.index.json holds no JSON object',
    },
    'an index that is cut off': {
      of: 'bert-sharded',
      change: (m) => m.write('model.safetensors.index.json', '{"weight_map":{'),
      message: `m/model.safetensors.index.json is not valid JSON: ${parserSays('{"weight_map":{')}`,
    },
  },
};

for (const [group, cases] of Object.entries(GROUPS)) {
  describe(group, { concurrency: 2 }, () => {
    for (const [name, given] of Object.entries(cases)) test(name, () => check(given));
  });
}
