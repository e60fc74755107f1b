// The process of the few, see call-probe.ts.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type Caller, caller } from '#harness/calling.ts'
import type { Running } from '#harness/server.ts'
import { until } from '#harness/until.ts'
import { connected, filmed, isMeant, PACKETS_PER_SECOND, speaking, tookFrom, watched } from './call-traffic.ts'
import { middle } from './measure.ts'

export type Task =
  | { readonly do: 'enter'; readonly run: Running; readonly ca: string | null; readonly people: number }
  | { readonly do: 'join'; readonly room: RoomId; readonly isFilming: boolean }
  | { readonly do: 'listen'; readonly ms: number }
/** `voices`: so many reach the one who listens at once. */
export type Heard = { readonly packets: number; readonly voices: number; readonly p50Ms: number; readonly p95Ms: number }
export type Probed =
  | { readonly is: 'entered'; readonly users: readonly UserId[] }
  | { readonly is: 'joined' }
  | { readonly is: 'heard'; readonly heard: Heard }
  | { readonly is: 'failed'; readonly says: string }

const people: Caller[] = []
const took: number[] = []
let packets = 0
/** At the last of them, who listens. */
let listened = 0

function note(payload: Buffer, isListener: boolean): void {
  if (isMeant(payload.length)) packets++
  if (isMeant(payload.length) && isListener) listened++
  const ms = tookFrom(payload)
  if (ms !== undefined) took.push(ms)
}

async function carryOut(task: Task): Promise<Probed> {
  switch (task.do) {
    case 'enter': {
      const server = { run: task.run, ca: task.ca ?? undefined }
      for (let at = 1; at <= task.people; at++) {
        const packet = (_mid: string, payload: Buffer): void => note(payload, at === task.people)
        people.push(await caller(() => server, `probe${at}`, { packet }))
      }
      return { is: 'entered', users: people.flatMap(({ client }) => client.state.me?.id ?? []) }
    }
    case 'join':
      for (const one of people) {
        await until(`${one.name} to know the room`, () => one.client.state.rooms.has(task.room))
        await one.calls.join(task.room)
        await connected(one)
      }
      speaking(task.isFilming ? people : people.slice(0, -1))
      if (task.isFilming) filmed(people)
      if (task.isFilming) watched(people, task.room)
      return { is: 'joined' }
    case 'listen': {
      took.length = 0
      packets = 0
      listened = 0
      const began = performance.now()
      await new Promise((resolve) => setTimeout(resolve, task.ms))
      const voices = Math.round((listened / (performance.now() - began)) * (10_000 / PACKETS_PER_SECOND)) / 10
      const at = (part: number) => Math.round(middle(took, part) * 10) / 10
      return { is: 'heard', heard: { packets, voices, p50Ms: at(0.5), p95Ms: at(0.95) } }
    }
  }
}

process.on('message', (task: Task) => {
  carryOut(task).then(
    (probed) => process.send?.(probed),
    (cause: unknown) => process.send?.({ is: 'failed', says: String(cause) } satisfies Probed),
  )
})
process.on('disconnect', () => process.exit(0))
