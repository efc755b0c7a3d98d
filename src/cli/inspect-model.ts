import { Command } from 'commander';
import { basename } from 'node:path';
import { LupaError, oneLine } from '../errors.js';
import type { ModelProto } from '../models/onnx/generated/onnx_pb.js';
import type { DescribeOptions, ModelDescription } from '../models/describe.js';
import { formatBytes, say, writeResult, type Chunks } from './output.js';

interface InspectModelOptions {
  output?: string;
  json?: boolean;
  graph?: boolean;
  queriesKeys?: boolean;
  steerable?: boolean;
}

/** `lupa models inspect`: what a model is, and the ONNX file that gives out its attention. */
export function inspectModelCommand(): Command {
  return (
    new Command('inspect')
      .summary('show what is in a model; write it as ONNX that gives out its attention')
      .description(
        'Shows the inputs, outputs, layers and heads of a model, and where its attention was found: an .onnx file,\na folder, or a model of the hub. -o writes it as ONNX with its attention among the outputs, for any runtime.',
      )
      .argument('<model>', 'an .onnx file, a folder in the Hugging Face layout, or org/name')
      .option('-o, --output <file>', 'write the model with its attention as outputs: FILE.onnx')
      .option('--queries-keys', 'with -o: the queries and keys as outputs too')
      .option('--steerable', 'with -o: inputs that remove heads, change scores and replace attention')
      .option('--graph', 'print the graph, a line a node, instead')
      .option('--json', 'write JSON instead of text')
      // The command above has --json too, and takes it.
      .action((where: string, _: unknown, command: Command) => inspectModel(where, command.optsWithGlobals()))
  );
}

async function inspectModel(
  where: string,
  { output, json = false, graph = false, queriesKeys = false, steerable = false }: InspectModelOptions,
): Promise<void> {
  if (output === undefined && (queriesKeys || steerable)) {
    throw new LupaError('InvalidInput', `${queriesKeys ? '--queries-keys' : '--steerable'} changes what -o writes: add -o FILE.onnx`, {
      subject: '-o',
    });
  }
  if (output === '-') throw new LupaError('InvalidInput', 'an ONNX model is not for stdout: name a file (-o FILE.onnx)', { subject: '-o' });
  if (graph && json)
    throw new LupaError('InvalidInput', '--graph and --json are two forms of the answer: leave one of them out', { subject: '--graph' });
  const options: DescribeOptions = { queriesAndKeys: queriesKeys, steer: steerable };
  const [{ findModel }, { describeModel }] = await Promise.all([import('../open.node.js'), import('../models/describe.js')]);
  const { folder, file } = await findModel(where);
  const { description, model, files } = await describeModel(folder, { file, ...options });
  if (output !== undefined) {
    const { writeOnnx } = await import('../models/onnx/write.js');
    const dataName = `${basename(output)}_data`;
    const written = await writeOnnx(model, files, { dataName });
    // The weights first: a model whose weights are not there yet would be half a model.
    if (written.data !== null) await writeResult(`${output}_data`, written.data);
    await writeResult(output, written.model);
  }
  await writeResult('-', json ? [`${JSON.stringify(description, null, 2)}\n`] : graph ? await graphText(model) : describe(description));
  if (output !== undefined)
    say(
      `${output}: the model with ${description.added.outputs.length} more outputs${steerable ? ` and ${description.added.inputs.length} more inputs` : ''}`,
    );
}

async function graphText(model: ModelProto): Promise<Chunks> {
  const { printModel } = await import('../models/onnx/print.js');
  return printModel(model);
}

/** The description for people. */
function* describe({ label, form, family, bytes, inputs, outputs, stacks, opened, refused, warnings, added }: ModelDescription): Generator<string> {
  const row = (name: string, text: string): string => `${name.padEnd(10)}${oneLine(text)}\n`;
  yield row('model', label);
  yield row('form', `${form}, ${formatBytes(bytes)}`);
  if (family !== null) yield row('family', family);
  for (const [index, { name, type }] of inputs.entries()) yield row(index === 0 ? 'inputs' : '', `${name} ${type}`);
  for (const [index, { name, type }] of outputs.entries()) yield row(index === 0 ? 'outputs' : '', `${name} ${type}`);
  for (const [index, { name, layers, heads, keyHeads, headSize }] of stacks.entries()) {
    const shared = keyHeads === heads ? '' : ` (${keyHeads} for keys and values)`;
    const size = headSize === null ? '' : ` of size ${headSize}`;
    yield row(index === 0 ? 'attention' : '', `${name === '' ? '' : `${name}: `}${layers} layers × ${heads} heads${shared}${size}`);
  }
  if (stacks.length === 0) yield row('attention', 'none was found');
  const operators = new Map<string, number>();
  for (const { operator } of opened) operators.set(operator, (operators.get(operator) ?? 0) + 1);
  for (const [operator, count] of operators) yield row('opened', `${count} × ${operator}, taken apart into plain operators`);
  for (const { node, operator, reason } of refused) yield row('refused', `${operator} at ${node}: ${reason}`);
  if (stacks.length > 0) for (const note of warnings) yield row('warning', note);
  yield row('shows', added.outputs.length === 0 ? 'nothing' : listed(added.outputs));
}

/** `attentions.0 … attentions.11`: names that only count on are not all written out. */
function listed(names: readonly string[]): string {
  const kinds = new Map<string, string[]>();
  for (const name of names) {
    const kind = name.replace(/\.\d+$/, '');
    kinds.set(kind, [...(kinds.get(kind) ?? []), name]);
  }
  return Array.from(kinds.values(), (list) => (list.length < 3 ? list.join(', ') : `${list[0]} … ${list[list.length - 1]}`)).join(', ');
}
