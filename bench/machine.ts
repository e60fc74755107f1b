// The machine, as it stands in every result.
import { cpus, release, totalmem } from 'node:os'
import { megabytes, pinned } from './measure.ts'

export const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryMB: megabytes(totalmem()),
  kernel: release(),
  node: process.version,
  pinned,
} as const

export const machineInWords = `${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}, ${
  pinned ? 'server and load on a core each' : 'NOT pinned to cores: compare nothing but ratios'
}`
