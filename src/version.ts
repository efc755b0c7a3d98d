/** Name and version as records and figures state them; a test holds it against package.json. */
export const PACKAGE = 'lupa-attention 0.1.0';
