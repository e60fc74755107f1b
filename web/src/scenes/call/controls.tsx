// The buttons at the thumb: each with a word, and what it does now.
import { threadsShown } from '@hearth/client/shown.ts'
import {
  Ellipsis,
  GalleryThumbnails,
  Hand,
  LayoutGrid,
  LogOut,
  type LucideIcon,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Smile,
  Users,
  Video,
  VideoOff,
} from 'lucide-react'
import { type ReactElement, type Ref, useRef, useState } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './controls.module.css'
import { LeaveMenu, MoreMenu, ReactMenu } from './menus.tsx'
import { useFits } from './use-fits.ts'

export type Panel = 'chat' | 'people' | 'statistics' | 'settings'

type Props = {
  readonly view: CallView
  readonly deeds: CallDeeds
  readonly panel: Panel | null
  readonly onPanel: (panel: Panel | null) => void
  readonly isGrid: boolean
  readonly onGrid: () => void
  readonly onPip: (() => void) | null
}

export function Controls(props: Props): ReactElement {
  const { view, deeds, panel, onPanel } = props
  const hands = handsIn(view)
  const unread = useUnreadBeside(view)
  const [bar, fits] = useFits<HTMLDivElement>()
  const toggle = (one: Panel): void => onPanel(panel === one ? null : one)
  return (
    <div ref={bar} className={styles.bar} role="toolbar" aria-label={t('Call')} data-few={!fits || undefined}>
      <Own view={view} deeds={deeds} />
      <Reacts view={view} deeds={deeds} />
      <span className={styles.wideOnly}>
        <Round
          icon={props.isGrid ? GalleryThumbnails : LayoutGrid}
          word={props.isGrid ? t('Speaker [view]') : t('Grid')}
          label={props.isGrid ? t('Speaker view') : t('Grid view')}
          onPress={props.onGrid}
        />
        <Round
          icon={Users}
          word={t('People')}
          label={hands > 0 ? t.many(hands, 'People, {count} hand is up', 'People, {count} hands are up') : t('People')}
          badge={hands}
          isOn={panel === 'people'}
          onPress={() => toggle('people')}
        />
        <Round
          icon={MessageSquare}
          word={t('Chat')}
          label={unread > 0 ? t.many(unread, 'Chat, {count} new message', 'Chat, {count} new messages') : t('Chat')}
          badge={unread}
          isOn={panel === 'chat'}
          onPress={() => toggle('chat')}
        />
      </span>
      <More {...props} hasFew={!fits} />
      <Leave view={view} deeds={deeds} />
    </div>
  )
}

const handsIn = ({ people }: CallView): number => people.filter(({ isMe, handAt }) => !isMe && handAt !== null).length

/** What was said beside the call since one looked. */
function useUnreadBeside({ room, thread }: CallView): number {
  return useChat((state) => (thread === null ? (state.rooms.get(room)?.unread ?? 0) : (threadsShown(state).get(thread)?.unread ?? 0)))
}

type Given = { readonly view: CallView; readonly deeds: CallDeeds }

/** What one sends oneself. Whoever may only listen raises a hand instead. */
function Own({ view, deeds }: Given): ReactElement {
  const { isHeard, isSeen, isShared, opening, mayVoice } = view
  if (!mayVoice) return <HandButton view={view} deeds={deeds} />
  return (
    <>
      <Round
        icon={isHeard ? Mic : MicOff}
        word={isHeard ? t('Mute') : t('Unmute')}
        label={isHeard ? t('Mute') : t('Unmute')}
        isOff={!isHeard}
        isBusy={opening.has('microphone')}
        keys="Control+Shift+Space"
        onPress={() => deeds.hear(!isHeard)}
      />
      <Round
        icon={isSeen ? Video : VideoOff}
        word={t('Camera')}
        label={isSeen ? t('Turn the camera off') : t('Turn the camera on')}
        isOff={!isSeen}
        isBusy={opening.has('camera')}
        onPress={() => deeds.see(!isSeen && !opening.has('camera'))}
      />
      <span className={styles.wideOnly}>
        <Round
          icon={isShared ? MonitorX : MonitorUp}
          word={isShared ? t('Stop') : t('Share')}
          label={isShared ? t('Stop sharing the screen') : t('Share the screen')}
          isOn={isShared}
          isBusy={opening.has('screen')}
          onPress={() => deeds.share(!isShared)}
        />
        <HandButton view={view} deeds={deeds} />
      </span>
    </>
  )
}

