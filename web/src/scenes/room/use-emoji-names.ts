// What emoji are called, from beside the page: in English, and in the language of the page where there are names in it.
import { useEffect, useState } from 'react'
import { emojiLanguage } from '../../text/language.ts'
import type { EmojiName } from './completion.ts'

const NONE: readonly EmojiName[] = []
const asked = new Map<string, Promise<readonly EmojiName[]>>()

/** Fetched when the first is typed, and once. */
export function useEmojiNames(isWanted: boolean): readonly EmojiName[] {
  const [names, setNames] = useState(NONE)
  useEffect(() => {
    if (!isWanted) return
    let isGone = false
    const language = emojiLanguage()
    const languages = language === 'en' ? ['en'] : [language, 'en']
    Promise.all(languages.map(namesIn)).then(
      (found) => isGone || setNames(found.flat()),
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [isWanted])
  return names
}

function namesIn(language: string): Promise<readonly EmojiName[]> {
  const under = asked.get(language) ?? load(language)
  asked.set(language, under)
  // Where it failed, the next one who types one asks again.
  under.catch(() => asked.delete(language))
  return under
}

const load = (language: string): Promise<readonly EmojiName[]> =>
  fetch(`/emoji/${language}/names.json`).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.statusText))))
