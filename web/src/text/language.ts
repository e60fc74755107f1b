// Which language the page speaks: chosen on this device, else the first of the browser's that there is a catalogue for.
import { useSyncExternalStore } from 'react'

export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string }
/** English sentence → this language's. What is counted has a form for each of the language's plural rules, and always `other`. */
export type Catalogue = Readonly<Record<string, string | Plural>>

/** `rtl` is no language: English in disguise, longer and from right to left, to see what a layout is worth. */
export type Language = 'en' | 'fr' | 'id' | 'rtl'

/** What languages are called by those who speak them. */
export const languages: readonly { readonly code: Exclude<Language, 'rtl'>; readonly name: string }[] = [
  { code: 'en', name: 'English' },
  { code: 'fr', name: 'Français' },
  { code: 'id', name: 'Bahasa Indonesia' },
]

const catalogues: Partial<Record<Language, () => Promise<Catalogue>>> = {
  fr: () => import('./fr.ts').then(({ fr }) => fr),
  id: () => import('./id.ts').then(({ id }) => id),
}

type Tongue = {
  readonly language: Language
  /** For dates and numbers, with the region the browser is set to; undefined: the browser's own. */
  readonly locale: string | undefined
  readonly catalogue: Catalogue | undefined
  /** Which form its counted sentences have for this many. */
  formFor(count: number): Intl.LDMLPluralRule
  number(many: number): string
  /** What is done to English. */
  disguise(words: string): string
}

function tongue(language: Language, locale: string | undefined, catalogue?: Catalogue): Tongue {
  const disguise = language === 'rtl' ? disguised : (words: string): string => words
  // Made when they are needed: what browsers know of languages takes long to load, and most counts are small and most people's in English.
  let rules: Intl.PluralRules | undefined
  let numbers: Intl.NumberFormat | undefined
  const isEnglish = language === 'en' || language === 'rtl'
  return {
    ...{ language, locale, catalogue, disguise },
    formFor(count) {
      if (isEnglish) return count === 1 ? 'one' : 'other'
      rules ??= new Intl.PluralRules(locale)
      return rules.select(count)
    },
    number(many) {
      if (Number.isInteger(many) && many >= 0 && many < 1000) return String(many)
      numbers ??= new Intl.NumberFormat(locale)
      return numbers.format(many)
    },
  }
}

let spoken = tongue('en', undefined)
const listeners = new Set<() => void>()

export const current = (): Tongue => spoken

/** Is the page read from right to left? */
export const isFromRight = (): boolean => spoken.language === 'rtl'

/** The language the page speaks now; who draws it is drawn anew when it changes. */
export const useLanguage = (): Language =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => void listeners.delete(changed)
    },
    () => spoken.language,
  )

/** Speaks this language from now on. Where its catalogue cannot be had, nothing changes. */
export async function speak(language: Language, asked: readonly string[] = []): Promise<void> {
  const catalogue = await catalogues[language]?.()
  const plain = language === 'rtl' ? 'en' : language
  spoken = tongue(language, asked.find((tag) => primary(tag) === plain) ?? plain, catalogue)
  for (const listener of [...listeners]) listener()
}

/** The first of the asked languages that there is; English where there is none. */
export const fitting = (asked: readonly string[]): Language => {
  for (const tag of asked) {
    const match = languages.find(({ code }) => code === primary(tag))
    if (match) return match.code
  }
  return 'en'
}

/** Older browsers call Indonesian `in`. */
const primary = (tag: string): string => tag.toLowerCase().split('-')[0]?.replace(/^in$/, 'id') ?? ''

export const isLanguage = (text: unknown): text is Language => text === 'rtl' || languages.some(({ code }) => code === text)

/** One of these per language: made when first used, and again after the language was changed. */
export function perLanguage<T>(make: (locale: string | undefined) => T): () => T {
  let made: { readonly of: Tongue; readonly value: T } | undefined
  return () => {
    if (made?.of !== spoken) made = { of: spoken, value: make(spoken.locale) }
    return made.value
  }
}

const letters = 'AÁBƁCÇDÐEÉFƑGĜHĤIÍJĴKĶLĻMṀNÑOÓPÞQǪRŔSŠTŤUÚVṼWŴXẊYÝZŽaábƀcçdðeéfƒgĝhĥiíjĵkķlļmṁnñoópþqǫrŕsštťuúvṽwŵxẋyýzž'
const accents = new Map(
  Array.from({ length: letters.length / 2 }, (_, index) => [letters.charAt(index * 2), letters.charAt(index * 2 + 1)]),
)

/** Half as long again, with an accent on each letter: what is still plain English on such a page never passed `t`. Braces stay as they are. */
function disguised(words: string): string {
  const marked = words.replace(/\{\w+\}|[A-Za-z]/g, (found) => accents.get(found) ?? found)
  return `${marked}${' ~'.repeat(Math.ceil(words.length / 5))}`
}

/** In which language emoji are called: names of them lie beside the page in these. */
export function emojiLanguage(): 'en' | 'fr' | 'id' {
  const { language } = current()
  return language === 'fr' || language === 'id' ? language : 'en'
}
