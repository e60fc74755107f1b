// A few people of a call in a process that does nothing else: two of those with cameras, and of a call of voices all who speak and one who listens.
// What one of them sends is taken note of where it arrives at another, by the same clock: so the time is the server's, and that of ends with little else
// to do, and not of a process that plays a hundred people. They come last, and so theirs are the last of all copies of a packet.
//
//   bench ──enter──► they sign in    ──join──► into the call, and speak, and film    ──listen──► for so long ──► how long it took
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Server } from '#harness/server.ts'
import type { Heard, Probed, Task } from './call-prober.ts'

export type Probe = AsyncDisposable & {
  readonly users: readonly UserId[]
  /** They must be members by then. */
  join(room: RoomId, isFilming: boolean): Promise<void>
  /** What reaches them in so many milliseconds. */
  listen(ms: number): Promise<Heard>
}

const program = fileURLToPath(new URL('./call-prober.ts', import.meta.url))

/** Rejects with what the process said where it fails. */
export async function enterProbe({ run, ca }: Server, people: number): Promise<Probe> {
  const child = fork(program, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const entered = await asked(child, { do: 'enter', run, ca: ca ?? null, people })
  return {
    users: entered.is === 'entered' ? entered.users : [],
    async join(room, isFilming) {
      await asked(child, { do: 'join', room, isFilming })
    },
    async listen(ms) {
      const probed = await asked(child, { do: 'listen', ms })
      if (probed.is !== 'heard') throw new Error('the probe heard nothing')
      return probed.heard
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

function asked(child: ChildProcess, task: Task): Promise<Probed> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the probe of calls ended'))
    child.once('exit', gone)
    child.once('message', (probed: Probed) => {
      child.off('exit', gone)
      if (probed.is === 'failed') reject(new Error(probed.says))
      else resolve(probed)
    })
    child.send(task)
  })
}
