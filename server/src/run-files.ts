// What a server that is ready leaves in its data folder, for the command line and for scripts.
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Ports = { readonly https: number; readonly http: number | null; readonly plain: number | null }
type Where = { readonly data: string; readonly database: string | null }

/** `run.json`: where everything is; `control.key`: what opens the operator's deeds. Nobody else may read either. */
export async function writeRunFiles(
  { data, database }: Where,
  ports: Ports,
  gateways: Readonly<Record<string, number>>,
  ca: { readonly file: string } | null,
  url: string | undefined,
  key: string,
): Promise<void> {
  const run = {
    pid: process.pid,
    httpsPort: ports.https,
    httpPort: ports.http,
    plainPort: ports.plain,
    gateways,
    url: url ?? `https://localhost:${ports.https}`,
    caFile: ca?.file ?? null,
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
