// What the round buttons open.

import {
  Activity,
  GalleryThumbnails,
  Hand,
  HeadphoneOff,
  Headphones,
  LayoutGrid,
  LogOut,
  MessageSquare,
  MonitorUp,
  MonitorX,
  PhoneOff,
  PictureInPicture2,
  SlidersHorizontal,
  SwitchCamera,
  Users,
} from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { Dialog, Popover } from 'react-aria-components'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import { standing } from '../../media/trouble.ts'
import { type DeedInMenu, DeedMenu } from '../../parts/deed-menu.tsx'
import menuStyles from '../../parts/menu.module.css'
import { t } from '../../text/t.ts'
import type { Panel } from './controls.tsx'
import styles from './menus.module.css'

type At = { readonly at: RefObject<HTMLElement | null>; readonly onClose: () => void }

const QUICK = ['👍', '👏', '❤️', '😂', '🎉', '😮', '🙏', '👋'] as const

export function ReactMenu({ at, onClose, onPick }: At & { readonly onPick: (emoji: string) => void }): ReactElement {
  return (
    <Popover isOpen triggerRef={at} placement="top" offset={10} onOpenChange={(open) => open || onClose()} className={menuStyles.menu}>
      <Dialog aria-label={t('React')} className={styles.quick}>
        {QUICK.map((emoji, index) => (
          <button
            key={emoji}
            type="button"
            autoFocus={index === 0}
            aria-label={t('React with {emoji}', { emoji })}
            onClick={() => {
              onPick(emoji)
              onClose()
            }}
          >
            {emoji}
          </button>
        ))}
      </Dialog>
    </Popover>
  )
}

type MoreProps = At & {
  /** Not all buttons have a place: what has none is here. */
  readonly hasFew: boolean
  readonly view: CallView
  readonly deeds: CallDeeds
  readonly onPanel: (panel: Panel | null) => void
  readonly isGrid: boolean
  readonly onGrid: () => void
  readonly onPip: (() => void) | null
}

export function MoreMenu(props: MoreProps): ReactElement {
  const { view, deeds, onPanel, onPip, hasFew } = props
  const rows: (DeedInMenu | false)[] = [
    ...(hasFew ? rowsWithoutPlace(props) : []),
    {
      id: 'deafen',
      label: view.isDeaf ? t('Hear the others again') : t('Hear nobody'),
      icon: view.isDeaf ? Headphones : HeadphoneOff,
      act: () => deeds.deafen(!view.isDeaf),
    },
    onPip !== null && { id: 'pip', label: t('Float over other windows'), icon: PictureInPicture2, act: onPip },
    { id: 'settings', label: t('Devices and settings'), icon: SlidersHorizontal, act: () => onPanel('settings') },
    { id: 'statistics', label: t('Statistics'), icon: Activity, act: () => onPanel('statistics') },
  ]
  return <DeedMenu {...props} label={t('More')} deeds={rows} placement="top end" />
}

/** What has a button of its own where there is place. */
function rowsWithoutPlace({ view, deeds, onPanel, isGrid, onGrid }: MoreProps): DeedInMenu[] {
  const rows: (DeedInMenu | false)[] = [
    { id: 'chat', label: t('Chat'), icon: MessageSquare, act: () => onPanel('chat') },
    { id: 'people', label: t('People'), icon: Users, act: () => onPanel('people') },
    view.mayVoice && {
      id: 'hand',
      label: view.hasHand ? t('Put the hand down') : t('Raise a hand'),
      icon: Hand,
      act: () => deeds.hand(!view.hasHand),
    },
    view.isSeen && { id: 'flip', label: t('The other camera'), icon: SwitchCamera, act: deeds.flip },
    view.mayVoice &&
      !standing('screen') && {
        id: 'share',
        label: view.isShared ? t('Stop sharing the screen') : t('Share the screen'),
        icon: view.isShared ? MonitorX : MonitorUp,
        act: () => deeds.share(!view.isShared),
      },
    {
      id: 'grid',
      label: isGrid ? t('Speaker view') : t('Grid view'),
      icon: isGrid ? GalleryThumbnails : LayoutGrid,
      act: onGrid,
    },
  ]
  return rows.filter((row) => row !== false)
}

export function LeaveMenu({ deeds, ...at }: At & { readonly deeds: CallDeeds }): ReactElement {
  const rows: readonly DeedInMenu[] = [
    { id: 'leave', label: t('Leave; the others go on'), icon: LogOut, act: deeds.leave },
    { id: 'end', label: t('End the call for all'), icon: PhoneOff, danger: true, act: deeds.endForAll },
  ]
  return <DeedMenu {...at} label={t('Leave')} deeds={rows} placement="top end" />
}
