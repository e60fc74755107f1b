// A message whose files go along with it: one file after another, each read when the one before has left.
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Link, Said } from './legacy.ts'
import type { Turnstile } from './turnstile.ts'

/** Files on their way to older programs at a time, each whole in memory. */
export const DELIVERIES_AT_ONCE = 8
/** A reader may be slow, but not hold up the others for longer. */
export const DELIVERY_MS = 10_000

export type Delivering = {
  readonly turn: Turnstile
  readonly link: Pick<Link, 'drained'>
  withBytes(news: Said, wanted: readonly FileCard[]): Promise<Said>
  put(news: Said): void
}

/** Its words go with the first of its files. */
export async function deliver(news: Said, wanted: readonly FileCard[], { turn, link, withBytes, put }: Delivering): Promise<void> {
  for (const [place, file] of news.files.entries()) {
    const part: Said = { ...news, text: place === 0 ? news.text : '', files: [file] }
    if (!wanted.some(({ id }) => id === file.id)) put(part)
    else
      await turn(async () => {
        await link.drained()
        put(await withBytes(part, [file]))
        await link.drained()
      })
  }
}
