// Examples of what admins ask for.
import type { AdminCommandName } from './admin-commands.ts'
import type { CommandExample } from './examples.ts'

const at = 1_764_000_000_000

export const adminCommandExamples: { readonly [N in AdminCommandName]: CommandExample<N> } = {
  'server.figures': {
    takes: {},
    gives: {
      figures: {
        ...{ version: '0.1.0', at, startedAt: at - 86_400_000, people: 12, connections: 17, asked: 48_210, said: 1204 },
        ...{ memoryBytes: 182_000_000, processorMs: 61_000, lagMs: 1.4, databaseBytes: 48_000_000, diskFreeBytes: 91_000_000_000 },
        gateways: [{ name: 'pychat', port: 8000 }],
      },
    },
    refuses: [{ every: 1 }],
  },
}
