// The files of a message: pictures side by side, sound and film to be played, everything else as a card. Nothing here ever draws
// what somebody sent as a page: pictures are made by the server, players get sound and film, and words are fetched as words.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { type ReactElement, Suspense, useState } from 'react'
import { boxOf, isPicture, isVoice, type Picture, sourcesOf } from '../../../files/look.ts'
import { cx } from '../../../parts/cx.ts'
import { late } from '../../../parts/late.ts'
import { t } from '../../../text/t.ts'
import { duration, inBytes } from '../../../words.ts'
import { Card } from './card.tsx'
import styles from './files.module.css'

const Lightbox = late(() => import('./lightbox.tsx').then((module) => module.Lightbox))
const Voice = late(() => import('./voice.tsx').then((module) => module.Voice))

type Props = {
  readonly files: readonly FileCard[]
  /** Not said yet: shown, not opened. */
  readonly pending?: boolean
}

export function MessageFiles({ files, pending = false }: Props): ReactElement {
  const pictures = files.filter(isPicture)
  const rest = files.filter((file) => !isPicture(file))
  return (
    <div className={styles.files}>
      {pictures.length > 0 && <Pictures pictures={pictures} pending={pending} />}
      {rest.map((file) => (
        <Other key={file.id} file={file} pending={pending} />
      ))}
    </div>
  )
}

function Pictures({ pictures, pending }: { readonly pictures: readonly Picture[]; readonly pending: boolean }): ReactElement {
  const [open, setOpen] = useState<Picture | null>(null)
  const [broken, setBroken] = useState<readonly string[]>([])
  const drawn = pictures.filter(({ id }) => !broken.includes(id))
  const [only] = drawn
  return (
    <>
      {drawn.length > 0 && (
        <div className={cx(drawn.length === 1 ? styles.one : styles.grid, (drawn.length === 2 || drawn.length === 4) && styles.pairs)}>
          {drawn.map((picture) => (
            <Tile
              key={picture.id}
              picture={picture}
              alone={picture === only && drawn.length === 1}
              onOpen={pending ? undefined : () => setOpen(picture)}
              onBroken={() => setBroken((before) => [...before, picture.id])}
            />
          ))}
        </div>
      )}
      {pictures
        .filter(({ id }) => broken.includes(id))
        .map((file) => (
          <Card key={file.id} file={file} />
        ))}
      {open && (
        <Suspense fallback={null}>
          <Lightbox from={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  )
}

type TileProps = {
  readonly picture: Picture
  readonly alone: boolean
  readonly onOpen: (() => void) | undefined
  readonly onBroken: () => void
}

/** Its place is kept before it comes, so that nothing moves. */
function Tile({ picture, alone, onOpen, onBroken }: TileProps): ReactElement {
  const box = boxOf(picture)
  const image = (
    <img
      {...sourcesOf(picture)}
      sizes={alone ? `${box.width}px` : '200px'}
      width={box.width}
      height={box.height}
      alt={onOpen ? '' : picture.name}
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={onBroken}
    />
  )
  const place = alone ? { style: { width: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` } } : {}
  if (!onOpen)
    return (
      <span className={styles.tile} {...place}>
        {image}
      </span>
    )
  return (
    <button
      type="button"
      className={styles.tile}
      {...place}
      aria-label={t('Open {name}', { name: picture.name })}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      {image}
    </button>
  )
}

function Other({ file, pending }: { readonly file: FileCard; readonly pending: boolean }): ReactElement {
  const [isBroken, setBroken] = useState(false)
  if (file.gone !== undefined || isBroken || pending) return <Card file={file} pending={pending} />
  if (isVoice(file))
    return (
      <Suspense fallback={<div className={styles.voiceSpace} />}>
        <Voice file={file} onBroken={() => setBroken(true)} />
      </Suspense>
    )
  if (file.kind === 'video') return <Film file={file} onBroken={() => setBroken(true)} />
  if (file.kind === 'audio') return <Sound file={file} onBroken={() => setBroken(true)} />
  return <Card file={file} />
}

type Player = { readonly file: FileCard; readonly onBroken: () => void }

/** The browser asks for the parts it needs; a film it cannot play is a card like any other file. */
function Film({ file, onBroken }: Player): ReactElement {
  return (
    <figure className={styles.film}>
      {/* What people send comes without captions. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video src={fileUrl(file.id)} controls preload="metadata" playsInline aria-label={file.name} onError={onBroken} />
      <Caption file={file} />
    </figure>
  )
}

function Sound({ file, onBroken }: Player): ReactElement {
  return (
    <figure className={styles.sound}>
      <Caption file={file} />
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio src={fileUrl(file.id)} controls preload="metadata" aria-label={file.name} onError={onBroken} />
    </figure>
  )
}

function Caption({ file }: { readonly file: FileCard }): ReactElement {
  return (
    <figcaption className={styles.caption}>
      <a href={fileUrl(file.id)} download={file.name}>
        {file.name}
      </a>
      <span data-number>
        {inBytes(file.size)}
        {file.durationMs !== undefined && ` · ${duration(file.durationMs)}`}
      </span>
    </figcaption>
  )
}
