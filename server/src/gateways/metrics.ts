// /metrics: the figures as Prometheus reads them, for an admin's token, or the key of the data folder.
import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import type { FastifyInstance } from 'fastify'
import type { Chat } from '#core/chat.ts'
import { createPace, memberOf, type Pace, secretOf } from './asking.ts'
import { hasKey } from './control.ts'
import { asFailure, type Log, sendFailure } from './failures.ts'

export type MetricsGiven = {
  readonly chat: Chat
  readonly log: Log
  readonly control: { readonly key: string }
  readonly figures: () => Promise<Figures>
  readonly healthy: () => Promise<boolean>
}

const PER_SECOND = 5

export function addMetrics(app: FastifyInstance, { chat, log, control, figures, healthy }: MetricsGiven): void {
  const pace: Pace = createPace(PER_SECOND)
  app.get('/metrics', async (request, reply) => {
    try {
      await pace.check(request.visitor.address, undefined)
      const now = hasKey(request, control.key)
        ? await figures()
        : (await chat.execute(await memberOf(chat, request, secretOf(request).token), 'server.figures', {})).reply.figures
      return reply
        .type('text/plain; version=0.0.4; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(asText(now, await healthy()))
    } catch (error) {
      return sendFailure(reply, asFailure(log, 'metrics', error))
    }
  })
}

type Row = readonly [name: string, kind: 'gauge' | 'counter', help: string, value: number]

/** The text form of Prometheus, 0.0.4. */
export function asText(now: Figures, isHealthy: boolean): string {
  const rows: readonly Row[] = [
    ['hearth_up', 'gauge', 'Can the store be written to?', isHealthy ? 1 : 0],
    ['hearth_start_time_seconds', 'gauge', 'When the server started.', now.startedAt / 1000],
    ['hearth_people', 'gauge', 'People who are here.', now.people],
    ['hearth_connections', 'gauge', 'Connections that are signed in.', now.connections],
    ['hearth_requests_total', 'counter', 'Requests since the start.', now.asked],
    ['hearth_messages_total', 'counter', 'Messages since the start.', now.said],
    ['hearth_memory_bytes', 'gauge', 'Memory of the process.', now.memoryBytes],
    ['hearth_processor_seconds_total', 'counter', 'Processor time of the process.', now.processorMs / 1000],
    ['hearth_event_loop_lag_seconds', 'gauge', '99th percentile of how late the process comes to what is due.', now.lagMs / 1000],
    ['hearth_database_bytes', 'gauge', 'Size of the database; 0 where it is elsewhere.', now.databaseBytes],
    ['hearth_disk_free_bytes', 'gauge', 'Free where the data is.', now.diskFreeBytes],
  ]
  const lines = rows.flatMap(([name, kind, help, value]) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, `${name} ${value}`])
  const info = [
    '# HELP hearth_info The version.',
    '# TYPE hearth_info gauge',
    `hearth_info{version="${now.version.replace(/["\\\n]/g, '')}"} 1`,
  ]
  return `${[...info, ...lines].join('\n')}\n`
}
