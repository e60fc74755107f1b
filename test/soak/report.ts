// What a soak was, in a few lines.
import type { Op } from '../harness/checker.ts'
import type { Soak } from './run.ts'

const MB = 1_048_576

export function reported(soak: Soak): string {
  const { seed, kills, storms, counts, ops, heard, entries, files, connections, slowestStart, memory, ends, settledIn, wrong } = soak
  const count = (outcome: Op['outcome']): number => ops.filter((op) => op.outcome === outcome).length
  const mb = (bytes: number): string => `${(bytes / MB).toFixed(0)} MB`
  return [
    `seed ${seed}: the server was killed ${kills} times, the slowest start took ${slowestStart} ms; all lines were broken at once ${storms} times`,
    `${count('ok')} requests answered, ${count('unknown')} without an answer, ${count('fail')} refused; ${heard} events heard, ${entries} entries kept`,
    `${connections} connections, ${counts.drops} of them dropped by their owners, ${counts.stalls} times nobody read; ${files} files posted`,
    `lines ended: ${[...ends].map(([why, many]) => `${why} ${many} times`).join(', ')}; everybody held the end of every room after ${settledIn} ms`,
    `memory: ${mb(memory.before)} after warming up, ${mb(memory.after)} at the end (floors of the second and the last third), ${mb(memory.most)} at most: ${memory.is}`,
    wrong.length === 0
      ? 'the history checker found nothing, everybody shows what is kept, every file is whole'
      : `WRONG (--seed ${seed} tries it again):\n${wrong.map((one) => `  ${one}`).join('\n')}`,
  ].join('\n')
}
