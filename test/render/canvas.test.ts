import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canvasMeasure, drawLinks, drawScene, type DrawingContext } from '../../src/render/canvas.js';
import type { LinksMark, Scene } from '../../src/scene/mark.js';

/** A context that writes down what is called and set, in order. */
function recorder(): { context: DrawingContext; calls: string[] } {
  const calls: string[] = [];
  const target: Record<string, unknown> = { canvas: { width: 200, height: 100 } };
  const context = new Proxy(target, {
    get: (object, name: string) =>
      name in object
        ? object[name]
        : (...values: unknown[]) => {
            calls.push(`${name}(${values.join(',')})`);
            return { width: String(values[0]).length * 7 };
          },
    set: (_object, name: string, value) => {
      calls.push(`${name}=${String(value)}`);
      return true;
    },
  });
  return { context: context as unknown as DrawingContext, calls };
}

const font = { size: 13, weight: 400 as const, family: 'x' };
const LINKS: LinksMark = { type: 'links', segments: Float32Array.from({ length: 4 * 450 }, (_, i) => i), colour: '#123456', opacity: 0.5, width: 1 };

test('lines of a mark share paths of six, one stroke each', () => {
  const { context, calls } = recorder();
  drawLinks(context, LINKS);
  assert.equal(calls.filter((call) => call === 'stroke()').length, 75);
  assert.equal(calls.filter((call) => call.startsWith('moveTo')).length, 450);
  assert.deepEqual(calls.slice(0, 6), ['globalAlpha=0.5', 'strokeStyle=#123456', 'lineWidth=1', 'beginPath()', 'moveTo(0,1)', 'lineTo(2,3)']);
});

test('a part of the lines can be drawn', () => {
  const { context, calls } = recorder();
  drawLinks(context, LINKS, { from: 10, to: 12 });
  assert.deepEqual(
    calls.filter((call) => /To/.test(call)),
    ['moveTo(40,41)', 'lineTo(42,43)', 'moveTo(44,45)', 'lineTo(46,47)'],
  );
});

test('a scene is scaled to device pixels and shifted by scrolling, over its background', () => {
  const { context, calls } = recorder();
  const scene: Scene = {
    width: 100,
    height: 900,
    background: '#fff',
    marks: [{ type: 'group', name: 'g', x: 1, y: 2, marks: [{ type: 'text', x: 5, y: 6, text: '<b>', anchor: 'end', font, colour: '#000' }] }],
  };
  drawScene(context, scene, { scale: 2, y: 30 });
  const expected = ['fillRect(0,0,200,100)', 'setTransform(2,0,0,2,0,-60)', 'translate(1,2)', 'textAlign=right', 'fillText(<b>,5,6)'];
  assert.deepEqual(
    calls.filter((call) => expected.includes(call)),
    expected,
  );
});

test('a rectangle without fill and stroke is not drawn', () => {
  const { context, calls } = recorder();
  drawScene(context, { width: 1, height: 1, background: '#fff', marks: [{ type: 'rect', x: 1, y: 1, width: 1, height: 1, fill: null }] });
  assert.equal(calls.filter((call) => call.startsWith('fillRect')).length, 1, 'the background alone');
});

test('the measure asks the canvas once for a text and font', () => {
  const { context, calls } = recorder();
  const measure = canvasMeasure(context);
  assert.deepEqual([measure('abc', font), measure('abc', font), measure('abc', { ...font, size: 9 })], [21, 21, 21]);
  assert.equal(calls.filter((call) => call.startsWith('measureText')).length, 2);
});
