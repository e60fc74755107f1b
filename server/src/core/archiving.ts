// Moves messages that are older than their room, or the server, says into compressed segments, and gives the disk back what that frees.
// Nobody who reads can tell: so it may take its time, and may be stopped between any two runs.
import type { RoomId } from '@hearth/protocol/ids.ts'
import * as archiving from '#store/archiving.ts'
import type { Store } from '#store/open.ts'
import { type Background, inBackground, type Log, type Pace } from './background.ts'
import { onceEach } from './once.ts'

const LOOK_AGAIN_MS = 60_000

/** What it needs of the core. `messageArchiveDays`: of rooms that say nothing of their own. */
type Given = {
  readonly store: Pick<Store, 'read' | 'write' | 'giveBack'>
  readonly settings: { readonly limits: { readonly messageArchiveDays: number } }
  readonly now: () => number
}

export function createArchiver({ store, settings, now }: Given, log: Log): Background {
  const damaged = onceEach((about: { readonly room: RoomId; readonly seq: number }) =>
    log.warn(about, 'old messages of a room stay where they are: one of them cannot be read'),
  )
  const age = (): archiving.Age => ({ now: now(), days: settings.limits.messageArchiveDays })
  return inBackground(
    {
      lookAgainMs: LOOK_AGAIN_MS,
      failed: 'old messages stay where they are: they could not be moved',
      work: async (pace, signal) => {
        await moveAll({ store, age, damaged, pace, signal })
        await giveBackAll(store, pace, signal)
      },
    },
    log,
  )
}

type Moving = {
  readonly store: Given['store']
  readonly age: () => archiving.Age
  readonly damaged: (about: { readonly room: RoomId; readonly seq: number }) => void
  readonly pace: Pace
  readonly signal: AbortSignal
}

async function moveAll(moving: Moving): Promise<void> {
  const { store, age, signal } = moving
  for (let from: number | undefined = 0; from !== undefined && !signal.aborted; ) {
    const start: number = from
    const { found, next } = await store.read((tx) => archiving.ripe(tx, start, age()))
    for (const number of found) await moveRoom(moving, number)
    from = next
  }
}

async function moveRoom({ store, age, damaged, pace, signal }: Moving, number: number): Promise<void> {
  const tell = ({ room, seq }: { readonly room: RoomId; readonly seq: number }) => damaged({ room, seq })
  for (let more = true; more && !signal.aborted; ) {
    await pace(async () => void (more = await store.write((tx) => archiving.moveRun(tx, number, age(), undefined, tell))))
  }
}

async function giveBackAll(store: Given['store'], pace: Pace, signal: AbortSignal): Promise<void> {
  for (let more = true; more && !signal.aborted; ) await pace(async () => void (more = await store.giveBack()))
}
