// What a name looks like to an eye: by it the server refuses names, and programs say who is who among those of one name.

/** Marks and letters that nobody sees. */
export const INVISIBLE = /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu

/**
 * Letters of other alphabets, and of those that pages for fancy letters offer, that look like Latin ones, small or large: out of the
 * confusables of Unicode’s UTS 39. Names without them are their own look.
 */
const ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ a: 'аαɑᴀ', b: 'вβʙ', c: 'сϲᴄ', d: 'ԁᴅ', e: 'еεᴇ', ë: 'ё', g: 'ɡցɢ', h: 'нһհʜ', i: 'іιıɪ', ï: 'ї', j: 'јϳᴊ', k: 'кκᴋ', l: 'ӏʟ' },
    ...{
      m: 'мμᴍ',
      n: 'ηոɴ',
      o: 'оοօᴏ',
      p: 'рρᴘ',
      q: 'ԛզ',
      r: 'ʀ',
      s: 'ѕꜱ',
      t: 'тτᴛ',
      u: 'υսᴜ',
      v: 'νᴠ',
      w: 'ԝωᴡ',
      x: 'хχ',
      y: 'уγʏ',
      z: 'ζᴢ',
    },
  }).flatMap(([latin, others]) => Array.from(others, (other): [string, string] => [other, latin])),
)

/** How a key looks: the same for two that an eye takes for one. */
export const lookOf = (key: string): string => Array.from(key, (letter) => ALIKE.get(letter) ?? letter).join('')

/** How what somebody is shown as looks, without what only decorates: `Ada Lovelace`, `ada.lovelace`, `АDA LOVELACE ✓` are one. */
export function shownLook(displayName: string): string {
  const key = displayName.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
  // `Ada (@ada)` is how clients tell two of one name apart: who writes it themselves is shown as Ada.
  const signs = [...key.replace(INVISIBLE, '')]
  const at = signs.findIndex((sign, place) => sign === '@' && place > 1 && !isSpoken(signs[place - 1]))
  const name = signs.slice(0, at === -1 ? signs.length : at).filter(isSpoken)
  // Who is called by mere signs looks like these.
  return lookOf(name.join('') || key)
}

/**
 * An emoji in the one form in which it is counted. Some keyboards ask for the coloured form of what is coloured by itself, some do not ask where it
 * is not: an eye sees the same.
 */
export function emojiForm(emoji: string): string {
  const bare = emoji.replace(/^(\p{Emoji_Presentation})\ufe0f$/u, '$1')
  return /^\p{Extended_Pictographic}$/u.test(bare) && !/^\p{Emoji_Presentation}$/u.test(bare) ? `${bare}\ufe0f` : bare
}

const isSpoken = (sign = ''): boolean => /[\p{L}\p{M}\p{N}]/u.test(sign)
