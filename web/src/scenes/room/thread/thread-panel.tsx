// A thread beside its room, or beside the call it began with: what it began with, the replies, and where one replies.
import { isFollowed, threadsShown, unreadFrom } from '@hearth/client/shown.ts'
import type { Root } from '@hearth/client/threads.ts'
import type { MessageId, Seq } from '@hearth/protocol/ids.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { Bell, BellRing, X } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useParcels } from '../../../files/desk.ts'
import { Button, IconButton } from '../../../parts/button.tsx'
import { cx } from '../../../parts/cx.ts'
import { OfflineDrawing } from '../../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../../parts/empty.tsx'
import { FormError } from '../../../parts/field.tsx'
import { late } from '../../../parts/late.ts'
import side from '../../../parts/side.module.css'
import { go } from '../../../route.ts'
import { useChat, useClient, useMe } from '../../../state.ts'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { sentence } from '../../../words.ts'
import { DropZone, useDrop } from '../attach/drop-zone.tsx'
import { type AttachHold, useAttach } from '../attach/use-attach.ts'
import { Composer } from '../composer.tsx'
import type { Deed } from '../deeds.ts'
import { DrawnContext, InRoom, type Mode, maySpeak, type RoomHold, useHold } from '../room-context.ts'
import { buildRows, type Row } from '../rows.ts'
import { drawn } from '../timeline.tsx'
import { useDeeds, useMessageDeeds } from '../use-deeds.ts'
import { useKnown } from '../use-known.ts'
import { useRowKeys } from '../use-row-keys.ts'
import { useRowMenu } from '../use-row-menu.ts'
import { waysFrom } from '../ways.ts'
import styles from './thread.module.css'
import { usePlace } from './use-place.ts'
import { type ThreadHold, useThread } from './use-thread.ts'

const MessageMenu = late(() => import('../message-menu.tsx').then((module) => module.MessageMenu))

type PanelProps = {
  readonly room: Room
  /** Any message of the thread. */
  readonly id: MessageId
  /** A reply that one was led to. */
  readonly seq: Seq | undefined
}

export function ThreadPanel(props: PanelProps): ReactElement {
  const { room } = props
  const { jump } = useHold()
  const close = (): void => go({ at: 'room', room: room.id })
  return <Beside {...props} {...{ jump, close }} isOfCall={false} title={t('Thread')} name={t('Thread')} closes={t('Close the thread')} />
}

type CallTalkProps = { readonly room: Room; readonly thread: MessageId; readonly onClose: () => void }

/** What is said beside a call, as its scene shows it. The room itself is one step away, and the call goes on meanwhile. */
export function CallTalk({ room, thread, onClose }: CallTalkProps): ReactElement {
  const jump = useCallback((seq: Seq) => go({ at: 'room', room: room.id, seq }), [room.id])
  const name = t('Chat of {room}', { room: room.name })
  return <Beside {...{ room, jump, name }} isOfCall id={thread} seq={undefined} close={onClose} title={t('Chat')} closes={t('Close')} />
}

type BesideProps = PanelProps & {
  readonly title: string
  /** What it is, for who does not see it. */
  readonly name: string
  readonly closes: string
  /** It stands beside its call. */
  readonly isOfCall: boolean
  readonly close: () => void
  /** To what does not stand in the thread. */
  readonly jump: RoomHold['jump']
}

function Beside({ room, id, seq, title, name, closes, isOfCall, close, jump }: BesideProps): ReactElement {
  const thread = useThread(room.id, id, seq)
  const onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    close()
  }
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={name} data-landmark="thread" onKeyDown={onEscape}>
      <header className={side.sideHead}>
        <h2>{title}</h2>
        {thread.root && <Follow room={room} root={thread.root} />}
        <IconButton small icon={X} tipAt="end" label={closes} onClick={close} />
      </header>
      {thread.root && <FormError says={thread.failed} />}
      {!thread.root && thread.failed !== undefined && (
        <Empty drawing={<OfflineDrawing />} title={t('The thread could not be opened')} says={thread.failed}>
          <Button look="main" onClick={thread.again}>
            {t('Try again')}
          </Button>
        </Empty>
      )}
      {thread.root && <Talk {...{ room, thread, seq, isOfCall, jump }} root={thread.root} />}
      {!thread.root && thread.isMissing && (
        <Empty
          drawing={<OfflineDrawing />}
          title={t('Nothing of this thread is kept here')}
          says={t('It comes when the connection is back.')}
        />
      )}
      {!thread.root && !thread.isMissing && thread.failed === undefined && (
        <div className={styles.wait}>
          <Skeleton rows={3} faces />
        </div>
      )}
    </aside>
  )
}

/** Who takes part is told of replies; who does not want to be lets go. */
function Follow({ room, root }: { readonly room: Room; readonly root: Root }): ReactElement {
  const client = useClient()
  const isMine = useChat((state) => isFollowed(state, root.id))
  const act = (): void =>
    void client
      .do({ do: 'follow', room: room.id, id: root.id, on: !isMine, seq: room.seq })
      .catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
  return (
    <IconButton
      small
      icon={isMine ? BellRing : Bell}
      tipAt="end"
      label={isMine ? t('Unfollow the thread') : t('Follow the thread')}
      aria-pressed={isMine}
      onClick={act}
    />
  )
}

type TalkProps = Pick<BesideProps, 'room' | 'seq' | 'jump' | 'isOfCall'> & { readonly root: Root; readonly thread: ThreadHold }

