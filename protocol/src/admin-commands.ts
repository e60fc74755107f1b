// What admins ask for about the server itself.
import { Type } from 'typebox'
import { Figures } from './admin-shapes.ts'
import { type CommandRow, nothing } from './command-row.ts'

export const adminCommands = {
  'server.figures': {
    says: 'How the server is doing just now, as admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ figures: Figures }),
    fails: ['not_allowed'],
  },
} as const satisfies Record<string, CommandRow>

export type AdminCommandName = keyof typeof adminCommands
