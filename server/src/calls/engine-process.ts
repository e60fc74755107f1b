// The process of the engine. What goes wrong about one peer ends the way of that one; anything else ends this process, and nothing but it.
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import type { CallId } from '@hearth/protocol/ids.ts'
import type { EngineEar, EngineSettings } from './engine.ts'
import { createForwarder, type Forwarder } from './media/forward.ts'
import { openWerift } from './media/werift.ts'
import type { News, Order } from './orders.ts'
import { loadMediasoup } from './soup/api.ts'
import { createSoup } from './soup/forward.ts'

let forwarder: Forwarder | undefined

const tell = (news: News): void => void process.send?.(news, undefined, undefined, () => undefined)

const trouble = (says: string, cause: unknown): void => tell({ is: 'trouble', says, cause: wordsOf(cause) })
const wordsOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause))

const ear: EngineEar = {
  offered: (peer, number, n, sdp) => tell({ is: 'offered', peer, number, n, sdp }),
  connected: (peer, number, connected) => tell({ is: 'connected', peer, number, connected }),
  slots: (peer, number, slots) => tell({ is: 'slots', peer, number, slots }),
  speaking: (call, peers) => tell({ is: 'speaking', call, peers }),
  heard: (peers) => tell({ is: 'heard', peers }),
  left: (peer, number) => tell({ is: 'left', peer, number }),
  lost: () => undefined,
}

/** The one that carries packets goes before all else (process.ts); the compiler and the collector beside it do not keep it waiting. */
function holdHelpersBack(): void {
  for (const thread of helpers()) {
    try {
      setPriority(thread, getPriority(process.ppid))
    } catch {
      // It has ended meanwhile, or the system lets nobody: the others are held back all the same.
    }
  }
}

/** Linux keeps a priority for each thread, under its number. Other systems have one for all of a process. */
function helpers(): readonly number[] {
  try {
    const threads = readdirSync('/proc/self/task').map(Number)
    return threads.filter((thread) => thread !== process.pid)
  } catch {
    return []
  }
}

/** Where others keep it from its work, that counts as well: what waits for it waits as long. */
function createBusy(): () => number {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}

function begin(settings: EngineSettings): Forwarder {
  holdHelpersBack()
  const common = {
    ...{ settings, ear },
    chance: () => randomBytes(4).readUInt32BE(0),
    clock: () => performance.now(),
    busy: createBusy(),
    log: trouble,
  }
  switch (settings.engine) {
    case 'werift':
      return createForwarder({
        ...common,
        openTransport: openWerift(settings, (cause) => common.log('a packet of somebody could not be taken', cause)).open,
      })
    case 'mediasoup':
      return createSoup({ ...common, soup: loadMediasoup(), died: () => process.exit(1) })
  }
}

/** Where it fails, whoever asked hears nothing, and no longer waits after a while. */
async function count(ask: number, call: CallId): Promise<void> {
  try {
    tell({ is: 'statistics', ask, numbers: (await forwarder?.statistics(call)) ?? [] })
  } catch (cause) {
    trouble('a call could not be counted', cause)
  }
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
    case 'sized':
      return forwarder?.sized(order.peer, order.cameraLines)
    case 'answer':
      return forwarder?.answer(order.peer, order.number, order.n, order.answer)
    case 'restart':
      return forwarder?.restart(order.peer, order.number)
    case 'want':
      return forwarder?.want(order.peer, order.videos)
    case 'statistics':
      return void count(order.ask, order.call)
    case 'ping':
      return tell({ is: 'pong' })
    default:
      order satisfies never
  }
}

process.on('message', (order: Order) => {
  try {
    carryOut(order)
  } catch (cause) {
    trouble(`the engine of calls could not do what it was told: ${order.do}`, cause)
  }
})
process.on('disconnect', () => process.exit(0))
// Nothing is known of what is left: it ends, as it would anyhow, but in the server's log stands why.
process.on('uncaughtException', (cause) => {
  process.send?.({ is: 'trouble', says: 'the engine of calls met a fault', cause: wordsOf(cause) } satisfies News, () => process.exit(1))
})
