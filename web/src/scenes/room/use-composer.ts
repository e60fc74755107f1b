// What the composer does: write, send, edit, cancel. The draft is the client's, so that it outlives this page.
import { answerIn, inThread } from '@hearth/client/draft-places.ts'
import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useCallBySlash } from '../../calls/by-slash.ts'
import { useDesk } from '../../files/desk.ts'
import { pressed } from '../../keys/keys.ts'
import { useChat, useClient, useTextLimit } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { originFor } from '../../ways-here.ts'
import { sentence } from '../../words.ts'
import { needsMembers, questionBefore } from './before-sending.ts'
import { commandIn, whereIs } from './commands.ts'
import { linkRooms } from './completion.ts'
import { type Marked, marked } from './format.ts'
import { rewrite } from './rewrite.ts'
import { useHold } from './room-context.ts'
import type { Ways } from './ways.ts'

export type ComposerHold = {
  readonly text: string
  readonly length: number
  readonly canSend: boolean
  /** It is asked who is here before the words go. */
  readonly isAsking: boolean
  /** It is shown how the words will look. */
  readonly isPreviewed: boolean
  togglePreview(): void
  write(text: string): void
  insert(piece: string): void
  /** What is put in place of the words, and what is marked then; its undo is the browser's. */
  form(formed: Marked): void
  send(): void
  sendLater(): void
  cancel(): void
  onKeyDown(event: KeyboardEvent): void
}

const hasFinePointer = (): boolean => !matchMedia('(pointer: coarse)').matches

