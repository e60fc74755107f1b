import { type RefObject, useEffect } from 'react'
import { wholeEmoji } from './completion.ts'
import { useEmojiNames } from './use-emoji-names.ts'

/** The names are fetched when the first is begun, and are there by the time its last sign is typed. */
export function useWholeEmoji(area: RefObject<HTMLTextAreaElement | null>, text: string, write: (text: string) => void): void {
  const names = useEmojiNames(/:[\p{L}+-]{2}/u.test(text))
  useEffect(() => {
    const box = area.current
    if (!box || document.activeElement !== box || box.value !== text) return
    const whole = wholeEmoji(names, text, box.selectionStart)
    if (!whole) return
    write(whole.text)
    requestAnimationFrame(() => box.setSelectionRange(whole.caret, whole.caret))
  }, [area, names, text, write])
}
