// Files that others send are saved by themselves, where the person wants that: into the downloads folder, with a notice.
import type { Client } from '@hearth/client/client.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Settings } from '../connect/settings.ts'

/** Larger ones are fetched by hand: a full disk is no kindness. */
const MOST_BYTES = 100_000_000

export type ReceivingGiven = {
  readonly client: Pick<Client, 'state' | 'listen'>
  settings(): Settings
  save(file: FileCard): Promise<void>
  /** What went wrong, in words. */
  failed(error: unknown): void
}

/** Gives what ends it. */
export function receiveFiles({ client, settings, save, failed }: ReceivingGiven): () => void {
  const seen = new Set<string>()
  return client.listen((event) => {
    if (event.event !== 'message.said' || event.room === undefined) return
    const { author, files = [] } = event.with
    const { receive } = settings()
    const room = client.state.rooms.get(event.room)
    const isWanted = receive === 'all' || (receive === 'direct' && room?.kind === 'direct')
    if (!isWanted || author === client.state.me?.id) return
    for (const file of files) {
      if (seen.has(file.id) || file.size > MOST_BYTES || file.gone !== undefined) continue
      seen.add(file.id)
      save(file).catch(failed)
    }
  })
}
