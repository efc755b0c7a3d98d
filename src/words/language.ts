/** The languages of Lupa's own words. */
export const LANGUAGES = ['en', 'pt-BR', 'es'] as const;

/** One of them. */
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself, for menus. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', 'pt-BR': 'Português (Brasil)', es: 'Español' };

/** One catalogue a language, all with the keys of the English one: a missing key does not compile. */
export type Catalogues<Words> = Record<Language, Words>;

/** The words of one area: `wordsIn(HEAD_WORDS, 'es').query`. */
export function wordsIn<Words>(catalogues: Catalogues<Words>, language: Language): Words {
  return catalogues[language];
}

/**
 * The first of the wanted languages (BCP 47, as in `navigator.languages`) that Lupa speaks; any Portuguese is Brazilian Portuguese here. English
 * where it speaks none.
 */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split(/[-_.@]/)[0];
    if (base === 'pt') return 'pt-BR';
    if (base === 'es' || base === 'en') return base;
  }
  return 'en';
}

/** A form a plural category; `other` serves those left out (Portuguese and Spanish have `many`, for millions). */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** `plural(2, { one: '# token', other: '# tokens' }, 'en')` → `2 tokens`: `#` stands for the number, written as the language does. */
export function plural(count: number, forms: PluralForms, language: Language): string {
  const form = forms[once(`plural ${language}`, () => new Intl.PluralRules(language)).select(count)] ?? forms.other;
  return form.replaceAll('#', formatNumber(count, language));
}

/** What Intl has made: making it takes longer than anything that is done with it. */
const made = new Map<string, unknown>();

function once<Made>(name: string, make: () => Made): Made {
  const known = made.get(name) ?? make();
  made.set(name, known);
  return known as Made;
}

/**
 * A number as the language writes it, with a real minus sign; `digits` decimals where given, exactly. Where nothing is rounded and there are no groups of digits, only the decimal sign
 * differs: Intl takes some 20 ms for the first number that it writes, which a page that shows its first view need not wait for.
 */
export function formatNumber(value: number, language: Language, digits?: number): string {
  if (Math.abs(value) < 1000 && !Object.is(value, -0)) {
    const plain = value.toFixed(digits);
    if (Number(plain) === value) return (language === 'en' ? plain : plain.replace('.', ',')).replace('-', '−');
  }
  const format = (): Intl.NumberFormat =>
    new Intl.NumberFormat(language, digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return once(`number ${language} ${digits}`, format).format(value).replace('-', '−');
}

/** The two ends of an interval, already written: `[0.1, 0.5]`, and `[0,1; 0,5]` where the comma is the decimal mark. */
export function formatInterval(low: string, high: string, language: Language): string {
  return `[${low}${language === 'en' ? ',' : ';'} ${high}]`;
}

/** `a, b and c`. */
export function formatList(items: readonly string[], language: Language): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}

/** `fill('{a} of {b}', { a: 1, b: 2 })` → `1 of 2`. What has no value stays as it is. */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}
