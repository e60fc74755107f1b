// What may be sent here, said before anything is.
import { kindOf } from '@hearth/client/parcels.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { FileKind } from '@hearth/protocol/shapes.ts'
import { count, inBytes } from '../words.ts'

type Told = { readonly name: string; readonly size: number; readonly type: string }
export type Checked<T> = { readonly taken: readonly T[]; readonly refused: readonly string[] }

const plural: Readonly<Record<FileKind, string>> = {
  image: 'Images',
  video: 'Videos',
  audio: 'Sounds',
  document: 'Documents',
  archive: 'Archives',
  other: 'Files of this kind',
}

/**
 * Which of the files may be added to so many that wait already, and a sentence for each that may not.
 * The kind is what the device says; the server looks at the bytes and has the last word.
 */
export function check<T extends Told>(files: readonly T[], waiting: number, limits: Limits | undefined): Checked<T> {
  const taken: T[] = []
  const refused: string[] = []
  if (!limits) return { taken: files, refused }
  for (const file of files) {
    const refusal = about(file, limits)
    if (refusal) refused.push(refusal)
    else taken.push(file)
  }
  const room = Math.max(0, limits.filesPerMessage - waiting)
  const over = taken.length - room
  if (over > 0)
    refused.push(
      `A message takes ${count(limits.filesPerMessage, 'file')} at most: the last ${over === 1 ? 'one was' : `${over} were`} left out.`,
    )
  return { taken: taken.slice(0, room), refused }
}

function about({ name, size, type }: Told, limits: Limits): string | undefined {
  const kind = kindOf(type)
  const most = limits[`${kind}Bytes`] ?? limits.fileBytes
  if (most === 0) return `${plural[kind]} are not taken here: “${name}” was left out.`
  const least = Math.min(most, limits.fileBytes)
  if (size > least) return `“${name}” has ${inBytes(size)}; here a file may have ${inBytes(least)} at most.`
  return undefined
}