function Talk({ room, root, thread, seq, isOfCall, jump: otherwise }: TalkProps): ReactElement {
  const area = useRef<HTMLTextAreaElement>(null)
  const [mode, setMode] = useState<Mode>({ is: 'write', replyTo: null })
  const [also, setAlso] = useState(false)
  const inThread = useMemo(() => ({ root: root.id, isOfCall, also, setAlso }), [root.id, isOfCall, also])
  const drawnHere = useMemo(() => [...firstOf(root), ...thread.replies], [root, thread.replies])
  const rows = useRows(room, root, thread.replies)
  const place = usePlace(rows, seq)
  const jump = useJump(place.show, otherwise)
  const hold = useMessageDeeds({ room, area, mode, setMode, jump, thread: inThread })
  const onDeed = useDeeds(hold, useReading(room, root, thread.replies))
  useEffect(() => area.current?.focus(), [])
  return (
    <InRoom hold={hold}>
      <Inside name={t('this thread')}>
        {(attach) => (
          <>
            <DrawnContext value={drawnHere}>
              <List room={room} root={root} rows={rows} thread={thread} place={place} onDeed={onDeed} />
            </DrawnContext>
            <Composer
              area={area}
              attach={attach}
              ways={waysFrom(() => rows.flatMap((row) => (row.is === 'message' ? [row.message] : [])), hold)}
            />
            {maySpeak(room) && <Also hold={hold} />}
          </>
        )}
      </Inside>
    </InRoom>
  )
}

/** What stands in the thread is shown where it is; all else in the room. */
const useJump = (show: ReturnType<typeof usePlace>['show'], otherwise: RoomHold['jump']): RoomHold['jump'] =>
  useCallback((seq) => void (show(seq, true) || otherwise(seq)), [show, otherwise])

/** What is dropped on a thread goes into it, and not into the room beside it. */
function Inside({ name, children }: { readonly name: string; readonly children: (attach: AttachHold) => ReactElement }): ReactElement {
  const attach = useAttach()
  const drop = useDrop(attach)
  return (
    <div className={styles.inside} {...drop.handlers}>
      {children(attach)}
      {drop.isOver && <DropZone room={name} />}
    </div>
  )
}

function Also({ hold: { thread, room } }: { readonly hold: RoomHold }): ReactElement {
  return (
    <label className={styles.also}>
      <input type="checkbox" checked={thread?.also ?? false} onChange={(event) => thread?.setAlso(event.target.checked)} />
      {t('Also in {room}', { room: room.name })}
    </label>
  )
}

type ListProps = {
  readonly room: Room
  readonly root: Root
  readonly rows: readonly Row[]
  readonly thread: ThreadHold
  readonly place: ReturnType<typeof usePlace>
  readonly onDeed: (deed: Deed, message: Message) => void
}

function List({ room, root, rows, thread, place, onDeed }: ListProps): ReactElement {
  const { box, content, onScroll } = place.position
  const menu = useRowMenu(rows, onDeed)
  const keys = useRowKeys(box, { rows, onDeed, onMore: menu.openAt })
  const known = useKnown(rows)
  return (
    <>
      <div
        ref={box}
        className={styles.box}
        role="log"
        aria-live="off"
        aria-label={t('Replies')}
        tabIndex={-1}
        onScroll={onScroll}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        onBlur={keys.onBlur}
        {...menu.handlers}
      >
        <div ref={content}>
          {rows.map((row, at) => (
            <Suspense key={row.key} fallback={null}>
              {drawn(row, {
                room,
                known,
                pointed: menu.pointed,
                focused: keys.focused,
                tabbable: keys.tabbable,
                lit: place.lit,
                lastOwn: null,
                isThread: true,
                onMore: menu.openAt,
              })}
              {at === 1 && root.replies && (
                <p className={styles.count}>
                  <span>{t.many(root.replies.count, '{count} reply', '{count} replies')}</span>
                </p>
              )}
              {thread.hasEarlier && at === 1 && (
                <div className={styles.earlier}>
                  <Button look="soft" onClick={thread.earlier}>
                    {t('Show earlier replies')}
                  </Button>
                </div>
              )}
            </Suspense>
          ))}
        </div>
      </div>
      {menu.open && (
        <Suspense fallback={null}>
          <MessageMenu at={menu.open} onClose={menu.close} onMore={menu.openAt} onDeed={onDeed} />
        </Suspense>
      )}
    </>
  )
}

const firstOf = (root: Root): readonly Message[] => (root.is === 'message' ? [root.message] : [])

function useRows(room: Room, root: Root, replies: readonly Message[]): readonly Row[] {
  const me = useMe()
  const outbox = useChat((state) => state.outbox)
  const parcels = useParcels(room.id, root.id)
  return useMemo(
    () =>
      buildRows({
        messages: [...firstOf(root), ...replies],
        calls: root.is === 'call' ? [root.call] : [],
        unsent: outbox.filter((one) => one.room === room.id && one.thread === root.id),
        parcels: parcels.filter(({ isPosted }) => isPosted),
        lineAfter: null,
        me: me.id,
        isWhole: true,
      }),
    [room.id, root, replies, outbox, parcels, me.id],
  )
}

/** What is looked at is read, on all one's devices, unless it was marked as unread. Gives what marks it so. */
function useReading(room: Room, root: Root, replies: readonly Message[]): (from: Message) => void {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const read = useChat((state) => threadsShown(state).get(root.id)?.seq)
  const isHeld = useRef(false)
  const last = replies.at(-1)?.seq
  useEffect(() => {
    if (last === undefined || read === undefined || read >= last) return
    const tell = (): void => {
      if (document.visibilityState !== 'visible' || isHeld.current) return
      client.readThread(room.id, root.id, last)
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [client, isOpen, room.id, root.id, last, read])
  return useCallback(
    (from) => {
      isHeld.current = true
      client
        .do(unreadFrom(client.state, room, from, replies, root.id))
        .catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
    },
    [client, room, root.id, replies],
  )
}
