// A server somebody else started, found by its data folder; for bin/seed and bin/flood.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Running, Server } from './server.ts'

/** What a script needs of a server; it neither stops it nor reads its output. */
export type Reachable = Pick<Server, 'run' | 'ca'>

const standardData = (): string => join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'hearth')

/** Ends the script with one sentence where no server is running on that data. */
export function findRunning(data: string = standardData()): Reachable {
  try {
    const run: Running = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
    process.kill(run.pid, 0)
    return { run, ca: run.caFile ? readFileSync(run.caFile, 'utf8') : undefined }
  } catch {
    console.error(`No server is running on ${data}. Start one with: npm start -- --data ${data}`)
    process.exit(1)
  }
}
