// Moves messages that are older than their room, or the server, says into compressed segments, and gives the disk back what that frees.
// Nobody who reads can tell: so it may take its time, and may be stopped between any two runs.
import * as archiving from '#store/archiving.ts'
import type { Store } from '#store/open.ts'
import { type Background, inBackground, type Log, type Pace } from './background.ts'

const LOOK_AGAIN_MS = 60_000

/** What it needs of the core. `messageArchiveDays`: of rooms that say nothing of their own. */
type Given = {
  readonly store: Pick<Store, 'read' | 'write' | 'giveBack'>
  readonly settings: { readonly limits: { readonly messageArchiveDays: number } }
  readonly now: () => number
}

export function createArchiver({ store, settings, now }: Given, log: Log): Background {
  const age = (): archiving.Age => ({ now: now(), days: settings.limits.messageArchiveDays })
  return inBackground(
    {
      lookAgainMs: LOOK_AGAIN_MS,
      failed: 'old messages stay where they are: they could not be moved',
      work: async (pace, signal) => {
        await moveAll(store, age, pace, signal)
        await giveBackAll(store, pace, signal)
      },
    },
    log,
  )
}

async function moveAll(store: Given['store'], age: () => archiving.Age, pace: Pace, signal: AbortSignal): Promise<void> {
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted; ) {
    const start: number = from
    const { found, next } = await store.read((tx) => archiving.ripe(tx, start, age()))
    for (const number of found) await moveRoom(store, age, number, pace, signal)
    from = next
  }
}

async function moveRoom(store: Given['store'], age: () => archiving.Age, number: number, pace: Pace, signal: AbortSignal): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    await pace(async () => void (more = await store.write((tx) => archiving.moveRun(tx, number, age()))))
  }
}

async function giveBackAll(store: Given['store'], pace: Pace, signal: AbortSignal): Promise<void> {
  for (let more = true; more && !signal.aborted; ) await pace(async () => void (more = await store.giveBack()))
}
