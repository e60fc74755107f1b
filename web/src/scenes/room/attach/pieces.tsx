// Files on their way, each with how far it is and what can be done about it. Where one writes, and in the message they wait for.
import { isStuck, kindOf, type Piece, refusalOf } from '@hearth/client/parcels.ts'
import { FolderUp, RotateCcw, X } from 'lucide-react'
import { type ChangeEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { useDesk } from '../../../files/desk.ts'
import { iconOf } from '../../../files/look.ts'
import { Bar } from '../../../parts/bar.tsx'
import { IconButton } from '../../../parts/button.tsx'
import { cx } from '../../../parts/cx.ts'
import { Icon } from '../../../parts/icon.tsx'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { inBytes, lasting, sentence } from '../../../words.ts'
import styles from './pieces.module.css'

/** Larger images are not opened only to be shown small. */
const MOST_SHOWN_BYTES = 40 * 1_048_576

export function Pieces({
  pieces,
  packing = [],
}: {
  readonly pieces: readonly Piece[]
  readonly packing?: readonly string[]
}): ReactElement {
  return (
    <ul className={styles.pieces} aria-label={t('Files to send')}>
      {pieces.map((piece) => (
        <OnePiece key={piece.key} piece={piece} />
      ))}
      {packing.map((name) => (
        <li key={name} className={styles.piece}>
          <span className={styles.face}>
            <Icon of={FolderUp} size={20} />
          </span>
          <span className={styles.about}>
            <b>{name}</b>
            <span role="status">{t('Packing the folder into one file…')}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function OnePiece({ piece }: { readonly piece: Piece }): ReactElement {
  const { parcels, shelf } = useDesk()
  const { name, size, progress } = piece
  const says = standing(piece, shelf.isHeld(piece.key))
  const stuck = isStuck(piece)
  const isDone = piece.id !== undefined
  return (
    <li className={styles.piece}>
      <Face piece={piece} />
      <span className={styles.about}>
        <b title={name}>{name}</b>
        {!isDone && !stuck && (
          <Bar
            at={size === 0 ? 1 : progress.sent / size}
            label={t('Sending {name}', { name })}
            says={says}
            still={progress.is !== 'sending'}
          />
        )}
        <span className={cx(stuck && styles.stuck)} role={stuck ? 'alert' : undefined} data-number>
          {says}
        </span>
      </span>
      {stuck && piece.bytes !== null && (
        <IconButton
          small
          tipAt="above"
          icon={RotateCcw}
          size={16}
          label={t('Try {name} again', { name })}
          onClick={() => parcels.retry(piece.key)}
        />
      )}
      {stuck && piece.bytes === null && <Again piece={piece} />}
      <IconButton
        small
        tipAt="end"
        icon={X}
        size={16}
        label={isDone || stuck ? t('Remove {name}', { name }) : t('Cancel {name}', { name })}
        onClick={() => parcels.remove(piece.key)}
      />
    </li>
  )
}

/** '1.2 MB of 30 MB · 4 MB/s · 7 s left', or why it does not go on. */
export function standing(piece: Piece, isHeld = false): string {
  const { name, size, bytes, id, progress } = piece
  if (id !== undefined) return inBytes(size)
  if (bytes === null && isHeld) return t('“{name}” must be opened once more. The browser asks you; then it goes on where it was.', { name })
  if (bytes === null) return t('Choose “{name}” ({size}) once more, unchanged: it goes on where it was.', { name, size: inBytes(size) })
  const refusal = refusalOf(piece)
  const far = t('{part} of {whole}', { part: inBytes(progress.sent), whole: inBytes(size) })
  switch (progress.is) {
    case 'failed':
      return refusal ? sentence(refusal) : t('This did not work. Try again.')
    case 'waiting':
      return refusal ? sentence(refusal) : `${far} · ${t('waiting for the connection')}`
    case 'queued':
      return `${inBytes(size)} · ${t('waiting its turn')}`
    default:
      if (progress.speed === 0) return far
      return [
        far,
        t('{bytes}/s', { bytes: inBytes(progress.speed) }),
        t('{time} left', { time: lasting((size - progress.sent) / progress.speed) }),
      ].join(' · ')
  }
}

function Face({ piece }: { readonly piece: Piece }): ReactElement {
  const url = useObjectUrl(
    piece.type.startsWith('image/') && piece.size <= MOST_SHOWN_BYTES && piece.width !== undefined ? piece.bytes : null,
  )
  return (
    <span className={styles.face}>
      {url === null ? <Icon of={iconOf[kindOf(piece.type)]} size={20} /> : <img src={url} alt="" draggable={false} />}
    </span>
  )
}

function useObjectUrl(bytes: Blob | null): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!bytes) return
    const made = URL.createObjectURL(bytes)
    setUrl(made)
    return () => {
      URL.revokeObjectURL(made)
      setUrl(null)
    }
  }, [bytes])
  return url
}

/** The bytes were too many for the browser to keep over a reload. */
function Again({ piece }: { readonly piece: Piece }): ReactElement {
  const { parcels, shelf } = useDesk()
  const say = useUi((ui) => ui.say)
  const input = useRef<HTMLInputElement>(null)
  const isHeld = shelf.isHeld(piece.key)
  const take = async (file: File): Promise<void> => {
    if (!(await parcels.again(piece.key, file)))
      say(
        t('That is another file. “{name}” with its {size}, unchanged, is the one that was begun.', {
          name: piece.name,
          size: inBytes(piece.size),
        }),
        'bad',
      )
  }
  const onChange = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0]
    event.target.value = ''
    if (file) void take(file)
  }
  const open = async (): Promise<void> => {
    const file = isHeld ? await shelf.ask(piece.key) : undefined
    if (file) await take(file)
    else input.current?.click()
  }
  return (
    <>
      <button type="button" className={styles.again} onClick={() => void open()}>
        {isHeld ? t('Go on') : t('Choose')}
      </button>
      <input ref={input} type="file" hidden aria-label={t('Choose {name} again', { name: piece.name })} data-again onChange={onChange} />
    </>
  )
}
