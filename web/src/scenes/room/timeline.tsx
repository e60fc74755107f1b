// The words of a room: a bounded part of the window the client holds, drawn in order, never moving under the reader.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { ArrowDown, Undo2 } from 'lucide-react'
import { type ReactElement, Suspense, useMemo } from 'react'
import { Button } from '../../parts/button.tsx'
import { OfflineDrawing, QuietDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { late } from '../../parts/late.ts'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { dayName, sentence } from '../../words.ts'
import { OfflineBar } from '../offline-bar.tsx'
import { RoomBeginning } from './beginning.tsx'
import type { Deed } from './deeds.ts'
import type { OnMore } from './message-menu.tsx'
import { MessageRow } from './message-row.tsx'
import { lastOf, type Row } from './rows.ts'
import styles from './timeline.module.css'
import type { Trouble } from './trouble.ts'
import { UnsentRow } from './unsent-row.tsx'
import { useAnnouncement } from './use-announcement.ts'
import { type Known, useKnown } from './use-known.ts'
import { BEGINNING, useRowKeys } from './use-row-keys.ts'
import { useRowMenu } from './use-row-menu.ts'
import type { TimelineHold } from './use-timeline.ts'

const ParcelRow = late(() => import('./attach/parcel-row.tsx').then((module) => module.ParcelRow))
const PastCallRow = late(() => import('./past-call.tsx').then((module) => module.PastCallRow))
const PinRow = late(() => import('./pin-row.tsx').then((module) => module.PinRow))
const MessageMenu = late(() => import('./message-menu.tsx').then((module) => module.MessageMenu))

type Props = { readonly room: Room; readonly hold: TimelineHold; readonly onDeed: (deed: Deed, message: Message) => void }

export function Timeline({ room, hold, onDeed }: Props): ReactElement {
  const { position, rows, isReady, isWhole } = hold
  const menu = useRowMenu(rows, onDeed)
  const keys = useRowKeys(position.box, { rows, onDeed, onMore: menu.openAt })
  const known = useKnown(rows)
  const me = useMe()
  const lastOwn = useMemo(() => lastOf(rows, me.id), [rows, me.id])
  return (
    <div className={styles.stage}>
      <OfflineBar />
      <div
        ref={position.box}
        className={styles.box}
        onScroll={hold.onScroll}
        role="log"
        aria-live="off"
        aria-label={t('Messages')}
        data-landmark="messages"
        tabIndex={-1}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        onBlur={keys.onBlur}
        {...menu.handlers}
      >
        <div ref={position.content} className={styles.column}>
          {!isReady && <NothingYet trouble={hold.trouble} again={hold.openAgain} />}
          {isReady &&
            (isWhole ? (
              <RoomBeginning room={room} tabbable={keys.tabbable === BEGINNING} />
            ) : (
              <div className={styles.more} aria-hidden="true" />
            ))}
          {isReady &&
            rows.map((row) =>
              drawn(row, {
                room,
                known,
                pointed: menu.pointed,
                focused: keys.focused,
                tabbable: keys.tabbable,
                lit: hold.lit,
                lastOwn: hold.isEnd ? lastOwn : null,
                isThread: false,
                onMore: menu.openAt,
              }),
            )}
        </div>
      </div>
      {isReady && <Ways room={room} hold={hold} />}
      <ReadOut room={room.id} />
      {menu.open && (
        <Suspense fallback={null}>
          <MessageMenu at={menu.open} onClose={menu.close} onMore={menu.openAt} onDeed={onDeed} />
        </Suspense>
      )}
    </div>
  )
}

/** Back to where one was, and on to the newest. */
function Ways({ room, hold: { position, isEnd, goBack, toLatest } }: Pick<Props, 'room' | 'hold'>): ReactElement {
  return (
    <div className={styles.ways} onWheel={(event) => position.box.current?.scrollBy({ top: event.deltaY })}>
      {goBack && <Back onPress={goBack} />}
      {(position.isAway || !isEnd) && <Latest unread={room.unread} onPress={toLatest} />}
    </div>
  )
}

function NothingYet({ trouble, again }: { readonly trouble: Trouble | undefined; again(): void }): ReactElement {
  if (trouble === undefined) return <Skeleton rows={6} faces />
  if (trouble.is === 'away')
    return (
      <Empty
        drawing={<OfflineDrawing />}
        title={t('Nothing of this room is kept here')}
        says={t('What was said comes when the connection is back. What you write is sent then.')}
      />
    )
  return (
    <Empty drawing={<QuietDrawing />} title={t('The room could not be opened')} says={sentence(trouble.failure)}>
      <Button look="main" onClick={again}>
        {t('Try again')}
      </Button>
    </Empty>
  )
}

export type Drawn = {
  readonly room: Room
  readonly known: Known
  readonly pointed: string | null
  readonly focused: string | null
  readonly tabbable: string | null
  readonly lit: string | null
  readonly lastOwn: string | null
  /** It is the list of a thread. */
  readonly isThread: boolean
  readonly onMore: OnMore
}

export function drawn(row: Row, { room, known, pointed, focused, tabbable, lit, lastOwn, isThread, onMore }: Drawn): ReactElement {
  switch (row.is) {
    case 'day':
      return <Day key={row.key} says={dayName(row.at, Date.now())} />
    case 'new':
      return (
        <div key={row.key} role="separator" aria-label={t('New messages')} data-key="new" className={styles.new}>
          <span>{t('New [messages]')}</span>
        </div>
      )
    case 'message':
      return (
        <MessageRow
          key={row.key}
          rowKey={row.key}
          message={row.message}
          {...known(row.message)}
          first={row.first}
          active={row.key === pointed || row.key === focused}
          tabbable={row.key === tabbable}
          lit={row.key === lit}
          isLastOwn={row.key === lastOwn}
          onMore={onMore}
        />
      )
    case 'call':
      return (
        <Suspense key={row.key} fallback={null}>
          <PastCallRow rowKey={row.key} tabbable={row.key === tabbable} room={room} call={row.call} isRoot={isThread} />
        </Suspense>
      )
    case 'pin':
      return (
        <Suspense key={row.key} fallback={null}>
          <PinRow rowKey={row.key} tabbable={row.key === tabbable} pin={row.pin} />
        </Suspense>
      )
    case 'parcel':
      return (
        <Suspense key={row.key} fallback={null}>
          <ParcelRow rowKey={row.key} tabbable={row.key === tabbable} parcel={row.parcel} first={row.first} />
        </Suspense>
      )
    case 'unsent':
      return <UnsentRow key={row.key} rowKey={row.key} tabbable={row.key === tabbable} unsent={row.unsent} first={row.first} />
  }
}

const Day = ({ says }: { readonly says: string }): ReactElement => (
  <div role="separator" aria-label={says} className={styles.day}>
    <span>{says}</span>
  </div>
)

/** Only this is drawn anew when something is read out. */
const ReadOut = ({ room }: { readonly room: RoomId }): ReactElement => (
  <div className="out-of-sight" role="status" aria-live="polite">
    {useAnnouncement(room)}
  </div>
)

function Back({ onPress }: { readonly onPress: () => void }): ReactElement {
  return (
    <button type="button" className={styles.way} onClick={onPress}>
      <Icon of={Undo2} size={16} />
      <span>{t('Back to where I was')}</span>
    </button>
  )
}

function Latest({ unread, onPress }: { readonly unread: number; readonly onPress: () => void }): ReactElement {
  return (
    <button type="button" className={styles.way} onClick={onPress} data-some={unread > 0 || undefined}>
      {unread > 0 ? <span data-number>{t.many(unread, '{count} new', '{count} new')}</span> : <span>{t('Latest')}</span>}
      <Icon of={ArrowDown} size={16} />
    </button>
  )
}
