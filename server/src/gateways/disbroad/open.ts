// The disbroad gateway: one port, both forms.
import { type Hall, type OpenGateway, signInMsOf } from '../hall.ts'
import { openTcp } from '../tcp.ts'
import { createDeeds } from './deeds.ts'
import { createDialect } from './dialect.ts'

/** Rejects as `listen` does. */
export async function openDisbroad(hall: Hall<'disbroad'>): Promise<OpenGateway> {
  await using opened = new AsyncDisposableStack()
  const deeds = opened.use(createDeeds(hall))
  const dialect = createDialect(hall.limits, deeds.act)
  const { port } = opened.use(await openTcp({ hall, dialect, port: hall.options.port, loginMs: signInMsOf(hall) }))
  const everything = opened.move()
  return { ports: { disbroad: port }, [Symbol.asyncDispose]: () => everything.disposeAsync() }
}
