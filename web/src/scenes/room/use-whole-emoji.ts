import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { wholeEmoji } from './completion.ts'
import type { ComposerHold } from './use-composer.ts'
import { useEmojiNames } from './use-emoji-names.ts'

/**
 * The last sign of a name, just typed, makes an emoji of it; what was undone, or stood there, stays as it is.
 * @returns what is to hear how the box changes
 */
export function useWholeEmoji(
  area: RefObject<HTMLTextAreaElement | null>,
  text: string,
  form: ComposerHold['form'],
): (event: FormEvent<HTMLTextAreaElement>) => void {
  // Fetched when the first is begun, and there, mostly, by the time its last sign is typed.
  const names = useEmojiNames(/:[\p{L}\p{N}+-]{2}/u.test(text))
  const typed = useRef<string>(undefined)
  useEffect(() => {
    const box = area.current
    // Where there are no names yet it waits for them, as long as nothing else is typed.
    if (typed.current !== text || names.length === 0) return
    typed.current = undefined
    if (!box || document.activeElement !== box || box.value !== text) return
    const whole = wholeEmoji(names, text, box.selectionStart)
    if (whole) form({ text: whole.text, from: whole.caret, to: whole.caret })
  }, [area, names, text, form])
  return ({ nativeEvent, currentTarget }) => {
    typed.current = isLastSign(nativeEvent) ? currentTarget.value : undefined
  }
}

/** Keyboards of phones compose a whole word, of which the sign is the last. */
const isLastSign = (event: Event): boolean =>
  event instanceof InputEvent &&
  (event.inputType === 'insertText' || event.inputType === 'insertCompositionText') &&
  event.data?.endsWith(':') === true &&
  !event.isComposing
