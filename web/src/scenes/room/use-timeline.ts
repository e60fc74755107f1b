// What the timeline shows and how it comes there: opening at the first unread, more on either side, the "New" line, reading.
import { readsBySight } from '@hearth/client/attention.ts'
import type { Parcel } from '@hearth/client/parcels.ts'
import { unreadFrom } from '@hearth/client/shown.ts'
import type { Timeline, Unsent } from '@hearth/client/state.ts'
import { standsInRoom } from '@hearth/client/threads.ts'
import type { RoomId, Seq } from '@hearth/protocol/ids.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { startTransition, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useParcels } from '../../files/desk.ts'
import { useMarkedAll, usePinsShown } from '../../marks.ts'
import { go, goInstead, parseRoute } from '../../route.ts'
import { useChat, useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { meantBy, oldestAfter } from './meant.ts'
import { buildRows, clip, type Fitting, fitting, keyOf, MOST_ROWS, type Row, within } from './rows.ts'
import type { Trouble } from './trouble.ts'
import { useAttention } from './use-attention.ts'
import { useOpened } from './use-opened.ts'
import { lastSeqInSight, type Place, type Position, placeOf, usePosition } from './use-position.ts'

export type TimelineHold = {
  readonly position: Position
  readonly rows: readonly Row[]
  readonly isReady: boolean
  /** Why nothing can be shown. */
  readonly trouble: Trouble | undefined
  openAgain(): void
  /** The room's first message is drawn. */
  readonly isWhole: boolean
  /** The room's last message is drawn. */
  readonly isEnd: boolean
  /** The row that was jumped to. */
  readonly lit: string | null
  onScroll(): void
  toLatest(): void
  /** @param isEntrance nobody has read here yet: there is nowhere to go back to */
  jump(seq: Seq, isEntrance?: boolean): void
  /** To where one was before a jump, if there was one. */
  readonly goBack: (() => void) | null
  /** Marks all as read and goes to the bottom. */
  settleDown(): void
  /** This message and what follows it are unread again, until one comes back or says otherwise. */
  markUnread(from: Message): void
  /** False where nothing is unread. */
  toOldestUnread(): boolean
}

const NONE: readonly Message[] = []
/** What is said and not in the room yet. */
const NOTHING_YET = { above: 0, below: 0 }
type Waiting = { readonly unsent: readonly Unsent[]; readonly parcels: readonly Parcel[] }
const NOTHING_UNSENT: Waiting = { unsent: [], parcels: [] }
/** More is asked for when this little is left to scroll. */
const AHEAD_PX = 900
const MORE_ROWS = 80
const LIT_MS = 2400
const SOON_MS = 30

export function useTimeline(room: Room, startAt: Seq | undefined): TimelineHold {
  const client = useClient()
  const timeline = useChat((state) => state.timelines.get(room.id))
  const { unsent, parcels } = useUnsent(room)
  const { isOpened, trouble, again: openAgain } = useOpened(room, timeline !== undefined)
  const isReady = isOpened && timeline !== undefined
  const [back, setBack] = useState<Place | null>(null)
  const [lit, setLit] = useState<string | null>(null)
  const { shown, above, below, around, setAround, drawMore } = useClip(room, timeline)
  const isEnd = !below && !(timeline?.hasNewer ?? false)
  const isWhole = !above && timeline !== undefined && !timeline.hasOlder
  const position = usePosition(isEnd, room.unread > 0)
  const line = useLine(room, position.isAway)
  const rows = useRows(timeline, { shown, above, below }, isEnd ? { unsent, parcels } : NOTHING_UNSENT, line.after, isWhole)
  // Who was led somewhere looks around; it is read once they go on from there.
  const [isVisit, setVisit] = useState(false)
  const markRead = useMarkRead(room, position, isEnd, isReady && !isVisit)

  useEntrance(isReady, rows, position, startAt)
  useFollowing(isReady && isEnd && !position.isAway && !isVisit && around !== null, setAround)
  const { settle } = position
  useLayoutEffect(() => settle(), [rows, isReady, settle])
  useEffect(markRead, [rows, markRead])
  useGoDownWithOwn(unsent.length + parcels.length, () => toLatest())

  /** Asks for more when what there is does not fill the box. */
  const fill = useCallback(() => {
    const view = position.box.current
    if (!view || !isReady) return
    const left = view.scrollHeight - view.scrollTop - view.clientHeight
    // First more rows; when there are as many as may be drawn, others.
    const shift = (): void => (drawMore ? drawMore() : setAround(seqInSight(view, position)))
    if (view.scrollTop < AHEAD_PX) above ? shift() : void client.older(room.id).catch(() => undefined)
    if (left < AHEAD_PX) below ? shift() : void client.newer(room.id).catch(() => undefined)
  }, [client, room.id, isReady, above, below, drawMore, setAround, position])

  const onScroll = (): void => {
    position.onScroll()
    if (isVisit && lit === null && isEnd && !position.isAway) setVisit(false)
    markRead()
    fill()
  }
  const toLatest = (): void => {
    setBack(null)
    setVisit(false)
    void client.jump(room.id, 'latest').then(() => {
      setAround(null)
      position.aim({ at: 'bottom' })
    })
  }
  const now = useNow(position)
  const jump = useCallback(
    (seq: Seq, isEntrance = false) => {
      const before = isEntrance ? null : placeOf(now.current)
      const arrive = (): void => {
        const timeline = client.state.timelines.get(room.id)
        const meant = timeline && meantBy(timeline, seq)
        if (!meant) return useUi.getState().say(t('This message cannot be shown now.'), 'bad')
        const { message, isNear } = meant
        if (!standsInRoom(message)) {
          if (isEntrance) void client.jump(room.id, 'latest').then(() => now.current.aim({ at: 'bottom' }))
          return goToReply(room.id, message)
        }
        setBack(before)
        setVisit(true)
        const key = keyOf(message.author, message.clientId)
        setAround(message.seq)
        if (!isNear) setLit(key)
        setTimeout(() => setLit(null), LIT_MS)
        now.current.aim({ key, at: 'middle' })
      }
      client.jump(room.id, seq).then(arrive, (failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
    },
    [client, room.id, now, setAround],
  )
  const goBack = (): void => {
    setBack(null)
    setVisit(false)
    if (back === 'bottom' || back === null) return toLatest()
    const { seq, key, at } = back
    const arrive = (): void => {
      setAround(seq)
      position.aim({ key, at })
    }
    client.jump(room.id, seq).then(arrive, (failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
  }
  const unread = useUnread(room, line, toLatest, jump)
  useSoon(fill)
  return {
    ...{ position, rows, isReady, trouble, openAgain, isWhole, isEnd, lit },
    ...{ onScroll, toLatest, jump, goBack: back && goBack },
    ...unread,
  }
}

/** A reply stands in its thread. Whoever came by a link to it goes back to where they came from, and not to the link. */
function goToReply(room: RoomId, { id, thread, seq }: Message): void {
  const here = parseRoute(location.hash)
  const isLink = here.at === 'room' && here.room === room && here.thread === undefined && here.seq === seq
  const there = { at: 'room', room, thread: thread ?? id, seq } as const
  isLink ? goInstead(there) : go(there)
}

type Clip = ReturnType<typeof clip> & {
  /** Null: the end. */
  readonly around: Seq | null
  setAround(around: Seq | null): void
  /** Null: as many are drawn as may be. */
  readonly drawMore: (() => void) | null
}

/** Which of the messages that are held are drawn: few at first, more as somebody reads towards them. */
function useClip(room: Room, timeline: Timeline | undefined): Clip {
  const [around, setAround] = useState<Seq | null>(room.unread > 0 ? room.readSeq + 1 : null)
  const held = useMarkedAll(timeline?.messages)
  const messages = useMemo(() => held.filter(standsInRoom), [held])
  const [more, setMore] = useState(0)
  const { above, below } = useFitting(messages, around)
  const most = Math.min(MOST_ROWS, above + below + more)
  const clipped = useMemo(() => clip(messages, around, most, above + Math.floor(more / 2)), [messages, around, most, above, more])
  const drawMore = useMemo(() => (most < MOST_ROWS ? () => startTransition(() => setMore(more + MORE_ROWS)) : null), [most, more])
  return { ...clipped, around, setAround, drawMore }
}

/** As there was something to draw there for the first time: one comes in at a third of the height, and is led to the middle. */
function useFitting(messages: readonly Message[], around: Seq | null): Fitting {
  const held = useRef<{ readonly around: Seq | null; readonly fits: Fitting } | null>(null)
  if (messages.length > 0 && held.current?.around !== around) {
    const stands = held.current === null ? 0.32 : 0.5
    held.current = { around, fits: fitting(messages, around, innerHeight, stands) }
  }
  return held.current?.fits ?? NOTHING_YET
}

/** Who follows what comes sees the end, wherever they came in. */
function useFollowing(isFollowing: boolean, setAround: (around: null) => void): void {
  useEffect(() => {
    if (isFollowing) setAround(null)
  }, [isFollowing, setAround])
}

/** What it is when it is needed: what only looks at it then need not be made anew with it. */
function useNow<T>(value: T): { readonly current: T } {
  const now = useRef(value)
  useLayoutEffect(() => {
    now.current = value
  })
  return now
}

/**
 * What follows from what is drawn, and that nobody waits for: a moment after it is shown, once for all that is drawn meanwhile. At once, it would
 * draw more before the words that are there are seen.
 */
function useSoon(job: () => void): void {
  const now = useNow(job)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      now.current()
    }, SOON_MS)
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
}

type Unread = Pick<TimelineHold, 'settleDown' | 'markUnread' | 'toOldestUnread'>

/** What one says oneself of how far one has read. */
function useUnread(room: Room, line: ReturnType<typeof useLine>, toLatest: () => void, jump: TimelineHold['jump']): Unread {
  const client = useClient()
  const { set } = line
  const markUnread = useCallback(
    (from: Message) => {
      set(from.seq - 1)
      const held = client.state.timelines.get(room.id)?.messages ?? NONE
      client.do(unreadFrom(client.state, room, from, held)).catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
    },
    [client, room, set],
  )
  return {
    markUnread,
    settleDown() {
      line.clear()
      client.letGo(room.id)
      client.read(room.id, room.seq)
      toLatest()
    },
    toOldestUnread() {
      if (room.unread === 0) return false
      const arrive = (): void => {
        const oldest = oldestAfter(client.state.timelines.get(room.id)?.messages ?? NONE, room.readSeq)
        if (oldest) jump(oldest.seq)
      }
      client.jump(room.id, room.readSeq + 1).then(arrive, (failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
      return true
    },
  }
}

function useUnsent(room: Room): Waiting {
  const outbox = useChat((state) => state.outbox)
  const parcels = useParcels(room.id)
  return useMemo(
    () => ({
      unsent: outbox.filter((one) => one.room === room.id && standsInRoom(one)),
      parcels: parcels.filter(({ isPosted }) => isPosted),
    }),
    [outbox, parcels, room.id],
  )
}

function useRows(
  timeline: Timeline | undefined,
  { shown, above, below }: ReturnType<typeof clip>,
  { unsent, parcels }: Waiting,
  lineAfter: Seq | null,
  isWhole: boolean,
): readonly Row[] {
  const me = useMe()
  const { calls } = timeline ?? {}
  const pins = usePinsShown(timeline?.pins)
  return useMemo(
    () =>
      buildRows({
        messages: shown,
        calls: within(calls, shown, above, below),
        pins: within(pins, shown, above, below),
        ...{ unsent, parcels, lineAfter, me: me.id, isWhole },
      }),
    [shown, calls, pins, above, below, unsent, parcels, lineAfter, me.id, isWhole],
  )
}

/** Where "New" stands: where reading ended on entry; again where it ended when something came while nobody looked. */
function useLine(room: Room, isAway: boolean): { readonly after: Seq | null; readonly set: (after: Seq) => void; clear(): void } {
  const [after, setAfter] = useState<Seq | null>(room.unread > 0 ? room.readSeq : null)
  const isAttentive = useAttention()
  const unreadBefore = useRef(room.unread)
  useEffect(() => {
    const fresh = unreadBefore.current === 0 && room.unread > 0
    unreadBefore.current = room.unread
    if (fresh && (isAway || !isAttentive)) setAfter(room.readSeq)
  }, [room.unread, room.readSeq, isAway, isAttentive])
  return { after, set: setAfter, clear: () => setAfter(null) }
}

/** The first position in a room: at the message asked for, else at "New", else at the end. */
function useEntrance(isReady: boolean, rows: readonly Row[], position: Position, startAt: Seq | undefined): void {
  const entered = useRef(false)
  useLayoutEffect(() => {
    if (!isReady || entered.current) return
    entered.current = true
    if (startAt !== undefined) return
    position.aim(rows.some((row) => row.is === 'new') ? { key: 'new', at: 'third' } : { at: 'bottom' })
  }, [isReady, rows, position, startAt])
}

function useMarkRead(room: Room, position: Position, isEnd: boolean, isReady: boolean): () => void {
  const client = useClient()
  const isAttentive = useAttention()
  const { id, kind, seq, readSeq } = room
  const bySight = useChat((state) => readsBySight(state.own.settings, kind))
  useEffect(() => {
    // Who comes in reads what they see, also where “Undo” has just made it unread from elsewhere.
    client.letGo(id)
    return () => client.letGo(id)
  }, [client, id])
  const mark = useCallback(() => {
    const view = position.box.current
    if (!view || !isReady || !isAttentive || !bySight) return
    const isBottom = isEnd && view.scrollHeight - view.scrollTop - view.clientHeight < 24
    const seen = isBottom ? seq : lastSeqInSight(view, position.content.current)
    if (seen !== null && seen > readSeq) client.read(id, seen)
  }, [client, id, seq, readSeq, isEnd, isReady, isAttentive, bySight, position])
  return mark
}

/** Who says something wants to see it. */
function useGoDownWithOwn(waiting: number, go: () => void): void {
  const before = useRef(waiting)
  useEffect(() => {
    if (waiting > before.current) go()
    before.current = waiting
  })
}

const seqInSight = (view: HTMLElement, position: Position): Seq | null => lastSeqInSight(view, position.content.current)
