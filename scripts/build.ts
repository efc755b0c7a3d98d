
/** What tsc leaves to do: the generated protobuf code it only reads, the command's executable bit. */
import { cp } from 'node:fs/promises';

await cp('src/models/onnx/generated', 'dist/src/models/onnx/generated', { recursive: true });
