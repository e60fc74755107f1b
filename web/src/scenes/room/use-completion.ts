// What is being typed and can be completed: people, rooms, emoji, commands; and the keys that choose.
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import { useClient } from '../../state.ts'
import { whereIs } from './commands.ts'
import { meantBy, type Sign, typedAt } from './completion.ts'
import { type Offer, offersFor } from './offers.tsx'
import { useHold } from './room-context.ts'
import type { ComposerHold } from './use-composer.ts'
import { useEmojiNames } from './use-emoji-names.ts'
import { useMembers } from './use-members.ts'

export type CompletionHold = {
  readonly isOpen: boolean
  readonly sign: Sign
  readonly found: readonly Offer[]
  /** The one that Enter takes. Null: Enter says what is written, and Tab takes the first. */
  readonly at: number | null
  choose(offer: Offer): void
  close(): void
  onSelect(): void
  /** True when the key was for the list. */
  onKeyDown(event: KeyboardEvent): boolean
}

export function useCompletion(area: RefObject<HTMLTextAreaElement | null>, text: string, form: ComposerHold['form']): CompletionHold {
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState<number | null>(null)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const [hasFocus, setFocus] = useState(false)
  const typing = hasFocus ? typedAt(text, caret) : null
  const { sign = '@', typed } = typing ?? {}
  const found = useOffers(sign, typed)
  const isOpen = typing !== null && typing.from !== dismissed && found.length > 0
  const meant = meantBy(typed ?? '', found)
  const at = chosen ?? (meant === undefined ? null : found.indexOf(meant))
  useEffect(() => setChosen(null), [sign, typed])
  // Put away is the list of these words; what is begun anew at the same place is asked for again.
  const isTyping = typing !== null
  useEffect(() => {
    if (!isTyping) setDismissed(null)
  }, [isTyping])

  const onSelect = (): void => {
    setFocus(true)
    setCaret(area.current?.selectionStart ?? 0)
  }
  const choose = ({ put }: Offer): void => {
    if (!typing) return
    const to = typing.from + put.length
    form({ text: text.slice(0, typing.from) + put + text.slice(caret), from: to, to })
    requestAnimationFrame(() => area.current?.focus())
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!isOpen || !typing || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false
    const offer = found[at ?? 0]
    const takes = event.key === 'Tab' || (event.key === 'Enter' && at !== null)
    if (event.key === 'ArrowDown') setChosen(at === null ? 0 : (at + 1) % found.length)
    else if (event.key === 'ArrowUp') setChosen(((at ?? 0) + found.length - 1) % found.length)
    else if (event.key === 'Escape') setDismissed(typing.from)
    else if (takes && !event.shiftKey && offer) choose(offer)
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { isOpen, sign, found, at, choose, close: () => setFocus(false), onSelect, onKeyDown }
}

const NOTHING: readonly Offer[] = []
/** More than are shown: those whose names begin so come first. */
const MOST_ASKED = 50

/** @param typed undefined: nothing is asked for */
function useOffers(sign: Sign, typed: string | undefined): readonly Offer[] {
  const client = useClient()
  const { room, me, thread } = useHold()
  const isAsked = typed !== undefined
  const emoji = useEmojiNames(isAsked && sign === ':')
  // The people of the room are asked for when the first @ is typed; in a huge one those who fit.
  const { list: members } = useMembers(room, isAsked && sign === '@' ? typed : undefined, MOST_ASKED)
  return useMemo(
    () =>
      typed === undefined
        ? NOTHING
        : offersFor(sign, typed, {
            room,
            me,
            members: members ?? [],
            rooms: client.state.rooms.values(),
            emoji,
            where: whereIs(thread),
          }),
    [sign, typed, room, me, members, client, emoji, thread],
  )
}
