// Which part of an image one is seen with: moved with a finger, the mouse or the arrow keys, sized with a slider.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type KeyboardEvent, type PointerEvent, type ReactElement, useEffect, useRef, useState } from 'react'
import { type Crop, cut, held, MOST_ZOOM, moved, squareOf, WHOLE } from '../../files/crop.ts'
import { useDesk } from '../../files/desk.ts'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { FormError } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './picture.module.css'

type Props = { readonly image: File; readonly room: RoomId | undefined; readonly onClose: () => void }

/** As wide as the style sheet draws it. */
const STAGE = 260
const STEP = 12

export function PictureDialog({ image, room, onClose }: Props): ReactElement {
  const client = useClient()
  const { files } = useDesk()
  const say = useUi((ui) => ui.say)
  const [crop, setCrop] = useState<Crop>(WHOLE)
  const bitmap = useBitmap(image)
  const form = useForm(async () => {
    if (!bitmap) return
    const bytes = await cut(bitmap, crop)
    const file = await files.upload({ bytes, name: 'picture' }).done
    await (room === undefined ? client.ask('account.picture', { file }) : client.ask('room.picture', { room, file }))
    say(t('Picture saved'))
    onClose()
  })
  return (
    <Dialog title={room === undefined ? t('Your picture') : t('Picture of the room')} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Picture')}>
        {bitmap && <Stage bitmap={bitmap} crop={crop} onCrop={setCrop} isRound={room === undefined} />}
        {bitmap && (
          <label className={styles.zoom}>
            <span>{t('Size')}</span>
            <input
              type="range"
              min={1}
              max={MOST_ZOOM}
              step={0.01}
              value={crop.zoom}
              aria-valuetext={`${Math.round(crop.zoom * 100)} %`}
              onChange={(event) => setCrop(held(bitmap, { ...crop, zoom: Number(event.target.value) }))}
            />
          </label>
        )}
        <FormError says={bitmap === null ? t('This file is no picture that can be shown here. Choose another one.') : form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" disabled={!bitmap} busy={form.isBusy}>
            {t('Use this picture')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

type StageProps = {
  readonly bitmap: ImageBitmap
  readonly crop: Crop
  readonly onCrop: (crop: Crop) => void
  readonly isRound: boolean
}

const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: STEP, y: 0 },
  ArrowRight: { x: -STEP, y: 0 },
  ArrowUp: { x: 0, y: STEP },
  ArrowDown: { x: 0, y: -STEP },
}

function Stage({ bitmap, crop, onCrop, isRound }: StageProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null)
  const last = useRef<{ x: number; y: number } | null>(null)
  useEffect(() => {
    const { left, top, side } = squareOf(bitmap, crop)
    const pen = canvas.current?.getContext('2d')
    pen?.clearRect(0, 0, STAGE * 2, STAGE * 2)
    pen?.drawImage(bitmap, left, top, side, side, 0, 0, STAGE * 2, STAGE * 2)
  }, [bitmap, crop])
  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    last.current = { x: event.clientX, y: event.clientY }
  }
  const onPointerMove = (event: PointerEvent): void => {
    const { current: from } = last
    if (!from) return
    last.current = { x: event.clientX, y: event.clientY }
    onCrop(moved(bitmap, crop, { x: event.clientX - from.x, y: event.clientY - from.y }, STAGE))
  }
  const letGo = (): void => {
    last.current = null
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = arrows[event.key]
    if (!by) return
    event.preventDefault()
    onCrop(moved(bitmap, crop, by, STAGE))
  }
  return (
    <div
      className={styles.stage}
      data-round={isRound || undefined}
      role="group"
      aria-label={t('Part of the picture. Arrow keys move it.')}
      // It is moved with the arrow keys, so the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <canvas
        ref={canvas}
        width={STAGE * 2}
        height={STAGE * 2}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={letGo}
        onPointerCancel={letGo}
      />
    </div>
  )
}

/** Undefined while it is opened, null when it cannot be. */
function useBitmap(image: File): ImageBitmap | null | undefined {
  const [bitmap, setBitmap] = useState<ImageBitmap | null>()
  useEffect(() => {
    let gone = false
    let opened: ImageBitmap | null = null
    createImageBitmap(image).then(
      (one) => {
        if (gone) return one.close()
        opened = one
        setBitmap(one)
      },
      () => gone || setBitmap(null),
    )
    return () => {
      gone = true
      opened?.close()
    }
  }, [image])
  return bitmap
}
