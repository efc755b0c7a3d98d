import * as v from 'valibot';
import { briefly, LupaError } from '../errors.js';
import { dataFiles, findExport } from './export-files.js';

/** A model on the hub, as the user named it: `bert-base-uncased`, `deepset/roberta-base-squad2@v2.0`. */
export interface HubName {
  /** `name` or `organisation/name`. */
  id: string;
  /** A branch, a tag or a commit; `main` where the user gave none. */
  revision: string;
}

/** One file of a repository. */
export interface HubFile {
  name: string;
  /** In bytes. */
  size: number;
  /**
   * Its contents' hash, which is its name in the cache: SHA-256 (64 hex digits) of a file in large file storage, else git's
   * hash of a blob (40 digits). `null` where the listing has none: then only the answer for the file itself says.
   */
  etag: string | null;
}

/** What a repository holds at a commit. */
export interface HubListing {
  /** 40 hex digits. */
  commit: string;
  files: HubFile[];
}

/** Which of a repository's files are needed, by name. */
export interface HubPlan {
  /** config.json and the tokenizer's files. */
  small: string[];
  /** The weights, in one file; or the files of an ONNX export. */
  weights: string[];
  /** Where the weights are in several files: the file that lists them. */
  index: string | null;
}

/** What is read beside the weights. */
const SMALL = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'bpe.codes',
  'spiece.model',
  'spm.model',
  'sentencepiece.bpe.model',
  'tokenizer.model',
  'source.spm',
  'target.spm',
  'target_vocab.json',
];

/** The forms of weights, the one that is taken first: a file, or the index of its parts. Never those of other frameworks. */
const WEIGHTS = [
  { file: 'model.safetensors', index: 'model.safetensors.index.json' },
  { file: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json' },
];

/** One of these says how a text (or image, or sound) becomes the model's input. */
const INPUTS =
  /^(tokenizer\.json|vocab\.(txt|json)|spiece\.model|spm\.model|sentencepiece\.bpe\.model|tokenizer\.model|source\.spm|preprocessor_config\.json)$/;

/** A full commit hash. */
const COMMIT = /^[0-9a-f]{40}$/;
/** A hash of contents, safe as a file's name. */
const ETAG = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** An organisation or a name (huggingface_hub, _validators.py): at most 96 letters, digits, `-`, `_`, `.`, neither `-` nor `.` at either end. */
const PART = /^(?=.{1,96}$)\w([\w.-]*\w)?$/;
/** What looks like a file of the user's, not like a model. */
const FILE = /\.(safetensors|onnx|bin|json)$/;

/** Whether a revision is a full commit hash, which means the same files for ever. */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}

/**
 * Reads the name of a model on the hub.
 * @returns `null` when the text cannot be one
 */
export function parseHubName(text: string): HubName | null {
  const [id, ...rest] = text.split('@');
  if (rest.length > 1) return null;
  const parts = id.split('/');
  if (parts.length > 2 || parts.some((part) => !PART.test(part)) || /--|\.\./.test(id) || id.endsWith('.git') || FILE.test(id)) return null;
  const [revision = 'main'] = rest;
  // A revision becomes a path in the cache: refs/pr/1.
  if (revision.length > 200 || !revision.split('/').every((part) => /^\w[\w.+-]*$/.test(part) && !part.includes('..'))) return null;
  return { id, revision };
}

/** Where the hub lists a repository's files with their hashes. */
export function listingUrl(endpoint: string, { id, revision }: HubName): string {
  return `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`;
}

/** Where the hub gives a file's contents. */
export function fileUrl(endpoint: string, { id, commit, name }: { id: string; commit: string; name: string }): string {
  return `${endpoint}/${id}/resolve/${commit}/${name.split('/').map(encodeURIComponent).join('/')}`;
}

const Sibling = v.looseObject({
  rfilename: v.string(),
  size: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  blobId: v.nullish(v.string()),
  lfs: v.nullish(v.looseObject({ sha256: v.string(), size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) })),
});
const Listing = v.looseObject({ sha: v.pipe(v.string(), v.regex(COMMIT)), siblings: v.array(Sibling) });

/**
 * Reads the hub's answer for a repository.
 * @returns `null` when it is not one
 */
export function readListing(json: unknown): HubListing | null {
  const { success, output } = v.safeParse(Listing, json);
  if (!success) return null;
  const files = output.siblings.map(({ rfilename, size, blobId, lfs }) => {
    const etag = normalEtag(lfs?.sha256 ?? blobId ?? null);
    const bytes = lfs?.size ?? size ?? null;
    return { name: rfilename, size: bytes ?? 0, etag: bytes === null ? null : etag };
  });
  return { commit: output.sha, files };
}

/** The hash in an ETag header, without quotes and the mark of a weak one; `null` when it is no hash of contents. */
export function normalEtag(header: string | null): string | null {
  const etag = header?.replace(/^W\//, '').replaceAll('"', '') ?? '';
  return ETAG.test(etag) ? etag : null;
}

/**
 * Which of these files Lupa needs: the small ones that are there, and one form of weights; an ONNX export where there are no weights.
 * @param label how messages name the repository
 * @param options `exported`: the export comes first, for families that Lupa reads no weights of
 * @throws LupaError Unsupported when there is no config.json or no weights that Lupa reads
 */
export function planFiles(names: string[], label: string, { exported = false }: { exported?: boolean } = {}): HubPlan {
  const there = new Set(names);
  const found = `it has ${names.length === 0 ? 'no files' : briefly(names.join(', '))}`;
  if (!there.has('config.json')) {
    throw new LupaError('Unsupported', `${label} has no config.json: it is no model in the layout of transformers; ${found}`, {
      subject: `${label}/config.json`,
      value: names,
    });
  }
  const small = SMALL.filter((name) => there.has(name));
  const onnx = findExport(names);
  const files = onnx === null ? [] : [onnx.encoder, onnx.model].filter((file) => file !== null);
  const whole: HubPlan = { small, weights: files.flatMap((file) => [file, ...dataFiles(names, file)]), index: null };
  if (exported && onnx !== null) return whole;
  for (const { file, index } of WEIGHTS) {
    if (there.has(file)) return { small, weights: [file], index: null };
    if (there.has(index)) return { small, weights: [], index };
  }
  if (onnx !== null) return whole;
  throw new LupaError(
    'Unsupported',
    `${label} has no model.safetensors, no pytorch_model.bin and no ONNX export, which are what Lupa reads; ${found}`,
    {
      subject: `${label}/model.safetensors`,
      value: names,
    },
  );
}

/**
 * The files that the index of a model's weights names, in the order of their names.
 * @throws LupaError InvalidFile when it names none, or one that is no file of the repository's own folder
 */
export function shardNames(index: unknown, label: string): string[] {
  const { weight_map: map } = (index ?? {}) as { weight_map?: unknown };
  const names = typeof map === 'object' && map !== null ? [...new Set<unknown>(Object.values(map))].sort() : [];
  if (names.length === 0) throw new LupaError('InvalidFile', `${label} has no weight_map of file names`, { subject: label });
  const bad = names.find((name) => typeof name !== 'string' || !/^\w[\w.+-]*$/.test(name) || name.includes('..'));
  if (bad === undefined) return names as string[];
  throw new LupaError('InvalidFile', `${label} names the file ${briefly(bad)}, a plain file name is expected`, { subject: label, value: bad });
}

/** Whether the files of a folder suffice to say how its model reads its input: some tokenizer, or settings of images or sounds. */
export function hasInputFiles(names: string[]): boolean {
  return names.some((name) => INPUTS.test(name));
}
