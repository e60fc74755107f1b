// Opens the prmp gateway: one port for everything, or four for one kind of chat each.
import { type Hall, type OpenGateway, signInMsOf } from '../hall.ts'
import { openTcp } from '../tcp.ts'
import { createHouse, createPrmp } from './dialect.ts'
import type { Kind } from './hear.ts'

const SPLIT: readonly Kind[] = ['status', 'private', 'group', 'channel']

/** Rejects as `listen` does. In run.json: `prmp`, or `prmp`, `prmp.private`, `prmp.group`, `prmp.channel`. */
export async function openPrmp(hall: Hall<'prmp'>): Promise<OpenGateway> {
  await using opened = new AsyncDisposableStack()
  const house = createHouse(hall)
  const { port, split } = hall.options
  const ports: Record<string, number> = {}
  for (const [at, kind] of (split ? SPLIT : (['all'] as const)).entries()) {
    const listening = await openTcp({ hall, port: port === 0 ? 0 : port + at, dialect: createPrmp(kind, house), loginMs: signInMsOf(hall) })
    opened.use(listening)
    ports[at === 0 ? 'prmp' : `prmp.${kind}`] = listening.port
  }
  const everything = opened.move()
  return { ports, [Symbol.asyncDispose]: () => everything.disposeAsync() }
}
