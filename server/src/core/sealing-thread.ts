// A thread that seals passwords and looks at seals, one after the other, and steps back behind the others.
import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import { type Cost, optionsOf } from './sealing.ts'

export type SealRequest =
  | { readonly do: 'seal'; readonly secret: string; readonly cost: Cost }
  | { readonly do: 'verify'; readonly secret: string; readonly sealed: string }
export type SealAnswer = { readonly is: string | boolean } | { readonly fault: string }

/** Behind who talks, which has nine times as much of a core that both want; no further, or beside programs that never rest nobody would come in. */
const STEP = 10
const LAST = 19

if (process.platform === 'linux') stepBack()

parentPort?.on('message', (request: SealRequest) => parentPort?.postMessage(answerTo(request)))

/** Linux takes the priority of a thread by itself; elsewhere it would be that of the whole process. */
function stepBack(): void {
  try {
    setPriority(0, Math.min(LAST, getPriority(0) + STEP))
  } catch {
    // Where the system does not let anybody, passwords are sealed beside all else.
  }
}

function answerTo(request: SealRequest): SealAnswer {
  try {
    if (request.do === 'seal') return { is: hashSync(request.secret, optionsOf(request.cost)) }
    return { is: verifySync(request.sealed, request.secret) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
