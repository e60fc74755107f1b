// What may be sent here, said before anything is.
import { kindOf } from '@hearth/client/parcels.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { FileKind } from '@hearth/protocol/shapes.ts'
import { t } from '../text/t.ts'
import { filesCount, inBytes } from '../words.ts'

type Told = { readonly name: string; readonly size: number; readonly type: string }
export type Checked<T> = { readonly taken: readonly T[]; readonly refused: readonly string[] }

const refused: Readonly<Record<FileKind, (name: string) => string>> = {
  image: (name) => t('Images are not taken here: “{name}” was left out.', { name }),
  video: (name) => t('Videos are not taken here: “{name}” was left out.', { name }),
  audio: (name) => t('Sounds are not taken here: “{name}” was left out.', { name }),
  document: (name) => t('Documents are not taken here: “{name}” was left out.', { name }),
  archive: (name) => t('Archives are not taken here: “{name}” was left out.', { name }),
  other: (name) => t('Files of this kind are not taken here: “{name}” was left out.', { name }),
}

/**
 * Which of the files may be added to so many that wait already, and a sentence for each that may not.
 * The kind is what the device says; the server looks at the bytes and has the last word.
 */
export function check<T extends Told>(files: readonly T[], waiting: number, limits: Limits | undefined): Checked<T> {
  const taken: T[] = []
  const refusals: string[] = []
  if (!limits) return { taken: files, refused: refusals }
  for (const file of files) {
    const refusal = about(file, limits)
    if (refusal) refusals.push(refusal)
    else taken.push(file)
  }
  const room = Math.max(0, limits.filesPerMessage - waiting)
  const over = taken.length - room
  if (over > 0)
    refusals.push(
      t.many(
        over,
        'A message takes {most} at most: the last one was left out.',
        'A message takes {most} at most: the last {count} were left out.',
        { most: filesCount(limits.filesPerMessage) },
      ),
    )
  return { taken: taken.slice(0, room), refused: refusals }
}

function about({ name, size, type }: Told, limits: Limits): string | undefined {
  const kind = kindOf(type)
  const most = limits[`${kind}Bytes`] ?? limits.fileBytes
  if (most === 0) return refused[kind](name)
  const least = Math.min(most, limits.fileBytes)
  if (size > least)
    return t('“{name}” has {size}; here a file may have {most} at most.', { name, size: inBytes(size), most: inBytes(least) })
  return undefined
}
