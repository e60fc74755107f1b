// What the composer does: write, send, edit, cancel. The draft is the client's, so that it outlives this page.
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import { useDesk } from '../../files/desk.ts'
import { useChat, useClient, useTextLimit } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { listOf, sentence } from '../../words.ts'
import { marked } from './format.ts'
import { strangersIn } from './mention.ts'
import { useHold } from './room-context.ts'
import { useThreadDraft } from './thread/thread-draft.ts'

export type ComposerHold = {
  readonly text: string
  readonly length: number
  readonly canSend: boolean
  write(text: string): void
  insert(piece: string): void
  send(): void
  sendLater(): void
  cancel(): void
  onKeyDown(event: KeyboardEvent): void
}

const hasFinePointer = (): boolean => !matchMedia('(pointer: coarse)').matches

/** `/poll When do we meet?` */
const POLL = /^\/poll(?:\s+(.*))?$/s

/** @param hasFiles something goes with the words, which may then be empty */
export function useComposer(area: RefObject<HTMLTextAreaElement | null>, hasFiles: boolean, onUpInEmpty: () => void): ComposerHold {
  const client = useClient()
  const { parcels } = useDesk()
  const { room, mode, setMode, thread } = useHold()
  const { say, show } = useUi.getState()
  const limit = useTextLimit()
  const inRoom = useChat((state) => state.drafts.get(room.id) ?? '')
  const inThread = useThreadDraft(thread?.root)
  const draft = thread ? inThread.text : inRoom
  const members = useChat((state) => state.members.get(room.id))
  const [edited, setEdited] = useState('')
  const text = mode.is === 'edit' ? edited : draft
  const length = [...text].length
  const canSend = (text.trim() !== '' || (hasFiles && mode.is === 'write')) && length <= limit

  useStartOfEdit(area, setEdited)
  useGrowth(area, text)

  function write(to: string): void {
    if (mode.is === 'edit') return setEdited(to)
    draftIs(to)
    if (to.trim() !== '') client.typing(room.id)
  }
  const draftIs = (to: string): void => (thread ? inThread.write(to) : client.draft(room.id, to))
  function insert(piece: string): void {
    const at = area.current?.selectionStart ?? text.length
    write(text.slice(0, at) + piece + text.slice(area.current?.selectionEnd ?? at))
    requestAnimationFrame(() => area.current?.setSelectionRange(at + piece.length, at + piece.length))
  }
  function send(): void {
    area.current?.focus()
    if (!canSend) return
    if (mode.is === 'edit') return save()
    const poll = thread ? null : POLL.exec(text)
    if (poll) {
      show({ is: 'new-poll', room: room.id, question: poll[1] ?? '' })
      return draftIs('')
    }
    // Where the list was not asked for nobody has typed an @.
    const inside = members && new Set(members.map(({ user }) => user.id))
    const strangers = inside ? strangersIn(text, client.state.people.values(), inside) : []
    if (strangers.length === 0) return post()
    const names = listOf(strangers.map((user) => user.displayName))
    show({
      is: 'confirm',
      title: t('{names} will not hear of it', { names }),
      says: t('Who is not in {room} is not called by a mention there.', { room: room.name }),
      act: t('Send anyway'),
      then: () => Promise.resolve(post()),
    })
  }
  function post(): void {
    if (mode.is !== 'write') return
    // Files go when they are whole; words alone go now.
    if (hasFiles) parcels.post(room.id, text.trim() === '' ? '' : text, mode.replyTo, thread ?? undefined)
    else client.send(room.id, text, mode.replyTo ?? undefined, undefined, thread ?? undefined)
    draftIs('')
    // In the room, too, was meant of this one.
    thread?.setAlso(false)
    setMode({ is: 'write', replyTo: null })
  }
  function sendLater(): void {
    if (mode.is !== 'write' || !canSend) return
    const done = (): void => {
      client.draft(room.id, '')
      setMode({ is: 'write', replyTo: null })
    }
    show({ is: 'later', plan: { do: 'send', room: room.id, text, replyTo: mode.replyTo, done } })
  }
  function save(): void {
    if (mode.is !== 'edit') return
    const { message } = mode
    setMode({ is: 'write', replyTo: null })
    if (text === message.text) return
    client.ask('message.edit', { room: room.id, id: message.id, text }).catch((failure: unknown) => {
      setMode({ is: 'edit', message: { ...message, text } })
      say(t('Not changed. {why}', { why: sentence(failure) }), 'bad')
    })
  }
  function cancel(): void {
    setMode({ is: 'write', replyTo: null })
    area.current?.focus()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const isPlainEnter = event.key === 'Enter' && !event.shiftKey && !event.altKey
    const now = area.current && { text, from: area.current.selectionStart, to: area.current.selectionEnd }
    const formed = now && marked(event, now)
    if (formed) {
      event.preventDefault()
      event.stopPropagation()
      write(formed.text)
      requestAnimationFrame(() => area.current?.setSelectionRange(formed.from, formed.to))
    } else if (isPlainEnter && (event.ctrlKey || event.metaKey || (hasFinePointer() && useUi.getState().sendBy === 'enter'))) {
      event.preventDefault()
      send()
    } else if (event.key === 'ArrowUp' && !event.altKey && !event.ctrlKey && text === '' && mode.is === 'write') {
      event.preventDefault()
      onUpInEmpty()
    } else if (event.key === 'Escape' && (mode.is === 'edit' || mode.replyTo)) {
      event.preventDefault()
      // Else the room would take the same Esc for "all read".
      event.stopPropagation()
      cancel()
    }
  }
  return { text, length, canSend, write, insert, send, sendLater, cancel, onKeyDown }
}

/** The words to change are put in when editing begins, with the caret at their end. */
function useStartOfEdit(area: RefObject<HTMLTextAreaElement | null>, setEdited: (text: string) => void): void {
  const { mode } = useHold()
  useEffect(() => {
    if (mode.is === 'edit') setEdited(mode.message.text ?? '')
    if (mode.is === 'write' && mode.replyTo === null) return
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(area.current.value.length, area.current.value.length)
    })
  }, [mode, area, setEdited])
}

/** As tall as its words; the style sheet stops it at 40 % of the height. */
function useGrowth(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = area.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }, [area, text])
}
