import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hubSettings } from '../../src/models/hub-settings.node.js';

const HOME = homedir();

test('the cache is where huggingface_hub has it', () => {
  const cases: [Record<string, string>, string][] = [
    [{}, join(HOME, '.cache/huggingface/hub')],
    [{ XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    [{ XDG_CACHE_HOME: 'relative' }, join(HOME, '.cache/huggingface/hub')],
    [{ XDG_CACHE_HOME: '/x', HF_HOME: '/h' }, '/h/hub'],
    [{ HF_HOME: '~/h' }, join(HOME, 'h/hub')],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    [{ HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '/c' }, '/c'],
    [{ HF_HOME: '', HF_HUB_CACHE: '', XDG_CACHE_HOME: '' }, join(HOME, '.cache/huggingface/hub')],
  ];
  for (const [env, cache] of cases) assert.equal(hubSettings(env).cache, cache, JSON.stringify(env));
});

test('the token comes from HF_TOKEN, else from the file of hf auth login', () => {
  const home = mkdtempSync(join(tmpdir(), 'lupa-hub-'));
  try {
    assert.deepEqual(pick({ HF_HOME: home }), [null, '']);
    writeFileSync(join(home, 'token'), 'hf_file\n');
    writeFileSync(join(home, 'other'), 'hf_other');
    assert.deepEqual(pick({ HF_HOME: home }), ['hf_file', join(home, 'token')]);
    assert.deepEqual(pick({ HF_HOME: home, HF_TOKEN: ' hf_env\n' }), ['hf_env', 'HF_TOKEN']);
    assert.deepEqual(pick({ HF_HOME: home, HUGGING_FACE_HUB_TOKEN: 'hf_old' }), ['hf_old', 'HUGGING_FACE_HUB_TOKEN']);
    assert.deepEqual(pick({ HF_HOME: home, HF_TOKEN: '', HF_TOKEN_PATH: join(home, 'other') }), ['hf_other', join(home, 'other')]);
    assert.deepEqual(pick({ HF_HOME: home, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }), [null, '']);
    assert.throws(() => pick({ HF_TOKEN: 'hf_a\nX-Evil: 1' }), {
      kind: 'InvalidInput',
      message: 'the token in HF_TOKEN has characters that no token has',
    });
  } finally {
    rmSync(home, { recursive: true });
  }
  function pick(env: Record<string, string>): [string | null, string] {
    const { token, tokenFrom } = hubSettings(env);
    return [token, tokenFrom];
  }
});

test('the endpoint is an address, its last slash dropped', () => {
  assert.equal(hubSettings({}).endpoint, 'https://huggingface.co');
  assert.equal(hubSettings({ HF_ENDPOINT: 'https://hub.example/hf/' }).endpoint, 'https://hub.example/hf');
  const bad = { 'huggingface.co': 'huggingface.co', 'ftp://h': 'ftp://h', 'https://user:secret@h': 'https://…@h', 'https://h?x=1': 'https://h?x=1' };
  for (const [value, shown] of Object.entries(bad)) {
    assert.throws(() => hubSettings({ HF_ENDPOINT: value }), {
      kind: 'InvalidInput',
      message: `HF_ENDPOINT is ${JSON.stringify(shown)}, the address of a hub is expected, as in https://huggingface.co`,
    });
  }
});

test('offline is what huggingface_hub takes for true', () => {
  for (const value of ['1', 'ON', 'yes', 'True']) assert.ok(hubSettings({ HF_HUB_OFFLINE: value }).offline, value);
  for (const value of ['', '0', 'no', 'false']) assert.ok(!hubSettings({ HF_HUB_OFFLINE: value }).offline, value);
  assert.ok(hubSettings({ TRANSFORMERS_OFFLINE: '1' }).offline);
});
