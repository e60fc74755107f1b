// hearth storage --check: is every stored file what it was? Read by this process, so that a running server goes on as it is.

import { setPriority } from 'node:os'
import { sizeInWords } from '@hearth/protocol/size-words.ts'
import { checkStored, type Stored } from '#backup/check.ts'
import type { Settled } from '#server/config.ts'
import { operate } from './control.ts'
import { Failure } from './failure.ts'
import { counted, say, table } from './table.ts'

const PAGE = 5000
/** As many as one request to the server holds; whoever lost more has lost everything. */
const MOST_TOLD = 900
/** Behind people, whatever else the machine does. */
const LOW = 10

/** Exit code 3: some are damaged or lost; they are named, and the server's admins are told. */
export async function checkStorage(settled: Settled): Promise<void> {
  lower()
  let shown = ''
  const progress = (bytes: number) => {
    const line = `${sizeInWords(bytes)} read …`
    if (!process.stderr.isTTY || line === shown) return
    process.stderr.write(`\r\u001b[K${line}`)
    shown = line
  }
  const { files, bytes, bad } = await checkStored({ data: settled.config.data, pages: pagesOf(settled), progress })
  if (shown !== '') process.stderr.write('\r\u001b[K')
  const damaged = bad.slice(0, MOST_TOLD).map(({ hash }) => hash)
  // What was deleted while this read is in no row any more, and is not told.
  const { hits } = await operate(settled, 'storage.checked', { damaged })
  const counts = `${counted(files, 'stored file')}, ${sizeInWords(bytes)}`
  if (hits.length === 0) return say(`${counts}: every byte is what it was.`)
  const how = new Map(bad.map(({ hash, is }) => [hash, is]))
  table(
    ['FILE', 'IS', 'ROOM', 'OF', 'SENT'],
    hits.map(({ file, hash, room, owner, at }) => [file, how.get(hash) ?? 'damaged', room, owner, new Date(at).toISOString().slice(0, 10)]),
  )
  say('')
  const contents = new Set(hits.map(({ hash }) => hash)).size
  const more = bad.length > MOST_TOLD ? `, and ${bad.length - MOST_TOLD} more that are not named here` : ''
  const says = `${counts}: ${counted(contents, 'content')} damaged or missing, in ${counted(hits.length, 'file')}${more}.`
  throw new Failure(`${says} Who has such a file may send it again, which mends it for everybody; or restore a backup.`, 3)
}

async function* pagesOf(settled: Settled): AsyncGenerator<readonly Stored[]> {
  for (let after = ''; ; ) {
    const { blobs } = await operate(settled, 'storage.blobs', { after, most: PAGE })
    if (blobs.length === 0) return
    yield blobs
    after = blobs.at(-1)?.hash ?? after
  }
}

function lower(): void {
  try {
    setPriority(LOW)
  } catch {
    // Not permitted here: then it is as important as everybody else.
  }
}
