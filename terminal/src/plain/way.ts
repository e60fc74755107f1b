// Which server, and may it be believed, without a screen: by option or variable, the one there was, or the only one nearby.
import { readFileSync } from 'node:fs'
import type { ChatOptions, ExitCode } from '../app/start.ts'
import { browse, type Nearby } from '../connect/find.ts'
import type { Way } from '../connect/platform.ts'
import { changedInWords, createTrust, folderOf, type Known, look, vouchedBy } from '../connect/trust.ts'
import type { Lines } from './lines.ts'

const LISTEN_MS = 2500

export type PlainWay = (Way & { readonly folder: string }) | { readonly says: string; readonly code: ExitCode }

/** @param lines where somebody can be asked; without it nobody is */
export async function wayInPlain(options: Omit<ChatOptions, 'token'>, state: string, lines?: Lines): Promise<PlainWay> {
  const trust = createTrust(state)
  const server = options.server ?? (trust.all[0] ? new URL(trust.all[0].origin) : await oneNearby(lines))
  if (!(server instanceof URL)) return { says: server, code: 2 }
  if (options.ca !== undefined) return { server, ca: options.ca, folder: folderOf(state, vouchedBy(server, options.ca)) }
  const shown = await look(server)
  const verdict = trust.judge(server, shown)
  const isWanted = shown.is === 'own' && options.trust !== undefined && plainHex(shown.fingerprint) === plainHex(options.trust)
  if (verdict.is === 'away') {
    // It may only be away for now; but without knowing what vouches for it nothing can be sent safely.
    return {
      says: `${server.host} cannot be reached (${verdict.why}). Give its certificate authority with --ca FILE to wait for it.`,
      code: 3,
    }
  }
  if (verdict.is === 'changed' && !isWanted) return { says: changedInWords(server, verdict.before, verdict.now), code: 1 }
  if (verdict.is === 'new' && !isWanted && !(await isBelieved(server, verdict.fingerprint, lines)))
    return {
      says: `${server.host} is not known here. Compare its fingerprint and say --trust ${verdict.fingerprint}, or give --ca FILE.`,
      code: 1,
    }
  const known: Known =
    shown.is === 'away' && verdict.is === 'known'
      ? verdict.known
      : shown.is === 'away'
        ? bare(server)
        : trust.remember(server, '', shown, Date.now())
  return { server, ca: known.ca ?? undefined, folder: folderOf(state, known) }
}

const bare = (server: URL): Known => ({ origin: server.origin, name: '', fingerprint: null, ca: null, at: 0 })
const plainHex = (text: string): string => text.replaceAll(/[^0-9a-f]/giu, '').toLowerCase()

async function isBelieved(server: URL, fingerprint: string, lines: Lines | undefined): Promise<boolean> {
  if (!lines) return false
  lines.print(`* first time at ${server.host}. Its fingerprint (SHA-256), to compare with what hearth serve printed:`)
  lines.print(`  ${fingerprint}`)
  return /^y(es)?$/iu.test(((await lines.ask('Is it the same? [yes/no] ')) ?? '').trim())
}

async function oneNearby(lines: Lines | undefined): Promise<URL | string> {
  const found: Nearby[] = []
  const browsing = await browse((server) => void found.push(server)).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, LISTEN_MS))
  browsing?.stop()
  const [only] = found
  if (!only) return 'No server was found nearby. Say where it is: --server https://ADDRESS:8443, or HEARTH_SERVER.'
  if (found.length > 1 && lines) return chosen(found, lines)
  if (found.length > 1)
    return `Several servers are nearby; say which with --server: ${found.map(({ url, name }) => `${url.origin} (${name})`).join(', ')}`
  return only.url
}

async function chosen(found: readonly Nearby[], lines: Lines): Promise<URL | string> {
  lines.print('* several servers are nearby:')
  for (const [at, { name, url }] of found.entries()) lines.print(`  ${at + 1}  ${name}  ${url.origin}`)
  const answer = await lines.ask(`Which? [1-${found.length}] `)
  return found[Number(answer) - 1]?.url ?? 'None of them was chosen; --server says which.'
}

/** The text of a PEM file. Throws an Error in words. */
export function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`The file ${file} cannot be read; --ca wants the server’s certificate authority as PEM.`)
  }
}
