import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgeTable, strongestEdges } from '../../src/figures/edges.js';
import { handMadeRecord, ordinary, special } from '../helpers/record.js';

const tokens = [special('[CLS]'), ordinary('a_b', 0, 0), ordinary('50% & "c"|', 1, 0)];
const record = handMadeRecord(
  [
    [
      [0.5, 0.2, 0.3],
      [0.1, 0.75, 0.15],
      [0.25, 0.25, 0.5],
    ],
    [
      [1, 0, 0],
      [0, 0.125, 0.875],
      [0.4, 0.4, 0.2],
    ],
  ],
  tokens,
);
const brief = (options: Parameters<typeof strongestEdges>[1]): string[] =>
  strongestEdges([record], options).map(({ head, query, key, weight }) => `${head}: ${query}>${key} ${Number(weight.toFixed(3))}`);

test('the largest weights come first, ties in the order of heads and tokens', () => {
  assert.deepEqual(brief({ kind: 'head', count: 5 }), ['1: 0>0 1', '1: 1>2 0.875', '0: 1>1 0.75', '0: 0>0 0.5', '0: 2>2 0.5']);
  assert.deepEqual(brief({ kind: 'heatmap', heads: [0], count: 2 }), ['0: 1>1 0.75', '0: 0>0 0.5']);
});

test('special tokens, small weights and other tokens can be left out', () => {
  assert.deepEqual(brief({ kind: 'head', heads: [0], special: false }), ['0: 1>1 0.75', '0: 2>2 0.5', '0: 2>1 0.25', '0: 1>2 0.15']);
  assert.deepEqual(brief({ kind: 'head', threshold: 0.8 }), ['1: 0>0 1', '1: 1>2 0.875']);
  assert.deepEqual(brief({ kind: 'head', heads: [1], focus: { side: 'query', index: 2 } }), ['1: 2>0 0.4', '1: 2>1 0.4', '1: 2>2 0.2']);
});

test('a table is CSV, Markdown or LaTeX, and no token is markup in it', () => {
  const edges = strongestEdges([record], { kind: 'head', heads: [1], special: false, count: 2 });
  assert.equal(
    edgeTable(edges, 'csv'),
    'layer,head,query,query token,key,key token,weight\r\n0,1,1,a_b,2,"50% & ""c""|",0.875\r\n0,1,2,"50% & ""c""|",1,a_b,0.400000006\r\n',
  );
  assert.equal(edgeTable(edges, 'md').split('\n')[2], '| 0 | 1 | 1 | a\\_b | 2 | 50% \\& "c"\\| | 0.875 |');
  assert.match(edgeTable(edges, 'tex'), /\\begin\{tabular\}\{rrrlrlr\}\n\\toprule\nlayer & head/);
  assert.match(edgeTable(edges, 'tex'), /0 & 1 & 1 & a\\_b & 2 & 50\\% \\& \\textquotedbl\{\}c\\textquotedbl\{\}\\textbar\{\} & 0\.875 \\\\\n/);
});

test('a spreadsheet runs no token as a formula', () => {
  const risky = handMadeRecord([[[1]]], [ordinary('=HYPERLINK("x")', 0, 0)]);
  assert.match(edgeTable(strongestEdges([risky], { kind: 'head' }), 'csv'), /"'=HYPERLINK\(""x""\)"/);
});
