import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLupaError } from '../../src/errors.js';
import type { GroupMark, LinksMark, Mark, Scene, TextMark } from '../../src/scene/mark.js';
import { describeFocus, describeNumbers, focusMean, strongest } from '../../src/views/head-focus.js';
import { headState, sentenceBStart, type HeadState } from '../../src/views/head-state.js';
import { headScene } from '../../src/views/head.js';
import { headData } from '../../src/views/head-data.js';
import type { Language } from '../../src/words/language.js';
import { handMadeRecord, ordinary, special, syntheticRecord } from '../helpers/record.js';

const WEIGHTS = [
  [
    [0.5, 0.25, 0.25],
    [0, 1, 0],
    [0.002, 0.498, 0.5],
  ],
  [
    [1, 0, 0],
    [0.2, 0.3, 0.5],
    [0.1, 0.1, 0.8],
  ],
];
const RECORD = handMadeRecord(WEIGHTS);
/** Three rows in 600 px are as high as rows become, 48 px, under a margin of 10 px. */
const MIDDLES = [34, 82, 130];

function draw(state: Partial<HeadState> = {}, record = RECORD): Scene {
  return headScene(record, state, { width: 800, viewHeight: 600 });
}

function links(scene: Scene): LinksMark[] {
  return (scene.marks[0] as GroupMark).marks as LinksMark[];
}

function tokenMarks(scene: Scene): Mark[] {
  return (scene.marks[1] as GroupMark).marks;
}

/** Lines as `head query>key opacity`, from where they are. */
function lines(scene: Scene): string[] {
  return links(scene).flatMap(({ segments, datum, opacity }) =>
    Array.from({ length: segments.length / 4 }, (_, i) => {
      const row = (y: number): number => MIDDLES.indexOf(y);
      return `${datum?.head} ${row(segments[4 * i + 1])}>${row(segments[4 * i + 3])} ${(opacity * 255).toFixed(0)}`;
    }),
  );
}

function texts(scene: Scene, anchor: 'start' | 'end'): string[] {
  return tokenMarks(scene)
    .filter((mark): mark is TextMark => mark.type === 'text' && mark.anchor === anchor)
    .map(({ text }) => text);
}

test('a line for each weight that a screen can show, in the place of its pair, as opaque as the weight', () => {
  assert.deepEqual(
    lines(draw()).sort(),
    [
      '0 0>0 128',
      '0 0>1 64',
      '0 0>2 64',
      '0 1>1 255',
      '0 2>1 127',
      '0 2>2 128',
      '1 0>0 255',
      '1 1>0 51',
      '1 1>1 77',
      '1 1>2 128',
      '1 2>0 26',
      '1 2>1 26',
      '1 2>2 204',
    ].sort(),
  );
  const [{ segments }] = links(draw());
  assert.ok(segments[0] < 400 && segments[2] > 400, 'a line goes from the left to the right');
});

test('the opacity of a line does not depend on how many heads are on', () => {
  const of0 = (heads: number[]): string[] => lines(draw({ heads })).filter((line) => line.startsWith('0'));
  assert.deepEqual(of0([0]), of0([0, 1]));
  assert.equal(of0([0]).length, 6);
  assert.deepEqual(lines(draw({ heads: [] })), []);
});

test('lines under the threshold are not made; one of exactly the threshold is', () => {
  assert.deepEqual(lines(draw({ threshold: 0.5, heads: [0] })), ['0 0>0 128', '0 2>2 128', '0 1>1 255']);
  const record = handMadeRecord([
    [
      [0.7, 0.3],
      [0.3, 0.7],
    ],
  ]);
  assert.equal(lines(draw({ threshold: 0.7 }, record)).length, 2, '0.7 is a little less as float32 and still counts as 0.7');
});

test('a mark holds all lines of a head with the same opacity', () => {
  const marks = links(draw({ heads: [0] }));
  assert.deepEqual(
    marks.map(({ segments }) => segments.length / 4),
    [2, 1, 2, 1],
  );
});

test('a focused query shows its lines alone, with blocks and numbers at the keys', () => {
  const scene = draw({ focus: { side: 'query', index: 2 } });
  assert.deepEqual(
    links(scene).map(({ datum, segments }) => [datum?.head, segments.length / 4]),
    [
      [0, 1],
      [0, 1],
      [1, 2],
      [1, 1],
    ],
  );
  assert.deepEqual(texts(scene, 'start'), ['t0', '0.051', 't1', '0.299', 't2', '0.650'], 'means of the two heads: 0.102/2, 0.598/2, 1.3/2');
  assert.deepEqual(texts(scene, 'end'), ['t0', 't1', 't2'], 'no numbers at the queries');
  const block = tokenMarks(scene).find(
    ({ type, ...mark }) => type === 'rect' && 'datum' in mark && mark.datum?.kind === 'weight' && mark.datum.head === 1 && mark.datum.key === 2,
  );
  assert.equal(block?.type === 'rect' ? block.opacity?.toFixed(3) : null, '0.800');
});

test('a focused key shows who looks at it; with one head on the number is the weight', () => {
  const scene = draw({ focus: { side: 'key', index: 1 }, heads: [0] });
  assert.deepEqual(texts(scene, 'end'), ['t0', '0.250', 't1', '1.000', 't2', '0.498']);
  assert.deepEqual(lines(scene), ['0 0>1 64', '0 2>1 127', '0 1>1 255']);
});

test('lines of a focused token end side by side, a head beside the next, and begin in one point', () => {
  const [head0, head1] = links(draw({ focus: { side: 'query', index: 1 } })).filter(({ opacity, datum }) => datum?.head === 0 || opacity > 0.4);
  assert.deepEqual([head0.segments[1], head1.segments[1]], [82, 82]);
  assert.deepEqual([head0.segments[3], head1.segments[3]], [81, 131], 'head 0 to key 1, head 1 to key 2, 1 px above and below the middle');
});