/** Ctrl Enter sends always, Enter where it is set so and there are keys. */
const isSending = ({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key === 'Enter' && !shiftKey && !altKey && (ctrlKey || metaKey || (hasFinePointer() && useUi.getState().sendBy === 'enter'))

/** @param hasFiles something goes with the words, which may then be empty */
export function useComposer(area: RefObject<HTMLTextAreaElement | null>, hasFiles: boolean, ways: Ways): ComposerHold {
  const client = useClient()
  const { parcels } = useDesk()
  const { room, mode, setMode, thread } = useHold()
  const callBySlash = useCallBySlash()
  const { say, show } = useUi.getState()
  const limit = useTextLimit()
  const place = thread ? inThread(room.id, thread.root) : room.id
  const draft = useChat((state) => state.drafts.get(place) ?? '')
  const [edited, setEdited] = useState('')
  const [isPreviewed, setPreviewed] = useState(false)
  const togglePreview = (): void => setPreviewed(!isPreviewed)
  const text = mode.is === 'edit' ? edited : draft
  const withLinks = (words: string): string => linkRooms(words, client.state.rooms.values(), originFor(client.state))
  // As it is sent: rooms that are named become links.
  const length = [...withLinks(text)].length
  // One goes on typing while something is asked: what stands there by then is meant, whether it is drawn or not.
  const wordsNow = (): string => client.state.drafts.get(place) ?? ''
  const [isAsking, askOnce] = useOnce()
  const canSend = (text.trim() !== '' || (hasFiles && mode.is === 'write')) && length <= limit

  useStartOfEdit(area, setEdited)
  useGrowth(area, text)

  function write(to: string): void {
    if (mode.is === 'edit') return setEdited(to)
    draftIs(to)
    if (to.trim() !== '') client.typing(room.id)
  }
  const draftIs = (to: string): void => client.draft(place, to)
  function insert(piece: string): void {
    const at = area.current?.selectionStart ?? text.length
    const [before, after] = [text.slice(0, at), text.slice(area.current?.selectionEnd ?? at)]
    form({ text: before + piece + after, from: at + piece.length, to: at + piece.length })
  }
  function send(): void {
    area.current?.focus()
    if (!canSend) return
    if (mode.is === 'edit') return save()
    first(post)
  }
  /** What begins with a slash may be a command, whenever it is to be said; and who calls many is asked before, not when they hear of it. */
  function first(then: () => void): void {
    const command = commandIn(room, whereIs(thread), text)
    if (command) {
      if (command.is === 'call') callBySlash(room, command)
      else show(command)
      return draftIs('')
    }
    const ask = (): void => askThen(then)
    if (needsMembers(room, text) && !client.state.members.has(room.id)) return askOnce(() => client.members(room.id).then(ask, ask))
    ask()
  }
  function askThen(then: () => void): void {
    const question = questionBefore(client.state, room, wordsNow())
    if (!question) return then()
    show({ is: 'confirm', ...question, then: async () => then() })
  }
  function post(): void {
    if (mode.is !== 'write') return
    const words = withLinks(wordsNow())
    const replyTo = thread ? mode.replyTo : answerIn(client.state.drafts, room.id)
    // Files go when they are whole; words alone go now.
    if (hasFiles) parcels.post(room.id, words.trim() === '' ? '' : words, replyTo, thread ?? undefined)
    else if (words.trim() === '') return
    else client.send(room.id, words, replyTo ?? undefined, undefined, thread ?? undefined)
    draftIs('')
    // In the room, too, was meant of this one.
    thread?.setAlso(false)
    setMode({ is: 'write', replyTo: null })
  }
  function sendLater(): void {
    if (mode.is !== 'write' || !canSend) return
    first(plan)
  }
  function plan(): void {
    if (mode.is !== 'write') return
    const done = (): void => {
      client.draft(room.id, '')
      setMode({ is: 'write', replyTo: null })
    }
    show({ is: 'later', plan: { do: 'send', room: room.id, text: withLinks(wordsNow()), replyTo: mode.replyTo, done } })
  }
  function save(): void {
    if (mode.is !== 'edit') return
    const { message } = mode
    setMode({ is: 'write', replyTo: null })
    const words = withLinks(text)
    if (words === message.text) return
    client.do({ do: 'edit', room: room.id, id: message.id, text: words, thread: message.thread }).catch((failure: unknown) => {
      setMode({ is: 'edit', message: { ...message, text } })
      say(t('Not changed. {why}', { why: sentence(failure) }), 'bad')
    })
  }
  function cancel(): void {
    setMode({ is: 'write', replyTo: null })
    area.current?.focus()
  }
  function form(formed: Marked): void {
    if (area.current && rewrite(area.current, formed.text, formed)) return
    write(formed.text)
    requestAnimationFrame(() => area.current?.setSelectionRange(formed.from, formed.to))
  }
  function meant(event: KeyboardEvent): (() => void) | null {
    const deed = pressed(event.nativeEvent, 'writing')
    const now = area.current && { text, from: area.current.selectionStart, to: area.current.selectionEnd }
    const formed = now && marked(deed, now)
    if (formed) return () => form(formed)
    if (deed === 'preview') return togglePreview
    if (isSending(event)) return send
    const isFresh = text === '' && mode.is === 'write'
    if (isFresh && deed === 'answerLast') return ways.answerLast
    if (isFresh && event.key === 'ArrowUp' && !event.altKey && !event.ctrlKey && !event.shiftKey) return ways.editLast
    return event.key === 'Escape' && (mode.is === 'edit' || mode.replyTo) ? cancel : null
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const act = meant(event)
    if (!act) return
    event.preventDefault()
    // Else the room would take the same Esc for "all read".
    event.stopPropagation()
    act()
  }
  return { text, length, canSend, isAsking, isPreviewed, togglePreview, write, insert, form, send, sendLater, cancel, onKeyDown }
}

/** Whoever presses again while the first is under way means the same. */
function useOnce(): readonly [boolean, (job: () => Promise<void>) => void] {
  const [isOn, setOn] = useState(false)
  const running = useRef(false)
  const once = (job: () => Promise<void>): void => {
    if (running.current) return
    running.current = true
    setOn(true)
    void job().finally(() => {
      running.current = false
      setOn(false)
    })
  }
  return [isOn, once]
}

/** The words to change are put in when editing begins, with the caret at their end. */
function useStartOfEdit(area: RefObject<HTMLTextAreaElement | null>, setEdited: (text: string) => void): void {
  const { mode, thread } = useHold()
  const isInThread = thread !== null
  useEffect(() => {
    if (mode.is === 'edit') setEdited(mode.message.text ?? '')
    // Whom the words of a room answer is told by other devices as well: whoever answers here has the focus set where that is done.
    else if (!isInThread || mode.replyTo === null) return
    focusEnd(area)
  }, [mode, area, setEdited, isInThread])
}

/** Once what was done is drawn. */
export const focusEnd = (area: RefObject<HTMLTextAreaElement | null>): void =>
  void requestAnimationFrame(() => {
    area.current?.focus()
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length)
  })

/** Browsers that know it let the box grow by the style sheet alone, and need not be measured with every key. */
const growsByItself = globalThis.CSS?.supports('field-sizing', 'content') ?? false

/** As tall as its words; the style sheet stops it at 40 % of the height. */
function useGrowth(area: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = area.current
    if (!box || growsByItself) return
    box.style.height = 'auto'
    box.style.height = `${box.scrollHeight}px`
  }, [area, text])
}
