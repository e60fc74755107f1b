// @names while writing: what is being typed, who fits, and the keys that choose.
import type { User } from '@hearth/protocol/shapes.ts'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import { useChat, useClient, useMe } from '../../state.ts'
import { mentionAt, whoFits } from './mention.ts'
import { useHold } from './room-context.ts'

export type MentionsHold = {
  readonly isOpen: boolean
  readonly found: readonly User[]
  readonly at: number
  choose(user: User): void
  close(): void
  onSelect(): void
  /** True when the key was for the list. */
  onKeyDown(event: KeyboardEvent): boolean
}

export function useMentions(area: RefObject<HTMLTextAreaElement | null>, text: string, write: (text: string) => void): MentionsHold {
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const [hasFocus, setFocus] = useState(false)
  const typing = hasFocus ? mentionAt(text, caret) : null
  const people = useCandidates(typing !== null)
  const typed = typing?.typed
  const found = useMemo(() => (typed === undefined ? [] : whoFits(people, typed)), [people, typed])
  const isOpen = typing !== null && typing.from !== dismissed && found.length > 0
  useEffect(() => setAt(0), [typed])

  const onSelect = (): void => {
    setFocus(true)
    setCaret(area.current?.selectionStart ?? 0)
  }
  const choose = (user: User): void => {
    if (!typing) return
    const name = `@${user.name} `
    write(text.slice(0, typing.from) + name + text.slice(caret))
    const to = typing.from + name.length
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(to, to)
    })
  }
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!isOpen || !typing || event.nativeEvent.isComposing) return false
    if (event.key === 'ArrowDown') setAt((at + 1) % found.length)
    else if (event.key === 'ArrowUp') setAt((at + found.length - 1) % found.length)
    else if (event.key === 'Escape') setDismissed(typing.from)
    else if ((event.key === 'Enter' || event.key === 'Tab') && found[at]) choose(found[at])
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { isOpen, found, at, choose, close: () => setFocus(false), onSelect, onKeyDown }
}

/** The people of the room; they are asked for when the first @ is typed. */
function useCandidates(isWanted: boolean): readonly User[] {
  const client = useClient()
  const me = useMe()
  const { room } = useHold()
  const members = useChat((state) => state.members.get(room.id))
  useEffect(() => {
    if (isWanted && !members) void client.members(room.id).catch(() => undefined)
  }, [client, room.id, isWanted, members])
  return useMemo(() => (members ?? []).map((member) => member.user).filter((user) => user.id !== me.id), [members, me.id])
}