test('NaN is no line and the number NaN', () => {
  const record = handMadeRecord([
    [
      [NaN, 1],
      [0.5, 0.5],
    ],
  ]);
  assert.equal(lines(draw({}, record)).length, 3);
  assert.deepEqual(texts(draw({ focus: { side: 'query', index: 0 } }, record), 'start'), ['t0', 'NaN', 't1', '1.000']);
});

test('the filter leaves the queries and keys of two sentences: B begins at the first token of segment 1', () => {
  const record = syntheticRecord({ words: ['a', 'b'], pair: ['c'], heads: 2 });
  assert.equal(sentenceBStart(record.tokens[0]), 4);
  const sides = (filter: HeadState['filter']): string[] => [
    texts(draw({ filter }, record), 'end').join(' '),
    texts(draw({ filter }, record), 'start').join(' '),
  ];
  assert.deepEqual(sides('AB'), ['[CLS] a b [SEP]', 'c [SEP]']);
  assert.deepEqual(sides('BA'), ['c [SEP]', '[CLS] a b [SEP]']);
  assert.deepEqual(sides('BB'), ['c [SEP]', 'c [SEP]']);
  const count = links(draw({ filter: 'AB' }, record)).reduce((sum, { segments }) => sum + segments.length / 4, 0);
  assert.equal(count, 2 * 4 * 2, '2 heads, 4 queries, 2 keys');
  assert.deepEqual(
    links(draw({ filter: 'AB', focus: { side: 'query', index: 5 } }, record)).length > 0,
    true,
    'a focus that is filtered out is none',
  );
});

test('only what can be seen is made', () => {
  const size = 200;
  const uniform = handMadeRecord([Array.from({ length: size }, () => Array<number>(size).fill(1 / size))]);
  const scene = headScene(uniform, {}, { width: 800, viewHeight: 220, from: 1110, to: 1330 });
  // Rows are 22 px: 1110-1330 is 50-59, ten rows. Either end of a line is among them.
  assert.deepEqual(
    texts(scene, 'end'),
    Array.from({ length: 10 }, (_, i) => `t${50 + i}`),
  );
  assert.equal(links(scene)[0].segments.length / 4, 10 * size + (size - 10) * 10);
  assert.equal(scene.height, size * 22 + 20);
  const whole = headScene(uniform, {}, { width: 800, viewHeight: 220, to: Infinity });
  assert.equal(links(whole)[0].segments.length / 4, size * size);
});

test('a long label is cut, an emoji or accent never in the middle', () => {
  const family = '👩‍👩‍👧‍👦';
  const record = handMadeRecord([[[1]]], [ordinary(family.repeat(40), 0, 0)]);
  const [label] = texts(draw({}, record), 'end');
  assert.match(label, /…$/);
  assert.equal(label.slice(0, -1).replaceAll(family, ''), '');
});

test('the strongest tokens, and the sentence about them', () => {
  const state = headState(RECORD);
  const data = headData(RECORD, state);
  const focus = { side: 'query', index: 2 } as const;
  assert.equal(focusMean(data.attention, focus, { heads: [0, 1], index: 2 }).toFixed(4), '0.6500');
  const top = strongest(data, focus, { count: 2 });
  assert.deepEqual(
    top.map(({ index }) => index),
    [2, 1],
  );
  const sentence = (language: Language): string => describeFocus(data, { state, focus, top, language });
  assert.equal(sentence('en'), '“t2” (token 2), layer 0, heads 0, 1, mean: attends most to “t2” 0.65, “t1” 0.30.');
  assert.equal(sentence('pt-BR'), '“t2” (token 2), camada 0, cabeças 0, 1, média: atende mais a “t2” 0,65, “t1” 0,30.');
  assert.equal(sentence('es'), '“t2” (token 2), capa 0, cabezas 0, 1, media: atiende sobre todo a “t2” 0,65, “t1” 0,30.');
  assert.equal(describeNumbers({ heads: [3], combine: 'each' }, 'en'), 'weights of head 3');
  assert.equal(describeNumbers({ heads: [0, 1, 2, 3, 7], combine: 'mean' }, 'en'), 'mean weights of heads 0–3, 7');
  assert.equal(describeNumbers({ heads: [0, 1], combine: 'max' }, 'es'), 'pesos mayores de las cabezas 0, 1');
});

test('a state is filled in, sorted and checked', () => {
  const state = headState(RECORD, { heads: [1, 0, 1] });
  assert.deepEqual(state, {
    sequence: 0,
    stack: '',
    layer: 0,
    heads: [0, 1],
    filter: 'all',
    threshold: 0,
    combine: 'each',
    units: 'tokens',
    special: 'show',
    orientation: 'vertical',
    theme: 'light',
    focus: null,
    pinned: false,
  });
  assert.throws(
    () => headState(RECORD, { layer: 1 }),
    (error) => isLupaError(error, 'OutOfRange') && error.message === 'there is no layer 1: the record has layers 0 to 0',
  );
  assert.throws(() => headState(RECORD, { heads: [2] }), /there is no head 2: the record has heads 0 to 1/);
});

test('special tokens stand out from the text', () => {
  const record = handMadeRecord(
    [
      [
        [1, 0],
        [0, 1],
      ],
    ],
    [special('[CLS]'), ordinary('a', 0, 0)],
  );
  const colours = tokenMarks(draw({}, record))
    .filter((mark) => mark.type === 'text')
    .map(({ colour }) => colour);
  assert.notEqual(colours[0], colours[1]);
});
