// Files as the rest of the server uses them: bytes come in, are kept once, are shown to those who may see them, and go.
import { setTimeout as rest } from 'node:timers/promises'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { Core } from '#core/context.ts'
import * as damage from '#core/damage.ts'
import * as rules from '#core/files.ts'
import { checkMayAsk } from '#core/may-ask.ts'
import type { Member, Telling } from '#core/outcome.ts'
import * as rows from '#store/files.ts'
import { createChecks } from './checks.ts'
import { openDisk } from './disk.ts'
import { createHashing } from './hashing.ts'
import { isShown, servedType } from './kinds.ts'
import { createPictures } from './pictures.ts'
import { createScrub, type Scrub } from './scrub.ts'
import { createSpace } from './space.ts'
import { createStudio, type StudioTimes } from './studio.ts'
import { createClockNotes, sweepExpired, sweepLeftovers, sweepLoose, sweepUnsent } from './sweep.ts'
import { createTurns } from './turns.ts'
import { createUploads, type Uploads } from './uploads.ts'

/** Something to be fetched: a place on the disk, and what may be said of it. */
export type Found = {
  readonly path: string
  readonly name: string
  readonly type: string
  /** May a browser show it by itself? */
  readonly shown: boolean
  /** Bytes it must have; null of what is drawn here. */
  readonly size: number | null
  /** Strong: equal bytes, equal mark. */
  readonly mark: string
  /** Resolves when every byte of it is known to be what it was. Rejects with file_damaged; then whoever looks after the server is told. */
  check(): Promise<void>
}

export type Files = AsyncDisposable & {
  readonly uploads: Uploads
  /** Where the bytes of this hash lie. Whether they may be seen was asked before. */
  blob(hash: string): string
  /** Throws file_unknown, file_gone, file_not_whole. */
  find(caller: Member, id: FileId): Promise<Found>
  /** A small picture of an image. Throws as `find` and `check`, not_an_image, slow_down. */
  picture(caller: Member, id: FileId, size: number): Promise<Found>
}

type Log = { warn(about: object, says: string): void; error(about: object, says: string): void }
export type FilesGiven = {
  readonly core: Core
  readonly publish: (tellings: readonly Telling[]) => void
  /** DATA/files */
  readonly folder: string
  readonly log: Log
  readonly studio?: StudioTimes
  readonly sweepMs?: number
}

const SWEEP_MS = 5000
/** What takes longer than a look is done every so many looks: once a minute. */
const SELDOM = 12
/** A server that was just started has other things to do. */
const QUIET_LOOKS = 120
/** Uploads and contents that no row knows are looked for at the start, and once an hour: a room that is deleted leaves the uploads that were on their way to it. */
const LEFTOVER_LOOKS = 720
const AFTER_FAILURE_MS = 60_000

/** Rejects where the folder cannot be made. What a crash has left is taken away soon after. */
export async function openFiles({ core: given, publish, folder, log, studio: times, sweepMs = SWEEP_MS }: FilesGiven): Promise<Files> {
  await using opened = new AsyncDisposableStack()
  const core = rules.tellingFaults(given)
  const disk = await openDisk(folder)
  const stored = await core.store.read((tx) => rows.ofBlobs(tx))
  const space = createSpace(disk, core.settings.limits, stored)
  const hashing = opened.use(createHashing())
  const studio = opened.use(createStudio(times))
  const inTurn = createTurns()
  const pictures = createPictures(disk, studio, inTurn)
  const checks = createChecks(disk, hashing, () => performance.now())
  const damaged = (hash: string) => damage.note(core, publish, [hash])
  const mended = (hash: string) => damage.mend(core, publish, [hash])
  const uploads = createUploads({ core, disk, hashing, studio, space, inTurn, checks, mended })

  /** Throws what `checkSee` throws where it is no longer kept, file_damaged where it is. */
  async function checkSound(caller: Member, id: FileId, hash: string): Promise<void> {
    if (await checks.isSound(hash)) return
    await see(caller, id)
    log.error({ path: disk.blob(hash) }, 'a stored file is not what it was: the disk or a program has damaged or removed it')
    await damaged(hash)
    throw new ChatError('file_damaged')
  }
  const scrub = createScrub({ core, checks, damaged }, () => performance.now())
  opened.use(sweeping({ core, publish, disk, space, inTurn, scrub }, log, sweepMs))
  const everything = opened.move()

  async function see(caller: Member, id: FileId): ReturnType<typeof rules.checkSee> {
    checkMayAsk(core, caller, 'file.fetch')
    return core.store.read((tx) => rules.checkSee(tx, caller, id))
  }
  return {
    uploads,
    blob: disk.blob,
    async find(caller, id) {
      const { hash, name, size, type, width } = await see(caller, id)
      const about = { path: disk.blob(hash), name, size, type: servedType(type, width), shown: isShown(type, width), mark: hash }
      return { ...about, check: () => checkSound(caller, id, hash) }
    },
    async picture(caller, id, size) {
      const { hash, name, kind, width } = await see(caller, id)
      if (kind !== 'image' || width === null) throw new ChatError('not_an_image')
      const path = await pictures.of(hash, size, () => checkSound(caller, id, hash))
      // Drawn here from what was sound then; a picture that rots is a picture that looks wrong.
      const check = async () => {}
      return { path, name: `${name}.webp`, size: null, type: 'image/webp', shown: true, mark: `${hash}.${size}`, check }
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  }
}

/** Looks now and then what may go. */
function sweeping(
  given: Parameters<typeof sweepExpired>[0] & Parameters<typeof sweepLoose>[0] & { readonly scrub: Scrub },
  log: Log,
  sweepMs: number,
): AsyncDisposable {
  const closing = new AbortController()
  const { signal } = closing
  const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  const run = async () => {
    let isClean = false
    const isSteady = createClockNotes(given.core)
    for (let look = 0; !signal.aborted; look++) {
      try {
        if (!isClean || look % LEFTOVER_LOOKS === 0) await sweepLeftovers(given)
        isClean = true
        if (look % SELDOM === 0) {
          if (await isSteady()) {
            await sweepUnsent(given)
            await sweepExpired(given)
          }
        }
        await sweepLoose(given)
        // Looking through a large file takes a while, which the end need not wait for.
        if (look % SELDOM === 0 && look >= QUIET_LOOKS) await Promise.race([given.scrub.some(), closed])
      } catch (cause) {
        if (signal.aborted) return
        // Bytes that no row knows any more, and that the disk would not let go just now, are found only by looking through it.
        isClean = false
        log.warn({ cause }, 'what is no longer needed could not be deleted yet')
        await rest(Math.min(AFTER_FAILURE_MS, sweepMs * SELDOM), undefined, { signal, ref: false }).catch(() => undefined)
      }
      await rest(sweepMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  const running = run()
  return {
    async [Symbol.asyncDispose]() {
      closing.abort()
      await running
    },
  }
}
