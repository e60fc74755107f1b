// The process of the engine. Whatever goes wrong here ends this process and nothing else.
import { randomBytes } from 'node:crypto'
import type { EngineSettings } from './engine.ts'
import { createForwarder, type Forwarder } from './media/forward.ts'
import { openWerift } from './media/werift.ts'
import type { News, Order } from './orders.ts'

let forwarder: Forwarder | undefined

const tell = (news: News): void => void process.send?.(news, undefined, undefined, () => undefined)

function begin(settings: EngineSettings): Forwarder {
  return createForwarder({
    settings,
    openTransport: openWerift(settings).open,
    chance: () => randomBytes(4).readUInt32BE(0),
    clock: () => performance.now(),
    log: (says, cause) => tell({ is: 'trouble', says, cause: String(cause) }),
    ear: {
      offered: (peer, number, n, sdp) => tell({ is: 'offered', peer, number, n, sdp }),
      connected: (peer, number, connected) => tell({ is: 'connected', peer, number, connected }),
      slots: (peer, number, slots) => tell({ is: 'slots', peer, number, slots }),
      speaking: (call, peers) => tell({ is: 'speaking', call, peers }),
      heard: (peers) => tell({ is: 'heard', peers }),
      left: (peer, number) => tell({ is: 'left', peer, number }),
      lost: () => undefined,
    },
  })
}

function carryOut(order: Order): void {
  switch (order.do) {
    case 'begin':
      forwarder = begin(order.settings)
      return
    case 'open':
      return forwarder?.open(order)
    case 'close':
      return forwarder?.close(order.peer)
    case 'allow':
      return forwarder?.allow(order.peer, order.may)
    case 'answer':
      return forwarder?.answer(order.peer, order.number, order.n, order.answer)
    case 'want':
      return forwarder?.want(order.peer, order.videos)
    case 'statistics':
      return tell({ is: 'statistics', ask: order.ask, numbers: forwarder?.statistics(order.call) ?? [] })
    default:
      order satisfies never
  }
}

process.on('message', (order: Order) => carryOut(order))
process.on('disconnect', () => process.exit(0))
