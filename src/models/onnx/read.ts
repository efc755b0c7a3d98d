import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { isPlainPath, type Folder } from '../../bytes/folder.js';
import type { ByteSource } from '../../bytes/source.js';
import { briefly, LupaError, reasonOf } from '../../errors.js';
import { checkModel, elements } from './check.js';
import { ModelProtoSchema, TensorProtoSchema, type ModelProto, type TensorProto } from './generated/onnx_pb.js';
import { SkimError, skimModel } from './skim.js';
import { allTensors, byteSize, externalEntry, isExternal, placeTensor, typeName } from './tensors.js';

/** An ONNX file, its large tensors left where they are. */
export interface OnnxFile {
  /** Its tensors above some KB are external data: ranges of `files`, the .onnx file itself among them. */
  model: ModelProto;
  /** The files that tensors lie in, by the location that the model gives: the .onnx file first. */
  files: Map<string, ByteSource>;
  /** The .onnx file's own location. */
  location: string;
  /** How messages name the file. */
  label: string;
}

/**
 * Reads an ONNX file: its graph, and where its weights lie. No weight is read or copied, and nothing in the file is believed:
 * what is wrong with it is found here, before an engine sees it.
 * @param name the file in its folder; external data lies beside it
 * @throws LupaError NotFound, InvalidFile, Unsupported
 */
export async function readOnnx(folder: Folder, name: string): Promise<OnnxFile> {
  const label = `${folder.label}/${name}`;
  const source = await folder.open(name);
  if (source === undefined) throw new LupaError('NotFound', `there is no file ${label}`, { subject: label });
  const location = locationOf(source, name);
  const fail = unsound(label);
  if (source.byteLength === 0) throw fail('it is empty');
  if (new TextDecoder().decode(await source.slice(0, Math.min(8, source.byteLength))) === 'version ')
    throw fail('it is a Git LFS pointer to the file, not the file (git lfs pull fetches it)');
  let model: ModelProto;
  try {
    model = fromBinary(ModelProtoSchema, await skimModel(source, externalBytes));
  } catch (cause) {
    if (cause instanceof LupaError) throw cause;
    throw fail(cause instanceof SkimError ? cause.message : reasonOf(cause), cause);
  }
  const files = await placeTensors(model, { folder, name, own: { location, source }, fail });
  checkModel(model, fail);
  return { model, files, location, label };
}

/** An error about an ONNX file that is damaged or hostile. */
export function unsound(label: string): (what: string, cause?: unknown) => LupaError {
  return (what, cause) => new LupaError('InvalidFile', `${label} is not a sound ONNX file: ${what}`, { subject: label, cause });
}

/** Runtimes look for a file by the name it really has: in the hub's cache that of its blob. */
function locationOf({ path }: ByteSource, name: string): string {
  return path?.split(/[\\/]/).pop() ?? name;
}

/** The location of what lies in the .onnx file itself, until that has a name: no file can be called so. */
const OWN = '\0';

/** The part of a TensorProto that says where its elements lie. */
function externalBytes(offset: number, length: number): Uint8Array {
  return toBinary(TensorProtoSchema, placeTensor(create(TensorProtoSchema), { location: OWN, offset, length }));
}

/**
 * Opens the files that tensors name, checks that every tensor lies within its own, and gives places in one form: the file's real name, offset, length.
 * @returns the files by location, the .onnx file first
 */
async function placeTensors(
  model: ModelProto,
  { folder, name, own, fail }: { folder: Folder; name: string; own: { location: string; source: ByteSource }; fail: (what: string) => LupaError },
): Promise<Map<string, ByteSource>> {
  const files = new Map([[own.location, own.source]]);
  const opened = new Map([[OWN, own]]);
  const beside = name.slice(0, name.lastIndexOf('/') + 1);
  for (const tensor of allTensors(model)) {
    if (!isExternal(tensor)) continue;
    const called = `tensor ${briefly(tensor.name)}`;
    const { path, start, stated } = readPlace(tensor, (what) => fail(`${called} ${what}`));
    let file = opened.get(path);
    if (file === undefined) {
      const source = await folder.open(beside + path);
      if (source === undefined)
        throw new LupaError('NotFound', `${folder.label}/${name}: ${called} lies in the file ${briefly(path)}, which is not there`, {
          subject: path,
        });
      file = { location: locationOf(source, path), source };
      const twin = files.get(file.location);
      if (twin !== undefined && twin.path !== source.path) throw fail(`two files that tensors lie in are both called ${briefly(file.location)}`);
      opened.set(path, file);
      files.set(file.location, source);
    }
    const size = byteSize(
      tensor.dataType,
      elements(tensor, (what) => fail(`${called} ${what}`)),
    );
    if (size === null) throw fail(`${called} has elements of ${typeName(tensor.dataType)}, which lie in no file`);
    if (stated !== null && stated !== size)
      throw fail(`${called} of shape [${tensor.dims.join(', ')}] needs ${size} bytes as ${typeName(tensor.dataType)}, it has ${stated}`);
    if (start + size > file.source.byteLength) {
      throw fail(
        `${called} lies at bytes ${start}-${start + size} of ${path === OWN ? 'the file' : briefly(path)}, which ends at ${file.source.byteLength} (cut off?)`,
      );
    }
    placeTensor(tensor, { location: file.location, offset: start, length: size });
  }
  return files;
}

/** Where a tensor says that it lies. */
function readPlace(tensor: TensorProto, fail: (what: string) => LupaError): { path: string; start: number; stated: number | null } {
  const keys = tensor.externalData.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw fail(`says twice where it lies (${briefly(twice)})`);
  const whole = (key: string): number | null => {
    const text = externalEntry(tensor, key);
    if (text === undefined || text === '') return null;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw fail(`lies at the ${key} ${briefly(text)}, a number of bytes is expected`);
  };
  const path = externalEntry(tensor, 'location');
  if (path === undefined || path === '') throw fail('does not say in which file it lies (location)');
  if (path !== OWN && !isPlainPath(path)) throw fail(`lies in the file ${briefly(path)}: a path within the model's folder is expected`);
  return { path, start: whole('offset') ?? 0, stated: whole('length') };
}
