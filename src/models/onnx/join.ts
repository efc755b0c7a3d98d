import { LupaError } from '../../errors.js';
import type { Value } from './build.js';
import type { GraphProto, ModelProto } from './generated/onnx_pb.js';
import type { OnnxFile } from './read.js';
import { opsetOf, renameValues } from './rewrite.js';

/** What an encoder gives and its decoder reads. */
const MEMORY = 'encoder_hidden_states';

/** Inputs of the decoder that are the encoder's too, by the name they have there. */
const SHARED: Record<string, string> = { encoder_attention_mask: 'attention_mask' };
/** Inputs of the decoder that have another name in a model of both sides. */
const RENAMED: Record<string, string> = { input_ids: 'decoder_input_ids', attention_mask: 'decoder_attention_mask' };

/** Whether a model is the decoder's half of an encoder-decoder model. */
export function readsEncoder({ graph }: ModelProto): boolean {
  return graph?.input.some(({ name }) => name === MEMORY) ?? false;
}

/**
 * Makes one model of the two files that optimum writes: what the encoder gives last goes where the decoder reads it, so that one run of one graph has the
 * encoder's, the decoder's and the cross attention. It reads `decoder_input_ids`, and gives `encoder_last_hidden_state` too.
 * @throws LupaError Unsupported when they do not fit together
 */
export function joinModels(encoder: OnnxFile, decoder: OnnxFile): OnnxFile {
  const [first, second] = [encoder.model.graph as GraphProto, decoder.model.graph as GraphProto];
  const fail = (what: string): LupaError =>
    new LupaError('Unsupported', `${encoder.label} and ${decoder.label} do not go together: ${what}`, { subject: decoder.label });
  const memory = first.output[0]?.name;
  if (!readsEncoder(decoder.model) || memory === undefined) throw fail(`the decoder has no input ${MEMORY}`);
  const [own, other] = [opsetOf(encoder.model), opsetOf(decoder.model)];
  if (own !== other) throw fail(`they are written for opset ${own} and ${other}`);

  const shared = first.input.map(({ name }) => name);
  prefixValues(first, 'encoder/', new Map(shared.map((name) => [name, name])));
  const result = `encoder/${memory}`;
  const renamed = (name: string): string => (name in SHARED && shared.includes(SHARED[name]) ? SHARED[name] : (RENAMED[name] ?? name));
  prefixValues(second, 'decoder/', new Map(second.input.map(({ name }) => [name, name === MEMORY ? result : renamed(name)])));
  const taken = new Set([...shared, result]);
  const past = (name: string): string => name.replace(/^decoder\//, '');
  const graph = first;
  graph.name = `${first.name}+${second.name}`;
  graph.input.push(...second.input.filter(({ name }) => !taken.has(name)));
  graph.initializer.push(...second.initializer);
  graph.sparseInitializer.push(...second.sparseInitializer);
  graph.node.push(...second.node);
  // Outputs keep the names they had: nothing reads them but the caller.
  const names = new Map<Value, Value>([
    [result, 'encoder_last_hidden_state'],
    ...second.output.map(({ name }): [Value, Value] => [name, past(name)]),
  ]);
  graph.output = [...first.output.slice(0, 1), ...second.output];
  graph.valueInfo.push(...second.valueInfo);
  renameValues(graph, names);
  for (const domain of decoder.model.opsetImport) {
    if (encoder.model.opsetImport.every((each) => each.domain !== domain.domain)) encoder.model.opsetImport.push(domain);
  }
  encoder.model.functions.push(...decoder.model.functions);
  encoder.model.irVersion = encoder.model.irVersion > decoder.model.irVersion ? encoder.model.irVersion : decoder.model.irVersion;
  return { ...encoder, files: new Map([...encoder.files, ...decoder.files]), label: `${encoder.label} with ${decoder.label.split('/').pop()}` };
}

/** Puts a prefix before every name of a graph, but for inputs that have another. */
function prefixValues(graph: GraphProto, prefix: string, inputs: ReadonlyMap<Value, Value>): void {
  const names = new Map<Value, Value>();
  const own = new Set(graph.input.map(({ name }) => name));
  const add = (name: Value): void => {
    if (name !== '') names.set(name, (own.has(name) ? inputs.get(name) : undefined) ?? prefix + name);
  };
  for (const { name } of [...graph.input, ...graph.initializer]) add(name);
  for (const { values } of graph.sparseInitializer) add(values?.name ?? '');
  for (const { output } of graph.node) output.forEach(add);
  renameValues(graph, names);
  for (const named of [...graph.input, ...graph.initializer]) named.name = names.get(named.name) ?? named.name;
  for (const { values } of graph.sparseInitializer) if (values !== undefined) values.name = names.get(values.name) ?? values.name;
  for (const node of graph.node) if (node.name !== '') node.name = prefix + node.name;
}
