import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { copyCheckpoint, inFolder, listing, lupa, type Copy } from '../helpers/command.js';

/** What is done to a copy of a checkpoint, and the one line that is then said of it. */
interface Case {
  /** The fixture; default `bert`. */
  of?: string;
  change: (copy: Copy) => unknown;
  message: string;
}

async function check({ of = 'bert', change, message }: Case): Promise<void> {
  await inFolder(async (cwd) => {
    change(copyCheckpoint(cwd, of));
    const before = listing(cwd);
    const { status, stdout, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
    assert.deepEqual({ stderr, status }, { stderr: `lupa: ${message}\n`, status: 1 });
    assert.equal(stdout.toString(), '');
    assert.deepEqual(listing(cwd), before);
  });
}

type Json = Record<string, Record<string, unknown>>;
const tokenizer =
  (change: (json: Json) => unknown): Case['change'] =>
  (m) =>
    m.json('tokenizer.json', (json) => void change(json as Json));
/** The tokenizer of a model with another vocabulary. */
const ROBERTA = readFileSync('test/fixtures/checkpoints/roberta/tokenizer.json');
const parserSays = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message.replaceAll(/\s+/g, ' ');
  }
  throw new Error('that is JSON');
};

const GROUPS: Record<string, Record<string, Case>> = {
  'tokenizer.json': {
    missing: {
      change: (m) => m.remove('tokenizer.json'),
      message:
        'm has no tokenizer: tokenizer.json, vocab.txt, vocab.json with merges.txt, or a SentencePiece model (spiece.model, sentencepiece.bpe.model, tokenizer.model, spm.model, source.spm with target.spm) is needed, found config.json, model.safetensors, tokenizer_config.json',
    },
    'cut off': {
      change: (m) => m.write('tokenizer.json', '{"version": "1.0",\n'),
      message: `m/tokenizer.json is not valid JSON: ${parserSays('{"version": "1.0",\n')}`,
    },
    'a list': { change: (m) => m.write('tokenizer.json', '[]'), message: 'm/tokenizer.json holds no JSON object' },
    'an empty object': { change: (m) => m.write('tokenizer.json', '{}'), message: 'm/tokenizer.json: model is missing, an object is expected' },
    'no vocabulary': {
      change: tokenizer(({ model }) => delete model.vocab),
      message: 'm/tokenizer.json: model.vocab is missing, an object with the number of each token is expected',
    },
    'a vocabulary of text': {
      change: tokenizer(({ model }) => ((model.vocab as Record<string, unknown>).the = 'x')),
      message: 'm/tokenizer.json: model.vocab.the is "x", the number of a token is expected',
    },
    'a negative number': {
      change: tokenizer(({ model }) => ((model.vocab as Record<string, unknown>).the = -1)),
      message: 'm/tokenizer.json: model.vocab.the is -1, the number of a token is expected',
    },
    'an unknown model': {
      change: tokenizer(({ model }) => (model.type = 'Bytes')),
      message: 'm/tokenizer.json: model.type is "Bytes", WordPiece, BPE or Unigram is expected',
    },
    'an unknown normalizer': {
      change: tokenizer((json) => (json.normalizer = { type: 'Magic' })),
      message: 'm/tokenizer.json is not a tokenizer Lupa can read: Unknown Normalizer type: Magic',
    },
    'an unknown post_processor': {
      change: tokenizer((json) => (json.post_processor = { type: 'Magic' })),
      message: "m/tokenizer.json: the tokenizer's post_processor Magic is not supported",
    },
    'an added token without text': {
      change: tokenizer((json) => (json.added_tokens = [{ id: 1 }] as never)),
      message: 'm/tokenizer.json: added_tokens.0.content is missing, text that is not empty is expected',
    },
    'a special token without a number': {
      change: tokenizer(({ post_processor: processor }) => delete (processor.special_tokens as Record<string, unknown>)['[SEP]']),
      message: 'm/tokenizer.json: the post_processor uses the special token [SEP] without giving its id',
    },
    'the number of a special token is text': {
      change: tokenizer(({ post_processor: processor }) => ((processor.special_tokens as Json)['[CLS]'].ids = ['2'])),
      message: 'm/tokenizer.json: post_processor.special_tokens.[CLS].ids.0 is "2", the number of a token is expected',
    },
    'another vocabulary than the weights': {
      change: tokenizer(({ model }) => ((model.vocab as Record<string, unknown>).the = 700)),
      message: 'token "the" has the id 700, the model\'s vocabulary has the ids 0 to 699: tokenizer and weights do not belong together',
    },
    'settings that are a list': { change: (m) => m.write('tokenizer_config.json', '[]'), message: 'm/tokenizer_config.json holds no JSON object' },
    'settings that are cut off': {
      change: (m) => m.write('tokenizer_config.json', '{'),
      message: `m/tokenizer_config.json is not valid JSON: ${parserSays('{')}`,
    },
  },
  'vocab.txt': {
    'not UTF-8': {
      of: 'bert-legacy-names',
      change: (m) => m.write('vocab.txt', Uint8Array.of(0x5b, 0xff)),
      message: 'm/vocab.txt is not text in UTF-8',
    },
    empty: {
      of: 'bert-legacy-names',
      change: (m) => m.write('vocab.txt', ''),
      message: 'm/vocab.txt: the special token [CLS] is not in the vocabulary',
    },
    'cut off before [SEP]': {
      of: 'bert-legacy-names',
      change: (m) => m.write('vocab.txt', '[PAD]\n[UNK]\n[CLS]\n'),
      message: 'm/vocab.txt: the special token [SEP] is not in the vocabulary',
    },
  },
  'vocab.json and merges.txt': {
    'no merges': {
      of: 'roberta-merges',
      change: (m) => m.remove('merges.txt'),
      message:
        'm has no tokenizer: tokenizer.json, vocab.txt, vocab.json with merges.txt, or a SentencePiece model (spiece.model, sentencepiece.bpe.model, tokenizer.model, spm.model, source.spm with target.spm) is needed, found config.json, model.safetensors, special_tokens_map.json, tokenizer_config.json, vocab.json',
    },
    'merges that are not UTF-8': {
      of: 'roberta-merges',
      change: (m) => m.write('merges.txt', Uint8Array.of(0xff)),
      message: 'm/merges.txt is not text in UTF-8',
    },
    'merges of one piece': {
      of: 'roberta-merges',
      change: (m) => m.write('merges.txt', '#version: 0.2\nab\n'),
      message: 'm/vocab.json: model.merges.0 is "ab", two pieces is expected',
    },
    'a list': { of: 'roberta-merges', change: (m) => m.write('vocab.json', '["a"]'), message: 'm/vocab.json holds no JSON object' },
    'no special tokens': {
      of: 'roberta-merges',
      change: (m) => m.write('vocab.json', '{"a":0}'),
      message: 'm/vocab.json: the special token <s> is not in the vocabulary',
    },
    'a number that is text': {
      of: 'roberta-merges',
      change: (m) => m.json('vocab.json', (json) => void (json.a = '0')),
      message: 'm/vocab.json: model.vocab.a is "0", the number of a token is expected',
    },
  },
};

for (const [group, cases] of Object.entries(GROUPS)) {
  describe(group, { concurrency: 2 }, () => {
    for (const [name, given] of Object.entries(cases)) test(name, () => check(given));
  });
}

test('the tokenizer of another model is told by the first token the weights do not have', async () => {
  await inFolder(async (cwd) => {
    const copy = copyCheckpoint(cwd, 'bert');
    copy.write('tokenizer.json', ROBERTA);
    await copy.weights((w) => {
      w['bert.embeddings.word_embeddings.weight'] = { data: new Float32Array(100 * 32), shape: [100, 32] };
    });
    copy.json('config.json', (json) => void (json.vocab_size = 100));
    const { status, stderr } = await lupa(['attend', 'The cat', '-m', 'm', '-o', 'out.safetensors'], { cwd });
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^lupa: token "\S+" has the id \d{3}, the model's vocabulary has the ids 0 to 99: tokenizer and weights do not belong together\n$/,
    );
  });
});
