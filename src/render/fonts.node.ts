import { readdir, readFile } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LupaError, reasonOf } from '../errors.js';
import { readFontFace, type FontFace } from './font-file.js';
import { missingIn } from './fonts.js';

/** The fonts that ship with Lupa: DejaVu Sans, upright and bold. Latin, Greek, Cyrillic, Arabic, Hebrew, Vietnamese, signs; no Chinese, Japanese, Korean, Indic, Thai. */
export async function shippedFonts(): Promise<FontFace[]> {
  return Promise.all(['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => readFont(new URL(`../../../fonts/${name}`, import.meta.url), name)));
}

/**
 * Reads a font file of the user's.
 * @throws LupaError NotFound, InvalidFile, Unsupported
 */
export async function fontFile(path: string): Promise<FontFace> {
  return readFont(path, path);
}

async function readFont(path: string | URL, label: string): Promise<FontFace> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new LupaError('NotFound', missing ? `there is no font file ${label}` : `cannot read the font file ${label}: ${reasonOf(cause)}`, {
      subject: label,
      cause,
    });
  }
  return readFontFace(bytes, { label });
}

/** Packages of the npm registry with fonts that the shipped ones lack: found where they are installed beside Lupa, the same on every machine. */
const FONT_PACKAGES = ['SC', 'JP', 'KR', 'TC', 'Devanagari', 'Bengali', 'Tamil', 'Telugu', 'Thai', 'Khmer', 'Georgian', 'Armenian', 'Ethiopic'].map(
  (script) => `@expo-google-fonts/noto-sans-${script.toLowerCase()}/400Regular/NotoSans${script}_400Regular.ttf`,
);

function packagedFonts(): string[] {
  return FONT_PACKAGES.flatMap((specifier) => {
    try {
      return [fileURLToPath(import.meta.resolve(specifier))];
    } catch {
      return []; // not installed
    }
  });
}

/** Where systems keep their fonts. */
function fontFolders(): string[] {
  const home = homedir();
  if (platform() === 'darwin') return ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library/Fonts')];
  if (platform() === 'win32')
    return [join(process.env.WINDIR ?? 'C:\\Windows', 'Fonts'), join(process.env.LOCALAPPDATA ?? home, 'Microsoft\\Windows\\Fonts')];
  return [join(home, '.local/share/fonts'), join(home, '.fonts'), '/usr/local/share/fonts', '/usr/share/fonts'];
}

/** Plain upright faces without serifs first; the systems' own for Chinese, Japanese and Korean before others. */
function rank(name: string): number {
  if (/mono|bold|italic|oblique|light|black|thin|medium|display|condensed|emoji|color|serif|unjoined/i.test(name)) return 2;
  return /cjk|sans|pingfang|hiragino|msyh|yugoth|malgun|gulim|nirmala|leelawad/i.test(name) ? 0 : 1;
}

/** More files than this are not opened: some systems have thousands. */
const MOST_FILES = 400;

/** A font of this machine, and the characters that it was looked for. */
export interface FoundFont {
  face: FontFace;
  path: string;
  characters: string[];
}

/**
 * Looks for fonts with characters that the shipped fonts lack, in {@link FONT_PACKAGES} and then in the system's folders: one font for as many of
 * them as it has, then the next. What is found depends on the machine; whoever calls this tells the user.
 */
export async function findFonts(characters: readonly string[]): Promise<FoundFont[]> {
  const lists = await Promise.all(
    fontFolders().map(async (folder) => {
      const names = await readdir(folder, { recursive: true }).catch(() => [] as string[]);
      return names.filter((name) => /\.(ttf|otf|ttc)$/i.test(name)).map((name) => join(folder, name));
    }),
  );
  const paths = lists.flat().sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const found: FoundFont[] = [];
  let missing = [...characters];
  for (const path of [...packagedFonts(), ...paths.slice(0, MOST_FILES)]) {
    if (missing.length === 0) break;
    // A damaged font on the user's system is no concern of theirs here.
    const face = await fontFile(path).catch(() => null);
    if (face === null) continue;
    const still = missingIn(missing, face);
    if (still.length === missing.length) continue;
    found.push({ face, path, characters: missing.filter((character) => !still.includes(character)) });
    missing = still;
  }
  return found;
}
