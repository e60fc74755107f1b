// Everybody in one group and one channel, made by our own client.

import { password } from '#harness/cast.ts'
import type { Reachable } from '#harness/running.ts'
import { connect } from '#harness/wire.ts'
import type { Seat } from './driver.ts'

/** `Workshop`, in which all speak, and `Notices`, in which all may. Made by somebody called host. */
export async function gather(server: Reachable, seats: readonly Seat[]): Promise<void> {
  await using host = await connect(server)
  await host.ask('account.register', { name: 'host', password })
  const ids = await Promise.all(
    seats.map(async ({ name }) => {
      const { people } = await host.ask('people.search', { text: name })
      const found = people.find((one) => one.name === name)
      if (found === undefined) throw new Error(`${name} is not here`)
      return found.id
    }),
  )
  await host.ask('room.create', { kind: 'group', name: 'Workshop', public: true, members: ids })
  const { room } = await host.ask('room.create', { kind: 'channel', name: 'Notices', public: true, members: ids })
  for (const user of ids) await host.ask('room.role', { room: room.id, user, role: 'admin' })
}
