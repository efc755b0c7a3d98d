import type { ImageFormat } from './header.js';

/** Compiles a WebAssembly file of a package, by the name it is imported under. */
export type WasmLoader = (specifier: string) => Promise<WebAssembly.Module>;

/** What a decoder gives: RGBA, row after row. */
interface Decoded {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** A codec that emscripten compiled. The packages' own types name files that compilers do not find. */
interface Codec {
  default: (options: object) => Promise<{ decode(bytes: ArrayBuffer, upright?: boolean): Decoded | null }>;
}

function codec(module: unknown): Codec {
  return module as Codec;
}

/** Where a decoder's WebAssembly comes from, and where its messages go. */
interface CodecOptions {
  /** Left out, the packages fetch their files themselves, as they do in a browser. */
  wasm?: WasmLoader;
  say: (line: string) => void;
}

/**
 * The decoders: libjpeg, libwebp and Rust's png as WebAssembly (@jsquash), which give the very pixels that Pillow gives. A decoder in
 * JavaScript was tried too: without the smooth upsampling of colours that libjpeg does, single pixels are off by a third of the scale.
 * Each run of libjpeg and libwebp has an instance of its own, since a damaged file can leave one unusable.
 */
export const CODECS: Record<ImageFormat, (bytes: ArrayBuffer, options: CodecOptions) => Promise<Decoded | null>> = {
  async PNG(bytes, { wasm }) {
    const { decode, init } = await import('@jsquash/png/decode.js');
    await init(await wasm?.('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
    return decode(bytes);
  },
  async JPEG(bytes, options) {
    const { default: create } = codec(await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js'));
    const instance = await create(await moduleOptions('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm', options));
    return instance.decode(bytes, true); // turned upright as the camera noted
  },
  async WebP(bytes, options) {
    const { default: create } = codec(await import('@jsquash/webp/codec/dec/webp_dec.js'));
    const instance = await create(await moduleOptions('@jsquash/webp/codec/dec/webp_dec.wasm', options));
    return instance.decode(bytes);
  },
};

/** How emscripten's modules are told where their code is and where to print. */
async function moduleOptions(specifier: string, { wasm, say }: CodecOptions): Promise<object> {
  const compiled = await wasm?.(specifier);
  const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): WebAssembly.Exports => {
    const instance = new WebAssembly.Instance(compiled as WebAssembly.Module, imports);
    done(instance);
    return instance.exports;
  };
  return { noInitialRun: true, print: say, printErr: say, ...(compiled === undefined ? {} : { instantiateWasm }) };
}
