import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Newest } from '../../app/src/engine/newest.js';

/** Calls in an order, and what became of each: `ran`, or the error's kind. */
async function fates(calls: [name: string, purpose: string][]): Promise<{ ran: string[]; fates: string[] }> {
  const queue = new Newest();
  const ran: string[] = [];
  const found = calls.map(([name, purpose]) =>
    queue
      .run(() => Promise.resolve(void ran.push(name)), purpose)
      .then(
        () => 'ran',
        (error: unknown) => String((error as { kind: unknown }).kind),
      ),
  );
  return { ran, fates: await Promise.all(found) };
}

test('of calls of one purpose that wait only the newest runs', async () => {
  assert.deepEqual(await fates([['a', 'main'], ['b', 'main'], ['c', 'main']]), { ran: ['c'], fates: ['Cancelled', 'Cancelled', 'ran'] }); // prettier-ignore
});

test('a call of another purpose waits its turn, and calls nothing off', async () => {
  const { ran, fates: found } = await fates([['a', 'main'], ['x', 'other'], ['b', 'main'], ['y', 'other']]); // prettier-ignore
  assert.deepEqual(found, ['Cancelled', 'Cancelled', 'ran', 'ran']);
  assert.deepEqual(ran.toSorted(), ['b', 'y']);
});

test('a call that fails lets the next one run', async () => {
  const queue = new Newest();
  await assert.rejects(
    queue.run(() => Promise.reject(new Error('no'))),
    /no/,
  );
  assert.equal(await queue.run(() => Promise.resolve(3)), 3);
});

test('a long call gives way to those that wait, and goes on after them', async () => {
  const queue = new Newest();
  const ran: string[] = [];
  const long = queue.run(async (giveWay) => {
    ran.push('a');
    void queue.run(() => Promise.resolve(void ran.push('main')));
    void queue.run(() => Promise.resolve(void ran.push('other')), 'other');
    await giveWay();
    ran.push('b');
    await giveWay();
    ran.push('c');
  }, 'check');
  await long;
  assert.deepEqual(ran, ['a', 'main', 'other', 'b', 'c']);
});

test('a long call that is overtaken by another of its purpose ends, and the turn is not given twice', async () => {
  const queue = new Newest();
  const ran: string[] = [];
  let second: Promise<void> | undefined;
  const first = queue.run(async (giveWay) => {
    const turn = giveWay();
    second = queue.run(() => Promise.resolve(void ran.push('second')), 'check');
    await turn;
    ran.push('first');
  }, 'check');
  await assert.rejects(first, { kind: 'Cancelled' });
  await second;
  assert.deepEqual(ran, ['second']);
  assert.equal(await queue.run(() => Promise.resolve(3)), 3);
});
