import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppHistory, PAUSE, type AddressBar } from '../../app/src/state/history.js';
import { EarlierRuns, type EarlierRun } from '../../app/src/state/runs.js';

/** A browser's address bar and history. */
function addressBar(): { bar: AddressBar; entries: string[]; back: () => void; wait: (ms: number) => void } {
  const entries = [''];
  let at = 0;
  let now = 0;
  const listeners = new Set<() => void>();
  const bar = {
    location: {
      get hash() {
        return entries[at];
      },
    },
    history: {
      pushState(_: unknown, __: string, url: string) {
        entries.splice(++at, Infinity, url);
      },
      replaceState(_: unknown, __: string, url: string) {
        entries[at] = url;
      },
    },
    performance: { now: () => now },
    addEventListener: (_: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => listeners.delete(listener),
  } as unknown as AddressBar;
  const back = (): void => {
    at--;
    for (const listener of listeners) listener();
  };
  return { bar, entries, back, wait: (ms) => (now += ms) };
}

test('typing is one step a pause, everything else a step of its own', () => {
  const { bar, entries, back, wait } = addressBar();
  const returned: string[] = [];
  const history = new AppHistory((hash) => returned.push(hash), bar);
  history.write('/');
  assert.deepEqual(entries, [''], 'a first visit is no step');
  for (const text of ['T', 'Th', 'The']) {
    history.write(`/?text=${text}`, { burst: 'text' });
    wait(200);
  }
  wait(PAUSE);
  history.write('/?text=The+cat', { burst: 'text' });
  history.write('/?text=The+cat&layer=2');
  history.write('/?text=The+cat&layer=2');
  history.write('/?text=The+cat&layer=2&unread=1', { replace: true });
  assert.deepEqual(entries, ['', '#/?text=The', '#/?text=The+cat', '#/?text=The+cat&layer=2&unread=1']);
  back();
  back();
  assert.deepEqual(returned, ['#/?text=The+cat', '#/?text=The']);
  history.write('/?text=Then', { burst: 'text' });
  assert.deepEqual(entries, ['', '#/?text=The', '#/?text=Then'], 'what was before the return is not typed on');
  history.dispose();
  back();
  assert.equal(returned.length, 2);
});

function storage(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
const earlier = (text: string, time: number): EarlierRun => ({ address: `/?text=${text}`, model: 'm', mode: 'text', text, pair: '', time });

test('earlier runs are kept, the newest first, each text once, and what was still being typed not at all', () => {
  const kept = storage();
  const runs = new EarlierRuns(kept);
  runs.add(earlier('The cat', 0));
  runs.add(earlier('The cat sat', 5_000));
  runs.add(earlier('A dog', 10_000));
  runs.add(earlier('The cat sat', 90_000));
  runs.add(earlier('The cat sat down', 190_000));
  const texts = (list: EarlierRuns): string[] => list.all.map(({ text }) => text);
  assert.deepEqual(texts(runs), ['The cat sat down', 'The cat sat', 'A dog']);
  assert.deepEqual(texts(new EarlierRuns(kept)), texts(runs));
  for (let i = 0; i < 60; i++) runs.add(earlier(`text ${i}.`, i * 100_000));
  assert.equal(runs.all.length, 40);
  runs.clear();
  assert.deepEqual([runs.all.length, kept.items.size], [0, 0]);
});

test('what others left in the storage, or a storage that refuses, does no harm', () => {
  const kept = storage();
  for (const text of ['{', '{}', '[1,null,{"text":3}]']) {
    kept.items.set('lupa.runs', text);
    assert.deepEqual(new EarlierRuns(kept).all, []);
  }
  const full = {
    ...storage(),
    setItem() {
      throw new Error('quota');
    },
  };
  const runs = new EarlierRuns(full);
  runs.add(earlier('a', 1));
  assert.equal(runs.all.length, 1);
  assert.equal(new EarlierRuns(null).all.length, 0);
});
