// The package's own types speak of its CommonJS file as if it were a module.
declare module 'bidi-js/dist/bidi.mjs' {
  type Bidi = {
    /** A level for each UTF-16 unit; odd ones run to the left. */
    getEmbeddingLevels(text: string, direction?: 'ltr' | 'rtl'): { readonly levels: Uint8Array }
    /** `(` for `)`; null for what looks the same from both sides. */
    getMirroredCharacter(letter: string): string | null
  }
  // oxlint-disable-next-line import/no-default-export
  export default function bidiFactory(): Bidi
}
