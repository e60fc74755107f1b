// Messages through each dialect, as a ratio to our own: eight people at such programs talk in the Lobby, one of our own counts what arrives.
import { join as joinIn } from '#harness/cast.ts'
import { type Server, startServer } from '#harness/server.ts'
import type { Driver, Seat } from '#matrix/driver.ts'
import { allFlags, drivers } from '#matrix/drivers/all.ts'

export type Through = { readonly name: string; readonly messagesPerSecond: number; readonly ratio: number }

const PEOPLE = 8
/** Messages on their way, all talkers together. */
const WINDOW = 128
const PASSWORD = 'three-stones-and-a-spark'

/**
 * @param seconds measured for each; as much again before it, to warm up
 * @param only these, and our own; none named: all
 */
export async function measureDialects(seconds: number, only: readonly string[]): Promise<readonly Through[]> {
  const through: { name: string; messagesPerSecond: number }[] = []
  // Programs that leave a pause between two sends, because their readers need it, are measured too: it is what their people get.
  const isWanted = (name: string): boolean => only.length === 0 || name === 'native' || only.includes(name)
  for (const driver of drivers.filter(({ name, cannotSay }) => cannotSay.broadcast === undefined && isWanted(name))) {
    await using server = await startServer({
      flags: ['--plain-port', '0', '--limit', 'framesPerSecond=1000000', '--limit', 'waitingPerAddress=200', ...allFlags],
    })
    through.push({ name: driver.name, messagesPerSecond: await measureOne(server, driver, seconds) })
  }
  const ours = through.find(({ name }) => name === 'native')?.messagesPerSecond ?? 1
  return through.map((one) => ({ ...one, ratio: Math.round((one.messagesPerSecond / ours) * 1000) / 1000 }))
}

async function measureOne(server: Server, driver: Driver, seconds: number): Promise<number> {
  await using opened = new AsyncDisposableStack()
  const { wire } = opened.use(withWire(await joinIn(server, 'counter')))
  let heard = 0
  let sent = 0
  wire.onHeard((event) => {
    if (event.event === 'message.said') heard++
  })
  const seats: Seat[] = []
  for (let at = 0; at < PEOPLE; at++) seats.push(opened.use(await driver.enter({ server, name: `t${at}`, password: PASSWORD })))
  const until = performance.now() + seconds * 2000
  const talk = async (seat: Seat): Promise<void> => {
    for (let count = 0; performance.now() < until; count++) {
      while (sent - heard >= WINDOW && performance.now() < until) await turn()
      sent++
      const said = seat.toLobby(`word ${count} of ${seat.name}`)
      // Ours waits for no answer before it goes on; a program that does is measured as it is.
      if (driver.name === 'native') said.catch(() => undefined)
      else await said
    }
  }
  const talking = Promise.all(seats.map(talk))
  await pause(seconds * 1000)
  const [before, began] = [heard, performance.now()]
  await pause(seconds * 1000)
  const rate = ((heard - before) * 1000) / (performance.now() - began)
  await talking
  return Math.round(rate)
}

const withWire = (person: Awaited<ReturnType<typeof joinIn>>) => ({ ...person, [Symbol.asyncDispose]: () => person.wire.close() })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Rows of a table. */
export const dialectsInWords = (through: readonly Through[]): readonly (readonly string[])[] => [
  ['messages through', 'in a second', 'to ours'],
  ...through.map(({ name, messagesPerSecond, ratio }) => [name, String(messagesPerSecond), ratio.toFixed(3)]),
]
