// The pychat gateway: a port for each form; what was given to who logged in is good on both.
import { type Hall, type OpenGateway, signInMsOf } from '../hall.ts'
import { openTcp } from '../tcp.ts'
import { createDeeds } from './deeds.ts'
import { jsonDialect, textDialect } from './dialect.ts'

/** Rejects as `listen` does. */
export async function openPychat(hall: Hall<'pychat'>): Promise<OpenGateway> {
  await using opened = new AsyncDisposableStack()
  const { limits, options, serverName } = hall
  const { act } = createDeeds(hall)
  const loginMs = signInMsOf(hall)
  const { port } = opened.use(
    await openTcp({ hall, dialect: textDialect(limits, serverName, options.long_text, act), port: options.port, loginMs }),
  )
  const ports: Record<string, number> = { pychat: port }
  // A text port that is any free one wants the same of the other.
  if (options.json_port !== 0) {
    const json = opened.use(
      await openTcp({ hall, dialect: jsonDialect(limits, act), port: options.port === 0 ? 0 : options.json_port, loginMs }),
    )
    ports['pychat.json'] = json.port
  }
  const everything = opened.move()
  return { ports, [Symbol.asyncDispose]: () => everything.disposeAsync() }
}
