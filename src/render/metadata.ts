import { escapeMarkup } from './markup.js';

/** What a file of a drawing says about itself. */
export interface PictureMetadata {
  title: string;
  /** What the picture shows, in words: for people who cannot see it, and for search. */
  description: string;
  /** The program, `lupa-attention 0.1.0`. */
  creator: string;
  /** ISO 8601; left out by default, so that the same drawing gives the same bytes. */
  date: string | null;
  /** How the picture came about, as plain data; {@link readPictureData} gives it back. */
  data: Record<string, unknown>;
}

/**
 * The metadata as RDF, the form of XMP (ISO 16684-1), which SVG, PDF and PNG all can hold. Lupa's own data is JSON in one property, never
 * compressed, so that it can be found in the bytes of any of the three.
 */
export function metadataRdf({ title, description, creator, date, data }: PictureMetadata): string {
  const language = (text: string): string => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeMarkup(text)}</rdf:li></rdf:Alt>`;
  return [
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:lupa="urn:lupa-attention:figure#">',
    `<dc:title>${language(title)}</dc:title><dc:description>${language(description)}</dc:description>`,
    `<xmp:CreatorTool>${escapeMarkup(creator)}</xmp:CreatorTool>`,
    date === null ? '' : `<xmp:CreateDate>${escapeMarkup(date)}</xmp:CreateDate>`,
    `<lupa:figure>${escapeMarkup(plainJson(data))}</lupa:figure>`,
    '</rdf:Description></rdf:RDF>',
  ].join('');
}

/** The RDF as an XMP packet, as PDF and PNG hold it. */
export function xmpPacket(metadata: PictureMetadata): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${metadataRdf(metadata)}</x:xmpmeta><?xpacket end="r"?>`;
}

/** Reads {@link PictureMetadata.data} out of an SVG, PDF or PNG file; null where there is none. */
export function readPictureData(bytes: Uint8Array): Record<string, unknown> | null {
  const [, escaped] = /<lupa:figure>([^<]*)<\/lupa:figure>/.exec(new TextDecoder().decode(bytes)) ?? [];
  if (escaped === undefined) return null;
  try {
    const data: unknown = JSON.parse(escaped.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name: string) => CHARACTERS[name]));
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' };

/** JSON in which the characters that markup cannot carry are escaped. */
function plainJson(data: Record<string, unknown>): string {
  return JSON.stringify(data).replace(/[\u007f-\u009f\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
