// The vases gateway: a WebSocket, the server's key, and the moment of silence that tells two kinds of client apart.
import { join } from 'node:path'
import { type Hall, type OpenGateway, signInMsOf } from '../hall.ts'
import { openMessages } from '../messages.ts'
import { createDialect } from './dialect.ts'
import { openKeys } from './keys.ts'

/** A client that holds public.pem speaks first. Whoever says nothing for so long waits for the key. */
const SILENT_MS = 400
/** A program sends its key at once; only people take their time, for a name. */
const KEY_MS = 10_000

/** Rejects as `listen` does, with KeyFileError where the key cannot be used. */
export async function openVases(hall: Hall<'vases'>): Promise<OpenGateway> {
  const { options, data, chance } = hall
  const keys = await openKeys(join(data, 'vases'))
  const pem = Buffer.from(keys.publicPem)
  const dialect = createDialect({ ...keys, chance, messageBytes: options.message_bytes })
  const listening = await openMessages({
    hall,
    port: options.port,
    dialect,
    loginMs: signInMsOf(hall),
    onOpen: ({ desk }) => {
      const sayKey = (): void => {
        if (desk.isOpen && desk.state.is === 'key') desk.link.send(pem)
      }
      // What has arrived while this server was busy is read first: that is no silence.
      const silence = setTimeout(() => setImmediate(sayKey), SILENT_MS)
      const late = setTimeout(() => desk.state.is === 'key' && desk.end(), Math.min(KEY_MS, signInMsOf(hall)))
      return () => {
        clearTimeout(silence)
        clearTimeout(late)
      }
    },
    page: (path) => (path === '/public.pem' ? { type: 'application/x-pem-file', body: pem } : undefined),
  })
  return { ports: { vases: listening.port }, [Symbol.asyncDispose]: () => listening[Symbol.asyncDispose]() }
}
