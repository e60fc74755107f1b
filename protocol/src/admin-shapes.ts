// What whoever looks after the server sees of it.
import { type Static, Type } from 'typebox'
import { At } from './ids.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const Figures = Type.Object({
  version: Type.String(),
  at: At,
  startedAt: At,
  people: count('here now'),
  connections: count('signed in'),
  asked: count('requests since the start'),
  said: count('messages since the start'),
  memoryBytes: count('of the process, calls and pictures not counted'),
  processorMs: count('of the process since the start'),
  lagMs: Type.Number({ minimum: 0, description: 'how late the process comes to what is due: 99 of 100 times no later than this, lately' }),
  databaseBytes: count('0: it is elsewhere'),
  diskFreeBytes: count('where the data is'),
  gateways: Type.Array(Type.Object({ name: Type.String(), port: Type.Integer() })),
})
export type Figures = Static<typeof Figures>
