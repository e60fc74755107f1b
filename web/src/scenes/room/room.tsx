// One room: its head, its words, and where one writes.
import { answerIn, answering } from '@hearth/client/draft-places.ts'
import type { MessageId, RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { X } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useCallIn } from '../../calls/hold.ts'
import { pressed } from '../../keys/keys.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { DoorDrawing } from '../../parts/drawings.tsx'
import { Empty } from '../../parts/empty.tsx'
import { late } from '../../parts/late.ts'
import { noteVisit } from '../../recent.ts'
import { go } from '../../route.ts'
import { useChat, useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { DropZone, useDrop } from './attach/drop-zone.tsx'
import { type AttachHold, useAttach } from './attach/use-attach.ts'
import { Composer } from './composer.tsx'
import { RoomHeader } from './header.tsx'
import styles from './room.module.css'
import { InRoom, type Mode, type RoomHold, useHold } from './room-context.ts'
import { Timeline } from './timeline.tsx'
import { TypingLine } from './typing-line.tsx'
import { focusEnd } from './use-composer.ts'
import { useDeeds, useMessageDeeds } from './use-deeds.ts'
import { type TimelineHold, useTimeline } from './use-timeline.ts'
import { endOf, waysFrom } from './ways.ts'

const CallBar = late(() => import('./call-bar.tsx').then((module) => module.CallBar))
const ThreadPanel = late(() => import('./thread/thread-panel.tsx').then((module) => module.ThreadPanel))
const Members = late(() => import('./members.tsx').then((module) => module.Members))

type SceneProps = {
  readonly id: RoomId
  readonly seq: Seq | undefined
  /** Open beside the room. */
  readonly thread: MessageId | undefined
}

export function RoomScene({ id, seq, thread }: SceneProps): ReactElement {
  const room = useRoom(id)
  if (!room) return <NoRoom />
  return <OpenRoom key={id} room={room} seq={seq} thread={thread} />
}

function NoRoom(): ReactElement {
  return (
    <main className={styles.room}>
      <Empty
        whole
        drawing={<DoorDrawing />}
        title={t('This room is not open to you')}
        says={t('It was deleted, or you are not in it any more. Your other rooms are where they were.')}
      >
        <Button look="main" onClick={() => go({ at: 'home' })}>
          {t('Go home')}
        </Button>
      </Empty>
    </main>
  )
}

type OpenProps = Pick<SceneProps, 'seq' | 'thread'> & { readonly room: Room }

function OpenRoom({ room, seq, thread }: OpenProps): ReactElement {
  useEffect(() => noteVisit(room.id), [room.id])
  const talk = useWholeTalk(room, thread === undefined ? seq : undefined)
  const isPanelOpen = useUi((ui) => ui.panel)
  return (
    <InRoom hold={talk.hold}>
      <Inside onKeyDown={talk.onKeyDown}>
        {(attach) => (
          <>
            <RoomHeader room={room} />
            <CallAbove room={room} />
            {talk.draw(attach)}
          </>
        )}
      </Inside>
      {thread !== undefined && (
        <Suspense fallback={null}>
          <ThreadPanel key={thread} room={room} id={thread} seq={seq} />
        </Suspense>
      )}
      {isPanelOpen && thread === undefined && (
        <Suspense fallback={null}>
          <Members room={room} />
        </Suspense>
      )}
    </InRoom>
  )
}

/** The words of a room beside something else: its call. */
export function RoomTalk({ room, onClose }: { readonly room: Room; readonly onClose: () => void }): ReactElement {
  const talk = useWholeTalk(room, undefined)
  return (
    <InRoom hold={talk.hold}>
      <Inside onKeyDown={talk.onKeyDown} isBeside>
        {(attach) => (
          <>
            <header className={styles.besideHead}>
              <h2>{t('Chat')}</h2>
              <IconButton small icon={X} tipAt="end" label={t('Close')} onClick={onClose} />
            </header>
            {talk.draw(attach)}
          </>
        )}
      </Inside>
    </InRoom>
  )
}

type WholeTalk = {
  readonly hold: RoomHold
  readonly onKeyDown: (event: KeyboardEvent) => void
  draw(attach: AttachHold): ReactElement
}

/** What is said in a room, and where one writes; whatever stands around it. */
function useWholeTalk(room: Room, seq: Seq | undefined): WholeTalk {
  const client = useClient()
  const area = useRef<HTMLTextAreaElement>(null)
  const [mode, setMode] = useMode(room.id, area)
  const timeline = useTimeline(room, seq)
  const hold = useMessageDeeds({ room, area, mode, setMode, jump: timeline.jump, thread: null })
  const onDeed = useDeeds(hold, timeline.markUnread)
  useStartAt(timeline, seq)
  useFirstFocus(area)
  const onKeyDown = useWaysByKey(timeline)
  const draw = (attach: AttachHold): ReactElement => (
    <>
      <Timeline room={room} hold={timeline} onDeed={onDeed} />
      <TypingLine room={room.id} />
      <Composer area={area} attach={attach} ways={waysFrom(() => endOf(client, room.id), hold)} />
    </>
  )
  return { hold, onKeyDown, draw }
}

type InsideProps = {
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly isBeside?: boolean
  readonly children: (attach: AttachHold) => ReactElement
}

/** The room itself: all of it takes what is dropped. */
function Inside({ onKeyDown, isBeside, children }: InsideProps): ReactElement {
  const { room } = useHold()
  const attach = useAttach()
  const drop = useDrop(attach)
  const Element = isBeside ? 'aside' : 'main'
  return (
    <Element
      className={cx(styles.room, isBeside && styles.beside)}
      aria-label={isBeside ? t('Chat of {room}', { room: room.name }) : room.name}
      onKeyDown={onKeyDown}
      {...drop.handlers}
    >
      {children(attach)}
      {drop.isOver && <DropZone room={room.name} />}
    </Element>
  )
}

/** What the composer is about to do. Whom a draft answers is kept like the draft itself, and the same on all one's devices. */
function useMode(room: RoomId, area: RefObject<HTMLTextAreaElement | null>): [Mode, (mode: Mode) => void] {
  const client = useClient()
  const replyTo = useChat((state) => answerIn(state.drafts, room))
  const [other, setOther] = useState<Mode | null>(null)
  const [answers, setAnswers] = useState(0)
  const mode = useMemo<Mode>(() => other ?? { is: 'write', replyTo }, [other, replyTo])
  const change = useCallback(
    (to: Mode) => {
      setOther(to.is === 'write' ? null : to)
      if (to.is !== 'write') return
      // An edit that ends uncovers what the draft answers.
      if (other === null || to.replyTo !== null) client.draft(answering(room), to.replyTo ?? '')
      if (to.replyTo !== null) setAnswers((before) => before + 1)
    },
    [client, room, other],
  )
  // Where one answers, and not where another device tells that one did.
  useEffect(() => {
    if (answers > 0) focusEnd(area)
  }, [answers, area])
  return [mode, change]
}

/** A link to a message: go there once, then be an ordinary room. */
function useStartAt(timeline: TimelineHold, seq: Seq | undefined): void {
  const { isReady, jump } = timeline
  const isIn = useRef(false)
  useEffect(() => {
    if (!isReady) return
    if (seq !== undefined) jump(seq, !isIn.current)
    isIn.current = true
  }, [isReady, seq, jump])
}

/** Type to talk, where there are keys; a phone's keyboard would jump up unasked. */
function useFirstFocus(area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true })
  }, [area])
}

/** Esc: all read, to the bottom. Another key: to the oldest that is unread. A link's place in the address is dropped with it. */
function useWaysByKey(timeline: TimelineHold): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.defaultPrevented || !(event.target instanceof Node && event.currentTarget.contains(event.target))) return
    if (event.key === 'Escape') timeline.settleDown()
    else if (pressed(event.nativeEvent, 'room') === 'oldestUnread' && timeline.toOldestUnread()) event.preventDefault()
  }
}

/** Most rooms have no call most of the time. */
function CallAbove({ room }: { readonly room: Room }): ReactElement | null {
  const call = useCallIn(room.id)
  if (!call && !room.voice) return null
  return (
    <Suspense fallback={null}>
      <CallBar room={room} call={call} />
    </Suspense>
  )
}
