// Pictures of the room, or of a thread of it, one at a time, as large as the screen: arrows, a swipe or the buttons go on, Escape ends it.
import { fileUrl, pictureUrl } from '@hearth/client/files.ts'
import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactElement, useContext, useEffect, useRef, useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { type Hung, type Picture, picturesIn } from '../../../files/look.ts'
import { useMarkedAll } from '../../../marks.ts'
import { Icon } from '../../../parts/icon.tsx'
import { useChat, usePerson } from '../../../state.ts'
import { isFromRight } from '../../../text/language.ts'
import { plain } from '../../../text/markdown.tsx'
import { t } from '../../../text/t.ts'
import { inBytes, wholeTime } from '../../../words.ts'
import { DrawnContext, useTalk } from '../room-context.ts'
import styles from './lightbox.module.css'

const SWIPE_PX = 48

export function Lightbox({ from, onClose }: { readonly from: Picture; readonly onClose: () => void }): ReactElement | null {
  const { id: room } = useTalk()
  const inRoom = useMarkedAll(useChat((state) => state.timelines.get(room)?.messages))
  const all = picturesIn(useContext(DrawnContext) ?? inRoom)
  const [id, setId] = useState(from.id)
  const at = all.findIndex(({ picture }) => picture.id === id)
  const shown = all[at]
  const isLost = !shown
  // Taken back by who sent it while it was looked at.
  useEffect(() => {
    if (isLost) onClose()
  }, [isLost, onClose])
  if (!shown) return null
  const go = (to: number): void => {
    const next = all[to]
    if (next) setId(next.picture.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const forward = isFromRight() ? -1 : 1
    const to = { ArrowLeft: at - forward, ArrowRight: at + forward, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    event.stopPropagation()
    go(to)
  }
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => open || onClose()} className={styles.veil}>
      <Modal className={styles.whole}>
        {/* Around the dialog, which itself has the focus at first. */}
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
        <div className={styles.whole} onKeyDown={onKeyDown}>
          <Dialog className={styles.dialog} aria-label={t('Picture: {name}', { name: shown.picture.name })}>
            <Stage shown={shown} at={at} all={all} go={go} onClose={onClose} />
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  )
}

type StageProps = {
  readonly shown: Hung
  readonly at: number
  readonly all: readonly Hung[]
  readonly go: (to: number) => void
  readonly onClose: () => void
}

function Stage({ shown, at, all, go, onClose }: StageProps): ReactElement {
  const { picture } = shown
  const swipe = useSwipe((by) => go(at + by))
  return (
    <div className={styles.stage}>
      <header className={styles.head}>
        <p className={styles.count} role="status">
          <span className="out-of-sight">{picture.name}, </span>
          {t('{part} of {whole}', { part: at + 1, whole: all.length })}
        </p>
        <a
          href={fileUrl(picture.id)}
          download={picture.name}
          className={styles.button}
          aria-label={t('Download {name}', { name: picture.name })}
        >
          <Icon of={Download} size={20} />
        </a>
        <button type="button" className={styles.button} aria-label={t('Close')} onClick={onClose}>
          <Icon of={X} size={22} />
        </button>
      </header>
      <Around all={all} at={at} />
      {/* A click beside the picture; keys have Escape and the button. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className={styles.middle} {...swipe} onClick={(event) => event.target === event.currentTarget && onClose()}>
        {/* A moving picture moves only as it is. */}
        <img
          key={picture.id}
          src={picture.type === 'image/gif' ? fileUrl(picture.id) : pictureUrl(picture.id, 1600)}
          width={picture.width}
          height={picture.height}
          alt={picture.name}
          draggable={false}
        />
      </div>
      <Way to="previous" icon={ChevronLeft} isEnd={at === 0} onPress={() => go(at - 1)} />
      <Way to="next" icon={ChevronRight} isEnd={at === all.length - 1} onPress={() => go(at + 1)} />
      <Caption shown={shown} />
    </div>
  )
}

type WayProps = {
  readonly to: 'previous' | 'next'
  readonly icon: typeof ChevronLeft
  readonly isEnd: boolean
  readonly onPress: () => void
}

/** Stays where it is at the end, so that the focus does. */
function Way({ to, icon, isEnd, onPress }: WayProps): ReactElement {
  return (
    <button
      type="button"
      className={styles.way}
      data-to={to}
      aria-label={to === 'next' ? t('Next picture') : t('Previous picture')}
      aria-disabled={isEnd}
      onClick={() => isEnd || onPress()}
    >
      <Icon of={icon} size={26} />
    </button>
  )
}

function Caption({ shown: { picture, message } }: { readonly shown: Hung }): ReactElement {
  const author = usePerson(message.author)
  return (
    <footer className={styles.foot}>
      {message.text && <p className={styles.words}>{plain(message.text)}</p>}
      <p>
        <b>{author?.displayName ?? '…'}</b> · {wholeTime(message.at)} · {picture.name} · {inBytes(picture.size)}
      </p>
    </footer>
  )
}

/** The neighbours come before they are asked for. */
function Around({ all, at }: Pick<StageProps, 'all' | 'at'>): null {
  useEffect(() => {
    for (const next of [all[at + 1], all[at - 1]]) if (next) new Image().src = pictureUrl(next.picture.id, 1600)
  }, [all, at])
  return null
}

function useSwipe(go: (by: 1 | -1) => void) {
  const from = useRef<{ x: number; y: number } | null>(null)
  return {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType !== 'mouse' && event.isPrimary) from.current = { x: event.clientX, y: event.clientY }
    },
    onPointerUp(event: PointerEvent) {
      const began = from.current
      from.current = null
      if (!began) return
      const [across, down] = [event.clientX - began.x, event.clientY - began.y]
      if (Math.abs(across) > SWIPE_PX && Math.abs(across) > Math.abs(down)) go(across < 0 !== isFromRight() ? 1 : -1)
    },
    onPointerCancel() {
      from.current = null
    },
  }
}
