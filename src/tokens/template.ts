import { LupaError } from '../errors.js';

/** One place in the sequence a model reads: a special token, or the pieces of the first (0) or second (1) text. */
export type TemplatePart = { special: string; id: number; type: number } | { segment: 0 | 1; type: number };

/** How texts become a sequence. */
export interface Template {
  single: TemplatePart[];
  pair: TemplatePart[];
  /** Whether offsets leave out the white space a byte-level piece begins or ends with. */
  trim: { addPrefixSpace: boolean } | null;
}

/** A part of a TemplateProcessing's `single` or `pair`. */
export interface TemplateItem {
  SpecialToken?: { id: string; type_id: number };
  Sequence?: { id: 'A' | 'B'; type_id: number };
}

/** The part of a tokenizer.json post_processor that is read here. */
export interface PostProcessorConfig {
  type: string;
  processors?: PostProcessorConfig[];
  single?: TemplateItem[];
  pair?: TemplateItem[];
  special_tokens?: Record<string, { ids: number[]; tokens: string[] }>;
  cls?: [string, number];
  sep?: [string, number];
  trim_offsets?: boolean;
  add_prefix_space?: boolean;
}

const A: TemplatePart = { segment: 0, type: 0 };
const B: TemplatePart = { segment: 1, type: 1 };

/**
 * Reads how special tokens are put around the texts. Unlike the library's own post-processors it keeps the second text
 * under byte-level processing and gives RoBERTa's pairs the token types Hugging Face gives them (all 0).
 * @throws LupaError Unsupported for a processor of another type
 */
export function readTemplate(config: PostProcessorConfig | null | undefined): Template {
  if (config === null || config === undefined) return { single: [A], pair: [A, B], trim: null };
  const trim = config.trim_offsets ? { addPrefixSpace: config.add_prefix_space ?? true } : null;
  const special = ([piece, id]: [string, number], type: number): TemplatePart => ({ special: piece, id, type });
  switch (config.type) {
    case 'Sequence':
      return (config.processors ?? []).map(readTemplate).reduce(
        (all, next) => ({
          ...(next.single.length > 1 || next.single[0] !== A ? next : all),
          trim: next.trim ?? all.trim,
        }),
        readTemplate(null),
      );
    case 'ByteLevel':
      return { single: [A], pair: [A, B], trim };
    case 'TemplateProcessing':
      return { single: readItems(config.single, config), pair: readItems(config.pair, config), trim: null };
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const { cls, sep } = config;
      if (cls === undefined || sep === undefined) throw new LupaError('InvalidFile', `the post_processor ${config.type} names no cls and sep tokens`);
      const single = [special(cls, 0), A, special(sep, 0)];
      if (config.type === 'BertProcessing') return { single, pair: [...single, B, special(sep, 1)], trim: null };
      const rest = [special(sep, 0), { ...B, type: 0 }, special(sep, 0)];
      // RoBERTa's trims unless told otherwise.
      return { single, pair: [...single, ...rest], trim: config.trim_offsets === false ? null : { addPrefixSpace: config.add_prefix_space ?? true } };
    }
    default:
      throw new LupaError('Unsupported', `the tokenizer's post_processor ${config.type} is not supported`, {
        subject: 'post_processor',
        value: config.type,
      });
  }
}

function readItems(items: TemplateItem[] = [], { special_tokens: specials = {} }: PostProcessorConfig): TemplatePart[] {
  return items.flatMap(({ SpecialToken: token, Sequence: sequence }): TemplatePart[] => {
    if (sequence !== undefined) return [{ segment: sequence.id === 'A' ? 0 : 1, type: sequence.type_id }];
    if (token === undefined) return [];
    const found = Object.hasOwn(specials, token.id) ? specials[token.id] : undefined;
    if (found === undefined) throw new LupaError('InvalidFile', `the post_processor uses the special token ${token.id} without giving its id`);
    return found.ids.map((id, index) => ({ special: found.tokens[index], id, type: token.type_id }));
  });
}

/**
 * Offsets without the white space at a byte-level piece's ends, as Hugging Face trims them.
 * @param position index of the piece in its sequence
 */
export function trimOffsets<P extends { piece: string; start: number; end: number }>(
  piece: P,
  position: number,
  { addPrefixSpace }: { addPrefixSpace: boolean },
): P {
  const chars = [...piece.piece];
  const isSpace = (char: string): boolean => char === 'Ġ' || /\p{White_Space}/u.test(char);
  const before = chars.findIndex((char) => !isSpace(char));
  let leading = before < 0 ? chars.length : before;
  const trailing = chars.length - 1 - chars.findLastIndex((char) => !isSpace(char));
  let { start, end } = piece;
  if (leading > 0) {
    // A space the tokenizer itself put before the text has no place in it.
    if (addPrefixSpace && (position === 0 || start === 0)) leading--;
    start = Math.min(start + leading, end);
  }
  if (trailing > 0 && end >= trailing) end = Math.max(end - trailing, start);
  return { ...piece, start, end };
}
