import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { families, type Family } from '../src/models/registry.js';

/** The attentions of each kind of family, as records name them. */
const ATTENTIONS: Record<Family['kind'], string> = {
  encoder: '`attentions`',
  decoder: '`attentions`',
  'encoder-decoder': '`encoder_attentions`, `decoder_attentions`, `cross_attentions`',
  'image encoder': '`attentions`',
  'text and image encoders': '`text_attentions`, `vision_attentions`',
  'speech encoder-decoder': '`encoder_attentions`, `decoder_attentions`, `cross_attentions`',
};

/** docs/families.md, made from the registry. */
export function familiesPage(): Promise<string> {
  const rows = Object.entries(families).map(
    ([name, { kind, tasks }]) => `| \`${name}\` | ${kind} | ${ATTENTIONS[kind]} | ${tasks.length > 0 ? tasks.join(', ') : '–'} |`,
  );
  const page = `# Families

Made from the registry (src/models/registry.ts) by \`npm run families\`; a test holds that it is up to date.

By \`model_type\` of config.json. Every family gives its queries and keys with \`--qk\`, in safetensors (F32, F16, BF16; single or sharded) and
pytorch_model.bin; what each honours and refuses in config.json is in [models.md](models.md).

| \`model_type\` | kind | attentions | what it says besides |
|---|---|---|---|
${rows.join('\n')}
`;
  return format(page, { parser: 'markdown' });
}

if (process.argv[1]?.endsWith('families.js')) writeFileSync('docs/families.md', await familiesPage());
