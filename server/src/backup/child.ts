// A backup made by a process of its own: packing takes a core and reading takes memory, and people are talking meanwhile.
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { Check } from 'typebox/value'
import { BackupError, type Lacking } from './faults.ts'

const program = fileURLToPath(new URL('../cli/hearth.ts', import.meta.url))
/** How the command line ends when the backup is there and verified, but stored files were damaged and are not in it. */
export const MADE_WITHOUT_DAMAGED = 3
/** Behind people, whatever else the machine does. */
const LOW = 10

export type ChildGiven = {
  readonly data: string
  /** What the server was told otherwise than by files that a child finds too: HEARTH_… */
  readonly env: Readonly<Record<string, string>>
}

/** Resolves when FILE is there and verified, with what is not in it that should be; rejects with BackupError. Both in the words of the child. */
export function backUpAside({ data, env }: ChildGiven, file: string, signal: AbortSignal): Promise<Lacking | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, program, 'backup', file, '--data', data], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      signal,
      killSignal: 'SIGTERM',
    })
    let said = ''
    let about: TroubleWord | undefined
    child.on('message', (fact: unknown) => {
      if (Check(TroubleWord, fact)) about = fact
    })
    child.stderr?.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-4000)))
    child.once('spawn', () => lower(child.pid))
    // What ends it early is told by `close`, which comes after the last word.
    let cause: unknown
    child.once('error', (error) => (cause = error))
    child.once('close', (code) => {
      if (code === 0) return resolve(undefined)
      if (code === MADE_WITHOUT_DAMAGED) return resolve({ says: lastLine(said), ...(about && { about }) })
      const sentence = said.trim().replace(/^hearth: /, '')
      reject(new BackupError(sentence || 'The process that makes the backup ended without a word.', { cause, about }))
    })
  })
}

const lastLine = (said: string): string => (said.trim().split('\n').at(-1) ?? '').replace(/^hearth: /, '')

function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, LOW)
  } catch {
    // Not permitted here: then it is as important as everybody else.
  }
}
