// A thread that writes SQLite's log back into the database, when it is asked to, beside the one that writes.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './sqlite-file.ts'

export type LogRequest = 'write back' | 'close'

if (parentPort !== null) serve(parentPort)

function serve(port: MessagePort): void {
  const { file }: { file: string } = workerData
  const database = openSqlite({ file }, 'write')
  const writeBack = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  port.on('message', (request: LogRequest) => {
    if (request === 'close') {
      database.close()
      port.close()
      return
    }
    try {
      writeBack.get()
    } catch {
      // All of it stands in the log still; the next time begins where this one did.
    }
    port.postMessage('done')
  })
}
