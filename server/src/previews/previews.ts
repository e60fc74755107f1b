// Previews of links, for servers that want them: what is said is looked at after it was delivered, a few links at a time.
import { networkInterfaces } from 'node:os'
import { Readable } from 'node:stream'
import type { FileId, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Core } from '#core/context.ts'
import type { Telling } from '#core/outcome.ts'
import { authorOf, mayHoldLink, putPreview, type Wanted, wanted } from '#core/previews.ts'
import type { Files } from '#files/files.ts'
import type { Spot } from './addresses.ts'
import { createFetcher } from './fetcher.ts'
import { FetchError, type Fetched } from './fetching.ts'
import { createQueue } from './queue.ts'

export type Previews = AsyncDisposable & {
  /** What was just told to everybody. */
  heard(tellings: readonly Telling[]): void
}
export type PreviewsGiven = {
  readonly core: Core
  readonly files: Pick<Files, 'uploads'>
  readonly publish: (tellings: readonly Telling[]) => void
  /** Names and ranges inside the network that may be looked at. */
  readonly allow: readonly Spot[]
  /** Of this server. */
  readonly ports: () => readonly number[]
  readonly log: { debug(about: object, says: string): void; warn(about: object, says: string): void }
}

type Job = { readonly room: RoomId; readonly id: MessageId }

export function createPreviews({ core, files, publish, allow, ports, log }: PreviewsGiven): Previews {
  const fetcher = createFetcher()
  const waiting = createQueue<Job>()
  const running = new Set<Promise<void>>()
  let isOver = false

  function heard(tellings: readonly Telling[]): void {
    for (const telling of tellings) {
      if (telling.do !== 'tell' || telling.event.room === undefined) continue
      const { event, room } = telling.event
      if (event !== 'message.said' && event !== 'message.edited') continue
      // Words that were changed may have lost their link.
      if (event === 'message.said' && !mayHoldLink(telling.event.with.text)) continue
      // Who changes words is not said: then all of a room have one part together.
      waiting.put(event === 'message.said' ? telling.event.with.author : room, { room, id: telling.event.with.id })
    }
    pump()
  }

  function pump(): void {
    while (!isOver) {
      const next = waiting.take()
      if (next === undefined) return
      const work = look(next.job)
        .catch((err: unknown) => log.warn({ err }, 'a link was not looked at'))
        .finally(() => {
          running.delete(work)
          next.done()
          pump()
        })
      running.add(work)
    }
  }

  async function look({ room, id }: Job): Promise<void> {
    const one = await wanted(core, room, id, publish)
    if (one === undefined) return
    const fetched = await fetcher.fetch(one.link, { allow, own: ownAddresses(), ports: ports() }).catch((why: unknown) => {
      if (!(why instanceof FetchError)) throw why
      log.debug({ why: why.message }, 'a link has no preview')
      return undefined
    })
    if (fetched === undefined || isOver) return
    const { picture, ...said } = fetched
    const image = picture && (await keep(one, picture))
    await core.store.write((tx) => putPreview(core, tx, one, said, image), publish)
  }

  /** The picture becomes an image of this server’s, as an upload of who said the link: looked at, drawn small and counted as any other. */
  async function keep(one: Wanted, { bytes, type }: NonNullable<Fetched['picture']>): Promise<FileId | undefined> {
    const author = authorOf(core, one)
    const name = `preview.${type.split('/')[1] ?? 'image'}`
    try {
      const { id } = await files.uploads.begin(author, { room: one.room, name, size: bytes.length, durationMs: null })
      const { isWhole } = await files.uploads.take(author, id, { offset: 0, bytes: Readable.from([bytes]), length: bytes.length })
      return isWhole ? id : undefined
    } catch (why) {
      // No room for it, or no image after all: the words will do.
      log.debug({ why }, 'a preview has no picture')
      return undefined
    }
  }

  return {
    heard,
    async [Symbol.asyncDispose]() {
      isOver = true
      await fetcher[Symbol.asyncDispose]()
      await Promise.allSettled(running)
    },
  }
}

const ownAddresses = (): string[] => Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
