// @names while writing: what is being typed, who fits, and the keys that choose.
import type { User } from '@hearth/protocol/shapes.ts'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from 'react'
import { useChat, useClient, useMe } from '../../state.ts'
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

const MOST = 6

/** The name being typed right before the caret, and where its @ stands. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const match = /(?:^|[\s([{"'>])@([\p{L}\p{N}\p{M}._-]{0,63})$/u.exec(text.slice(0, caret))
  return match ? { from: caret - (match[1] ?? '').length - 1, typed: match[1] ?? '' } : null
}

/** Who fits what was typed: by the beginning of a name first, then anywhere in it. */
export function whoFits(people: readonly User[], typed: string): readonly User[] {
  const wanted = typed.toLowerCase()
  const rank = (user: User): number => {
    const names = [user.name.toLowerCase(), ...user.displayName.toLowerCase().split(/\s+/)]
    if (names.some((name) => name.startsWith(wanted))) return 0
    return names.some((name) => name.includes(wanted)) ? 1 : 2
  }
  return people
    .filter((user) => !user.deleted && rank(user) < 2)
    .sort((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName))
    .slice(0, MOST)
}

export function useMentions(area: RefObject<HTMLTextAreaElement | null>, text: string, write: (text: string) => void): MentionsHold {
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const [hasFocus, setFocus] = useState(false)
  const typing = hasFocus ? mentionAt(text, caret) : null
  const people = useCandidates(typing !== null)
  const found = useMemo(() => (typing ? whoFits(people, typing.typed) : []), [people, typing?.typed, typing === null])
  const isOpen = typing !== null && typing.from !== dismissed && found.length > 0
  useEffect(() => setAt(0), [typing?.typed])

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