function HandButton({ view, deeds }: Given): ReactElement {
  return (
    <Round
      icon={Hand}
      word={t('Hand')}
      label={view.hasHand ? t('Put the hand down') : t('Raise a hand')}
      isOn={view.hasHand}
      onPress={() => deeds.hand(!view.hasHand)}
    />
  )
}

function Reacts({ deeds }: Given): ReactElement {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Round ref={button} icon={Smile} word={t('React')} label={t('React')} hasMenu isOpen={isOpen} onPress={() => setOpen(true)} />
      {isOpen && <ReactMenu at={button} onClose={() => setOpen(false)} onPick={deeds.react} />}
    </>
  )
}

function More(props: Props & { readonly hasFew: boolean }): ReactElement {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  // Where there is no place for the people's own button this one has it.
  const said = useUnreadBeside(props.view)
  const [hands, unread] = props.hasFew ? [handsIn(props.view), said] : [0, 0]
  const words = [
    t('More'),
    ...(hands > 0 ? [t.many(hands, '{count} hand is up', '{count} hands are up')] : []),
    ...(unread > 0 ? [t.many(unread, '{count} new message in the chat', '{count} new messages in the chat')] : []),
  ]
  return (
    <>
      <Round
        ref={button}
        icon={Ellipsis}
        word={t('More')}
        label={words.join(', ')}
        badge={hands + unread}
        hasMenu
        isOpen={isOpen}
        onPress={() => setOpen(true)}
      />
      {isOpen && <MoreMenu at={button} onClose={() => setOpen(false)} {...props} />}
    </>
  )
}

/** Whoever may end it for all is asked which of the two. */
function Leave({ view, deeds }: Given): ReactElement {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Round
        ref={button}
        icon={view.mayEnd ? PhoneOff : LogOut}
        word={t('Leave')}
        label={t('Leave the call')}
        isRed
        hasMenu={view.mayEnd}
        isOpen={isOpen}
        onPress={() => (view.mayEnd ? setOpen(true) : deeds.leave())}
      />
      {isOpen && <LeaveMenu at={button} onClose={() => setOpen(false)} deeds={deeds} />}
    </>
  )
}

type RoundProps = {
  readonly icon: LucideIcon
  readonly word: string
  readonly label: string
  readonly onPress: () => void
  /** On, as an exception. */
  readonly isOn?: boolean
  /** Off, where on is usual. */
  readonly isOff?: boolean
  readonly isRed?: boolean
  readonly isBusy?: boolean
  readonly hasMenu?: boolean
  readonly isOpen?: boolean
  readonly keys?: string
  /** A number at its corner; 0: none. */
  readonly badge?: number
  readonly ref?: Ref<HTMLButtonElement>
}

function Round({
  icon,
  word,
  label,
  onPress,
  isOn,
  isOff,
  isRed,
  isBusy,
  hasMenu,
  isOpen,
  keys,
  badge = 0,
  ref,
}: RoundProps): ReactElement {
  return (
    <button
      ref={ref}
      type="button"
      className={cx(styles.one, isOn && styles.on, isOff && styles.off, isRed && styles.red)}
      aria-label={label}
      title={label === word ? undefined : label}
      aria-busy={isBusy || undefined}
      aria-haspopup={hasMenu ? 'menu' : undefined}
      aria-expanded={hasMenu ? isOpen : undefined}
      aria-keyshortcuts={keys}
      onClick={onPress}
    >
      <span className={styles.circle}>
        <Icon of={icon} size={21} />
      </span>
      <span aria-hidden="true">{word}</span>
      {/* Behind the word, as the label has it: who says what they read finds the button. */}
      {badge > 0 && (
        <>
          {' '}
          <span className={styles.badge} data-number aria-hidden="true">
            {badge}
          </span>
        </>
      )}
    </button>
  )
}
