// A thread that seals passwords and looks at seals, one after the other, whenever nobody else wants the processor.
import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { hashSync, verifySync } from '@node-rs/argon2'
import { type Cost, optionsOf } from './sealing.ts'

export type SealRequest =
  | { readonly do: 'seal'; readonly secret: string; readonly cost: Cost }
  | { readonly do: 'verify'; readonly secret: string; readonly sealed: string }
export type SealAnswer = { readonly is: string | boolean } | { readonly fault: string }

// Linux takes the priority of a thread by itself; elsewhere it would be that of the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_LOW)

parentPort?.on('message', (request: SealRequest) => parentPort?.postMessage(answerTo(request)))

function answerTo(request: SealRequest): SealAnswer {
  try {
    if (request.do === 'seal') return { is: hashSync(request.secret, optionsOf(request.cost)) }
    return { is: verifySync(request.sealed, request.secret) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}
