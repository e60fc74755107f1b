// A square cut out of an image: how far in, and around which point.

import { t } from '../text/t.ts'
import type { Box } from './look.ts'

/** `x`, `y`: the middle, from 0 to 1 of the image's sides. `zoom`: 1 shows as much as fits. */
export type Crop = { readonly x: number; readonly y: number; readonly zoom: number }
export const MOST_ZOOM = 5
export const WHOLE: Crop = { x: 0.5, y: 0.5, zoom: 1 }
/** Enough for every place a face is seen in. */
export const SIDE = 512

/** In points of the image. */
export type Square = { readonly left: number; readonly top: number; readonly side: number }

export function squareOf({ width, height }: Box, { x, y, zoom }: Crop): Square {
  const side = Math.min(width, height) / zoom
  return { left: x * width - side / 2, top: y * height - side / 2, side }
}

/** Never past an edge. */
export function held(image: Box, crop: Crop): Crop {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, crop.zoom))
  const { side } = squareOf(image, { ...crop, zoom })
  const within = (at: number, length: number): number => Math.min(1 - side / 2 / length, Math.max(side / 2 / length, at))
  return { zoom, x: within(crop.x, image.width), y: within(crop.y, image.height) }
}

/** Moved by so many points of a stage that is `stage` points wide. */
export function moved(image: Box, crop: Crop, by: { readonly x: number; readonly y: number }, stage: number): Crop {
  const { side } = squareOf(image, crop)
  return held(image, { ...crop, x: crop.x - (by.x / stage) * (side / image.width), y: crop.y - (by.y / stage) * (side / image.height) })
}

/** The square as an image of its own. WebP where the browser writes it, else PNG, which all do. */
export async function cut(image: ImageBitmap, crop: Crop): Promise<Blob> {
  const { left, top, side } = squareOf(image, crop)
  const size = Math.max(1, Math.min(SIDE, Math.round(side)))
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  canvas.getContext('2d')?.drawImage(image, left, top, side, side, 0, 0, size, size)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(t('The picture could not be cut. Try another one.')))),
      'image/webp',
      0.9,
    ),
  )
}
