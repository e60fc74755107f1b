// Which kinds of files there are, and which may be shown in a page as they are.
import type { FileKind } from '@hearth/protocol/shapes.ts'

const ARCHIVES =
  /^application\/(zip|gzip|x-(7z|tar|bzip2|xz|rar|lzip|compress|lz4|cpio|unix-archive|deb|rpm)|vnd\.(rar|ms-cab|debian)|zstd|java-archive)/
const DOCUMENTS =
  /^(text\/plain|application\/(pdf|rtf|postscript|epub\+zip|msword|x-mobipocket|vnd\.(oasis|openxmlformats|ms-(word|excel|powerpoint))))/

/** @param type MIME type, by content */
export function kindOf(type: string): FileKind {
  if (type.startsWith('image/')) return 'image'
  if (type.startsWith('video/')) return 'video'
  if (type.startsWith('audio/')) return 'audio'
  if (DOCUMENTS.test(type)) return 'document'
  return ARCHIVES.test(type) ? 'archive' : 'other'
}

/** Pictures of these are made, and they are shown as they are: none of them can hold a program. */
export const IMAGES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])

const MEDIA: ReadonlySet<string> = new Set([
  ...['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime', 'video/x-m4v'],
  ...[
    'audio/mpeg',
    'audio/mp4',
    'audio/x-m4a',
    'audio/ogg',
    'audio/opus',
    'audio/webm',
    'audio/wav',
    'audio/flac',
    'audio/x-flac',
    'audio/aac',
  ],
])

/** May a browser show it by itself? Of an image only where its measures are known, and small enough: others could fill its memory. */
export const isShown = (type: string, width: number | null): boolean => (IMAGES.has(type) ? width !== null : MEDIA.has(plainType(type)))

/** What it is called to those who fetch it. Markup of any kind has no name here: nobody shall take it for a page, a script or a style. */
export function servedType(type: string, width: number | null): string {
  if (isShown(type, width) || type === 'application/pdf') return plainType(type)
  return type === 'text/plain' ? 'text/plain; charset=utf-8' : 'application/octet-stream'
}

/** Without what stands behind a semicolon. */
const plainType = (type: string) => type.split(';', 1)[0]?.trim() ?? type
