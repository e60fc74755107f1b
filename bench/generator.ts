// Starts the load generator on the load's core and asks it for runs.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { inTime } from '#harness/until.ts'
import type { Order, Ran, Reply, Run } from './load/orders.ts'
import type { Scenario } from './scenarios.ts'
import type { Started } from './servers/start.ts'

export type Generator = AsyncDisposable & {
  /** Brings everybody of the scenario to their rooms on that server. */
  enter(party: string, server: Pick<Started, 'tongue' | 'address'>, scenario: Scenario, recorded?: boolean): Promise<void>
  run(order: Omit<Run, 'do'>): Promise<Ran>
  /** What the history checker says of a recorded party. */
  verdict(party: string): Promise<readonly string[]>
  leave(party: string): Promise<void>
}

export function startGenerator(): Generator {
  const child = fork(fileURLToPath(new URL('./load/main.ts', import.meta.url)), { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const gone = once(child, 'exit')

  async function order(what: Order): Promise<Reply> {
    const answer = once(child, 'message')
    child.send(what)
    const early = gone.then(() => {
      throw new Error('the load generator ended')
    })
    const [reply]: Reply[] = await inTime(`${what.do} of ${what.party}`, Promise.race([answer, early]), 600_000)
    if (reply?.failed !== undefined) throw new Error(`${what.do} of ${what.party}: ${reply.failed}`)
    return reply ?? {}
  }

  return {
    enter: async (party, { tongue, address }, scenario, recorded = false) =>
      void (await order({ do: 'enter', party, tongue, address, scenario, recorded })),
    run: async (run) => {
      const { ran } = await order({ do: 'run', ...run })
      if (!ran) throw new Error(`${run.party} gave no result`)
      return ran
    },
    verdict: async (party) => (await order({ do: 'verdict', party })).verdict ?? [],
    leave: async (party) => void (await order({ do: 'leave', party })),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}
