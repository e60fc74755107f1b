// The call one is in: its head, the stage, what is wrong, the buttons, and beside them one panel at a time.
import type { Room } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { useCalling } from '../../calls/hold.ts'
import { type CallDeeds, type CallView, cameraKey, screenKey } from '../../calls/view.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { RoomTalk } from '../room/room.tsx'
import { CallTalk } from '../room/thread/thread-panel.tsx'
import styles from './call.module.css'
import { Controls, type Panel } from './controls.tsx'
import { CallHead } from './head.tsx'
import { Notices } from './notices.tsx'
import { People } from './people.tsx'
import { SettingsPanel } from './settings.tsx'
import { type Layout, Stage } from './stage.tsx'
import { StatisticsPanel } from './statistics.tsx'
import { tilesOf } from './tiles.ts'

type Props = {
  readonly room: Room
  readonly view: CallView
  readonly deeds: CallDeeds
  /** For the gallery: what is open at first. */
  readonly first?: { readonly panel?: Panel; readonly layout?: Layout }
  readonly onPip: (() => void) | null
}

export function CallScene({ room, view, deeds, first, onPip }: Props): ReactElement {
  const [panel, setPanel] = useState<Panel | null>(first?.panel ?? null)
  useAskedStatistics(setPanel)
  const stage = useLayout(view, first?.layout)
  const tiles = useMemo(() => tilesOf({ people: view.people }), [view.people])
  return (
    <main className={styles.call} aria-label={t('Call in {name}', { name: room.name })} data-phase={view.phase}>
      <div className={styles.main}>
        <CallHead room={room} view={view} />
        <Notices view={view} deeds={deeds} />
        <div className={styles.stage}>
          {tiles.length === 0 ? (
            <Coming room={room} view={view} />
          ) : view.isCalling ? (
            <Calling room={room} />
          ) : (
            <Stage tiles={tiles} {...stage.shown} onPin={stage.pin} onSeen={deeds.watch} onMore={() => setPanel('people')} />
          )}
        </div>
        <Controls
          view={view}
          deeds={deeds}
          panel={panel}
          onPanel={setPanel}
          isGrid={stage.shown.layout === 'grid'}
          onGrid={stage.toggle}
          onPip={onPip}
        />
      </div>
      <Side panel={panel} room={room} view={view} deeds={deeds} onClose={() => setPanel(null)} />
    </main>
  )
}

/** By a word in the chat: the panel opens once for each time it was asked for. */
function useAskedStatistics(open: (panel: Panel) => void): void {
  const isAsked = useCalling((hold) => hold.wantsStatistics)
  useEffect(() => {
    if (!isAsked) return
    useCalling.setState({ wantsStatistics: false })
    open('statistics')
  }, [isAsked, open])
}

type SideProps = Pick<Props, 'room' | 'view' | 'deeds'> & { readonly panel: Panel | null; readonly onClose: () => void }

function Side({ panel, room, view, deeds, onClose }: SideProps): ReactElement | null {
  switch (panel) {
    case 'chat':
      return view.thread === null ? (
        <RoomTalk key={room.id} room={room} onClose={onClose} />
      ) : (
        <CallTalk key={view.thread} room={room} thread={view.thread} onClose={onClose} />
      )
    case 'people':
      return <People view={view} deeds={deeds} onClose={onClose} />
    case 'settings':
      return <SettingsPanel view={view} deeds={deeds} onClose={onClose} />
    case 'statistics':
      return <StatisticsPanel view={view} deeds={deeds} onClose={onClose} />
    case null:
      return null
  }
}

type Shown = { readonly layout: Layout; readonly pinned: string | null }

/** Two people, or a screen, and one is large; what somebody chose holds until another screen comes. */
function useLayout(
  { people }: CallView,
  first: Layout | undefined,
): { readonly shown: Shown; pin(key: string | null): void; toggle(): void } {
  const [chosen, setChosen] = useState<Layout | null>(first ?? null)
  const [pinned, setPinned] = useState<string | null>(null)
  // Whoever was pinned and left is pinned no more.
  const isThere = pinned === null || people.some((one) => cameraKey(one) === pinned || (one.hasScreen && screenKey(one) === pinned))
  useEffect(() => {
    if (!isThere) setPinned(null)
  }, [isThere])
  const screens = people.filter(({ hasScreen }) => hasScreen).length
  useEffect(() => {
    if (screens > 0 && first === undefined) setChosen(null)
  }, [screens, first])
  const layout = pinned === null ? (chosen ?? (screens > 0 ? 'speaker' : 'grid')) : 'speaker'
  return {
    shown: { layout, pinned },
    pin: setPinned,
    toggle() {
      setPinned(null)
      setChosen(layout === 'grid' ? 'speaker' : 'grid')
    },
  }
}

function Coming({ room, view }: Pick<Props, 'room' | 'view'>): ReactElement {
  return (
    <div className={styles.coming} role="status">
      <Face room={room} />
      {view.phase === 'reconnecting' ? t('Coming back into the call…') : t('Coming into the call in {room}…', { room: room.name })}
    </div>
  )
}

/** Nobody else is there yet: whom one calls is looked at, not oneself. */
function Calling({ room }: Pick<Props, 'room'>): ReactElement {
  const peer = usePerson(room.peer)
  return (
    <div className={styles.calling} role="status">
      <span className={styles.called}>
        <Face room={room} />
      </span>
      <b>{t('Calling {name}…', { name: peer?.displayName ?? room.name })}</b>
      <span>{t('It rings on all of their devices.')}</span>
    </div>
  )
}

/** With whom, or where. */
function Face({ room }: Pick<Props, 'room'>): ReactElement {
  const peer = usePerson(room.peer)
  return room.kind === 'direct' ? <Avatar user={peer} size={72} /> : <RoomMark room={room} size={72} />
}
