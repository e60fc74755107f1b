// Small pictures of images: drawn when first asked for, kept beside the bytes they were made of.
import { stat } from 'node:fs/promises'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Disk } from './disk.ts'
import { RefusedError, type Studio, StudioError } from './studio.ts'
import type { Turns } from './turns.ts'

export type Pictures = {
  /** The path of the picture. Throws not_an_image, slow_down. `check`: asked before anything is drawn from these bytes; throws. */
  of(hash: string, size: number, check: () => Promise<void>): Promise<string>
}

/** What could not be drawn is not tried at every look: not soon where it is no picture, a little later where the machine was only busy. */
const MOST_REMEMBERED = 1000
const REFUSED_MS = 3_600_000
const FAILED_MS = 30_000

export function createPictures(
  disk: Pick<Disk, 'blob' | 'picture' | 'keepPicture' | 'beginPicture'>,
  studio: Studio,
  inTurn: Turns,
): Pictures {
  /** Until when. */
  const hopeless = new Map<string, number>()
  return {
    of: (hash, size, check) => {
      const path = disk.picture(hash, size)
      // In turn with whoever brings or forgets these bytes: nothing is drawn of what has just gone.
      return inTurn(hash, async () => {
        if (await isThere(path)) return path
        if ((hopeless.get(hash) ?? 0) > performance.now()) throw new ChatError('not_an_image')
        await check()
        const draft = await disk.beginPicture(hash, size)
        try {
          await studio.draw(disk.blob(hash), draft, size)
        } catch (error) {
          if (!(error instanceof StudioError)) throw error
          if (hopeless.size >= MOST_REMEMBERED) hopeless.clear()
          hopeless.set(hash, performance.now() + (error instanceof RefusedError ? REFUSED_MS : FAILED_MS))
          throw new ChatError('not_an_image', {}, error)
        }
        await disk.keepPicture(draft, hash, size)
        return path
      })
    },
  }
}

const isThere = (path: string) =>
  stat(path).then(
    ({ size }) => size > 0,
    () => false,
  )
