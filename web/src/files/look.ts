// How a file is shown: which are pictures, how large they stand, what the rest is called.
import { type PictureSize, pictureUrl } from '@hearth/client/files.ts'
import type { FileCard, FileKind, Message } from '@hearth/protocol/shapes.ts'
import { File, FileArchive, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from 'lucide-react'
import { t } from '../text/t.ts'

const SIZES: readonly PictureSize[] = [256, 640, 1600]
/** A single picture stands in a box of this size. */
const WIDEST = 420
const TALLEST = 340
const LEAST = 48

export type Picture = FileCard & { readonly width: number; readonly height: number }

/** The server makes small pictures of images whose measures it knows, and of no other. */
export const isPicture = (file: FileCard): file is Picture =>
  file.kind === 'image' && file.width !== undefined && file.height !== undefined && file.gone === undefined

/** What is drawn as speech is fetched and decoded by whoever scrolls past it: half an hour of a voice has some seven megabytes. */
const MOST_VOICE_BYTES = 16 * 1_048_576
const LONGEST_VOICE_MS = 3_600_000

export const isVoice = (file: FileCard): boolean =>
  file.durationMs !== undefined &&
  file.gone === undefined &&
  file.size <= MOST_VOICE_BYTES &&
  file.durationMs <= LONGEST_VOICE_MS &&
  (file.kind === 'audio' || file.kind === 'video') &&
  file.name.startsWith(VOICE)

/** Begins the name of what was recorded here: a format says sound or film, not that it was spoken. */
export const VOICE = 'Voice message '

export type Box = { readonly width: number; readonly height: number }

/** As large as it may stand, in its own proportions, never larger than it is. */
export function boxOf({ width, height }: Box): Box {
  const scale = Math.min(1, WIDEST / width, TALLEST / height)
  return { width: Math.max(LEAST, Math.round(width * scale)), height: Math.max(LEAST, Math.round(height * scale)) }
}

/** The small pictures that there are, each with its own width; the largest is as wide as the image at most. */
export function sourcesOf({ id, width, height }: Picture): { readonly src: string; readonly srcSet: string } {
  const longer = Math.max(width, height)
  const enough = SIZES.findIndex((size) => size >= longer)
  const useful = enough === -1 ? SIZES : SIZES.slice(0, enough + 1)
  const widthAt = (size: number): number => Math.max(1, Math.round(width * Math.min(1, size / longer)))
  return {
    src: pictureUrl(id, useful.includes(640) ? 640 : 256),
    srcSet: useful.map((size) => `${pictureUrl(id, size)} ${widthAt(size)}w`).join(', '),
  }
}

export const iconOf: Readonly<Record<FileKind, LucideIcon>> = {
  image: FileImage,
  video: FileVideo,
  audio: FileAudio,
  document: FileText,
  archive: FileArchive,
  other: File,
}

/** 'PDF', 'ZIP', …: the ending of its name, where it is one. */
export function endingOf(name: string): string {
  const ending = /\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1]
  return ending ? ending.toUpperCase() : t('File')
}

/** A picture together with what was said with it, in the order of the room. */
export type Hung = { readonly picture: Picture; readonly message: Message }
export const picturesIn = (messages: readonly Message[]): readonly Hung[] =>
  messages.flatMap((message) => (message.files ?? []).filter(isPicture).map((picture) => ({ picture, message })))
