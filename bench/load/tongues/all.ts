// Every tongue the load generator has.
import type { TongueMaker } from '../tongue.ts'
import { bareRoom, keptLines } from './bare.ts'
import { hearth } from './hearth.ts'
import { irc } from './irc.ts'
import { mqtt } from './mqtt.ts'
import { nats } from './nats.ts'
import { socketio } from './socketio.ts'
import { xmpp } from './xmpp.ts'

export const tongues = { hearth, bareRoom, keptLines, nats, irc, mqtt, socketio, xmpp } as const satisfies Record<string, TongueMaker>
export type TongueName = keyof typeof tongues
