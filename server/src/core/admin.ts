// What admins ask for about the server itself.
import type { AdminCommandName } from '@hearth/protocol/admin-commands.ts'
import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import { type Handler, inRead, quietly } from './context.ts'
import { checkStaff } from './moderation/staff.ts'

/** Where nobody serves, there is nothing to measure. */
export const noFigures = (): Promise<Figures> => Promise.reject(new Error('no server runs here'))

const figures: Handler<'server.figures'> = async (core, caller) => {
  await core.store.read((tx) => checkStaff(tx, caller, 'seeFigures'))
  const now = await core.figures()
  return inRead(async () => quietly({ figures: now }))
}

export const admin: { readonly [N in AdminCommandName]: Handler<N> } = { 'server.figures': figures }
