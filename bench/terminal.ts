// What the terminal client costs: measured in a process of its own, which prints what it found.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '#harness/server.ts'

type Times = { readonly medianMs: number; readonly p99Ms: number; readonly worstMs: number }
export type TerminalCost = {
  readonly messages: number
  readonly startMs: number
  readonly typing: Times & { readonly cpuMs: number; readonly cpuP99Ms: number; readonly cpuWorstMs: number; readonly bytesPerKey: number }
  readonly scroll: Times & { readonly cpuMs: number; readonly reached: number }
  readonly deep: { readonly reached: number; readonly pages: Times; readonly typing: Times & { readonly cpuMs: number } }
  readonly flood: Times & { readonly perSecond: number; readonly heard: number; readonly longestWaitMs: number }
  readonly rssMB: number
}

export function measureTerminal(): TerminalCost {
  const program = join(root, 'terminal/src/testing/measure.ts')
  return JSON.parse(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', program], { encoding: 'utf8' }))
}

export const terminalInWords = ({
  messages,
  startMs,
  typing,
  scroll,
  deep,
  flood,
  rssMB,
}: TerminalCost): readonly (readonly string[])[] => [
  [`terminal, first frame with ${messages} messages kept`, `${startMs} ms`],
  ['terminal, key to frame', `${typing.medianMs} ms, 99 % below ${typing.p99Ms} ms`],
  ['  of the processor', `${typing.cpuMs} ms, 99 % below ${typing.cpuP99Ms} ms, at most ${typing.cpuWorstMs} ms`],
  ['  written to the terminal', `${typing.bytesPerKey} B`],
  ['terminal, a page up from the log', `${scroll.medianMs} ms`],
  [`  ${deep.reached} messages back`, `${deep.pages.medianMs} ms`],
  [`terminal, key to frame ${deep.reached} messages back`, `${deep.typing.medianMs} ms, 99 % below ${deep.typing.p99Ms} ms`],
  [`terminal, key to frame while ${flood.perSecond} messages a second come`, `${flood.medianMs} ms, 99 % below ${flood.p99Ms} ms`],
  ['terminal, memory after all that', `${rssMB} MB`],
]
