// The load generator: a process of its own, told what to do by the one that started it (bench/generator.ts).

import type { Order, Reply } from './orders.ts'
import { type OpenParty, openParty } from './party.ts'

const parties = new Map<string, OpenParty>()

async function carryOut(order: Order): Promise<Reply> {
  if (order.do === 'enter') {
    parties.set(order.party, await openParty(order))
    return {}
  }
  const party = parties.get(order.party)
  if (!party) throw new Error(`there is no party ${order.party}`)
  if (order.do === 'verdict') return { verdict: await party.verdict() }
  if (order.do === 'leave') {
    party.close()
    parties.delete(order.party)
    return {}
  }
  return { ran: await party.run(order) }
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (reply) => process.send?.(reply),
    (cause: unknown) => process.send?.({ failed: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
  )
})
process.on('disconnect', () => process.exit(0))
