// Every tongue the load generator has.
import type { TongueMaker } from '../tongue.ts'
import { bareRoom, keptLines } from './bare.ts'
import { hearth } from './hearth.ts'

export const tongues = { hearth, bareRoom, keptLines } as const satisfies Record<string, TongueMaker>
export type TongueName = keyof typeof tongues
