// PostgreSQL goes away in the middle of commits: its line is cut wherever a byte is, its own processes are ended. With --deep.
import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { type Chance, createChance } from '../crash/chance.ts'
import { firstLife, roomy, wholeRoom } from '../crash/run.ts'
import { comeBack } from '../harness/cast.ts'
import { check, type Delivery, type FinalRoom, type Op, type Reset } from '../harness/checker.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { createMember, type Member, settleIn } from '../harness/member.ts'
import { type Postgres, startPostgres } from '../harness/postgres.ts'
import { type Proxy, startProxy } from '../harness/proxy.ts'
import { startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const FAULTS = 40

const runs = [seed].filter(() => deep)
it.each(runs)(
  '[FAULT-5] F34: PostgreSQL goes away forty times in the middle of commits: nothing answered is lost, nothing unsure is there twice (seed %i)',
  { timeout: 400_000 },
  async (own) => {
    await using postgres = await startPostgres()
    const direct = postgres.database('cut')
    await using proxy = await startProxy(Number(new URL(direct).port))
    const through = new URL(direct)
    through.port = String(proxy.port)
    const folder = temporary('database')
    const notes: { ops: Op[]; heard: (Delivery | Reset)[] } = { ops: [], heard: [] }
    const options = { data: folder.path, env: roomy, flags: ['--database', through.href] }
    const { people, rooms } = await firstLife(options)
    await using server = await startServer(options)
    const members = people.map(({ name, user, token }) =>
      createMember({ client: name, person: user.id, token, port: () => server.run.httpsPort, ca: server.ca, notes, chance: Math.random }),
    )
    try {
      let over = false
      const talking = members.map((member, at) => talk(member, rooms, createChance(own + at), () => over))
      await trouble({ postgres, proxy, chance: createChance(own + 100), ops: notes.ops })
      over = true
      await Promise.all(talking)
      const back = await Promise.all(people.map(({ name, token }) => comeBack(server, name, token)))
      const [ada] = back
      if (!ada) throw new Error('nobody came back')
      const final: FinalRoom[] = []
      for (const room of rooms) final.push(await wholeRoom(server, ada, back, room))
      const count = (outcome: Op['outcome']): number => notes.ops.filter((op) => op.outcome === outcome).length
      noteFault('F34', own, `${FAULTS} times gone: ${count('ok')} answered, ${count('unknown')} unsure, ${count('fail')} refused`)
      expect(check({ ...notes, final }).slice(0, 20), `HEARTH_TEST_SEED=${own} tries it again`).toEqual([])
      expect(count('unknown'), 'no fault met an open commit').toBeGreaterThan(3)
    } finally {
      for (const member of members) member.close()
      folder.drop()
    }
  },
)

/** One message after the other; what was not kept for sure is said again until it is. */
async function talk(member: Member, rooms: readonly RoomId[], chance: Chance, isOver: () => boolean): Promise<void> {
  const { client, name } = member
  await settleIn(member, rooms)
  for (let turn = 0; !isOver(); turn++) {
    const room = chance.pick(rooms)
    if (room === undefined) return
    client.send(room, `${name} says ${turn}`)
    await until(
      `${name} to be answered`,
      () => {
        for (const { state, clientId } of client.state.outbox) if (state === 'failed') client.retry(clientId)
        return client.state.outbox.length === 0
      },
      { within: 60_000, every: 50, seen: () => [client.state.connection, client.state.outbox] },
    )
  }
}

/** One fault after another, each after some talk that shows that the one before is healed. */
async function trouble({
  postgres,
  proxy,
  chance,
  ops,
}: {
  postgres: Postgres
  proxy: Proxy
  chance: Chance
  ops: readonly Op[]
}): Promise<void> {
  const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'cut'"
  const answered = (): number => ops.filter(({ outcome }) => outcome === 'ok').length
  for (let fault = 0; fault < FAULTS; fault++) {
    const before = answered()
    await until(`talk after ${fault} faults`, () => answered() > before + chance.between(3, 15), { within: 90_000, seen: answered })
    // The next two connections break in the middle of some answer; those after them are whole.
    const [from, bytes] = [proxy.seen, chance.between(600, 6000)]
    proxy.weather((at) => (fault % 4 === 1 && at < from + 2 ? { down: { after: { bytes, then: 'break' } } } : {}))
    if (fault % 4 === 3) postgres.run('psql', '-d', 'postgres', '-qc', end)
    else proxy.breakAll()
  }
  proxy.weather(() => ({}))
  proxy.breakAll()
}
