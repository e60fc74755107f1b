// What is written beside the data while the server runs: where it is to be found, and the key of the command line.
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type RunsAt = {
  readonly https: number
  readonly http: number | null
  readonly plain: number | null
  readonly gateways: Readonly<Record<string, number>>
  readonly url: string | undefined
  readonly caFile: string | null
}

export async function writeRunFiles(
  { data, database }: { readonly data: string; readonly database: string | null },
  at: RunsAt,
  key: string,
): Promise<void> {
  const run = {
    pid: process.pid,
    httpsPort: at.https,
    httpPort: at.http,
    plainPort: at.plain,
    gateways: at.gateways,
    url: at.url ?? `https://localhost:${at.https}`,
    caFile: at.caFile,
    database: database === null ? 'sqlite' : 'postgres',
  }
  await replace(join(data, 'control.key'), `${key}\n`)
  await replace(join(data, 'run.json'), `${JSON.stringify(run, null, 2)}\n`)
}

/** Whole or not at all, and for nobody else's eyes. */
async function replace(file: string, content: string): Promise<void> {
  const fresh = `${file}.new`
  await rm(fresh, { force: true })
  await writeFile(fresh, content, { mode: 0o600, flag: 'wx' })
  await rename(fresh, file)
}
