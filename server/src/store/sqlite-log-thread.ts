// A thread that writes SQLite's log back into the database, when it is asked to, beside the one that writes.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './sqlite-file.ts'
import { prepareCheckpoint, type WrittenBack } from './sqlite-log-helper.ts'

export type LogRequest = 'write back' | 'close'
export type LogAnswer = WrittenBack | { readonly fault: string }

if (parentPort !== null) serve(parentPort)

function serve(port: MessagePort): void {
  const { file }: { file: string } = workerData
  const database = openSqlite({ file }, 'write')
  const writeBack = prepareCheckpoint(database, 'PASSIVE')
  const carryOut = (): LogAnswer => {
    try {
      return writeBack()
    } catch (error) {
      // All of it stands in the log still; the next time begins where this one did.
      return { fault: String(error) }
    }
  }
  port.on('message', (request: LogRequest) => {
    if (request === 'write back') return port.postMessage(carryOut())
    database.close()
    port.close()
  })
}
