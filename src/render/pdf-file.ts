import { zlibSync } from 'fflate';

/** A reference to an object of a file: `4 0 R`. */
export type PdfReference = `${number} 0 R`;

/** Puts numbered objects into a file (ISO 32000-1, section 7.5). No date, no random identifier: the same objects give the same bytes. */
export class PdfFile {
  readonly #objects: (Uint8Array | null)[] = [];

  /** A number for an object that is added later. */
  reserve(): PdfReference {
    this.#objects.push(null);
    return `${this.#objects.length} 0 R`;
  }

  /** Adds a dictionary or another value, written as PDF writes it. */
  add(value: string, reference: PdfReference = this.reserve()): PdfReference {
    this.#objects[Number.parseInt(reference) - 1] = latin(value);
    return reference;
  }

  /** Adds a stream, packed unless `plain`. `entries` are those of its dictionary beside the length and filter. */
  stream(content: Uint8Array | string, { entries = '', plain = false }: { entries?: string; plain?: boolean } = {}): PdfReference {
    const bytes = typeof content === 'string' ? latin(content) : content;
    const packed = plain ? bytes : zlibSync(bytes);
    const reference = this.reserve();
    const filter = plain ? '' : ' /Filter /FlateDecode';
    this.#objects[this.#objects.length - 1] = joinBytes([
      latin(`<< /Length ${packed.length}${filter}${entries} >>\nstream\n`),
      packed,
      latin('\nendstream'),
    ]);
    return reference;
  }

  /** The file. */
  write({ root, info }: { root: PdfReference; info: PdfReference }): Uint8Array {
    // Four bytes over 127 say that the file is binary.
    const parts: Uint8Array[] = [latin('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')];
    const offsets: number[] = [];
    let length = parts[0].length;
    const put = (bytes: Uint8Array): void => {
      parts.push(bytes);
      length += bytes.length;
    };
    this.#objects.forEach((object, index) => {
      offsets.push(length);
      put(joinBytes([latin(`${index + 1} 0 obj\n`), object ?? latin('null'), latin('\nendobj\n')]));
    });
    const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const size = offsets.length + 1;
    put(
      latin(`xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root ${root} /Info ${info} >>\nstartxref\n${length}\n%%EOF\n`),
    );
    return joinBytes(parts);
  }
}

/** A string as PDF writes it: UTF-16 in hexadecimal, whatever is in it. */
export function pdfText(text: string): string {
  return `<feff${Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i))).join('')}>`;
}

/** A number of 16 bits as four digits. */
export function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}

/** Arrays one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
