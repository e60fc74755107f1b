// What a sign-in opens: asked once, here, for every command, for files by whatever way they come and go, and for what older programs do
// beyond commands. What somebody may do in a room or on the server stands in permissions.ts; that is asked besides.
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { type Scope, scopeOf } from '@hearth/protocol/scopes.ts'
import type { Core } from './context.ts'
import { type AppNeeds, checkApp, needsOf } from './factors/apps.ts'
import { checkGuarded } from './factors/guard.ts'
import type { Caller } from './outcome.ts'
import { checkReach } from './tokens.ts'

/** What is no command: which scopes of a token, and which app password, will do. */
const beyond = {
  'file.bring': { scope: ['send'], app: 'chat' },
  'file.fetch': { scope: ['read'], app: 'read' },
  'export.take': { scope: ['read'], app: 'none' },
  /** Another secret to sign in with, by an older program. */
  'older.secret': { scope: [], app: 'none' },
} as const satisfies Record<string, { readonly scope: readonly Scope[]; readonly app: AppNeeds }>

export type Wanted = CommandName | keyof typeof beyond

/**
 * May a caller ask for this at all? Throws not_signed_in, banned where the device is shut out, not_in_scope, factor_required.
 */
export function checkMayAsk(core: Pick<Core, 'guard' | 'bans'>, caller: Caller, wanted: Wanted): void {
  const more = isBeyond(wanted) ? beyond[wanted] : undefined
  if (caller.kind !== 'signed-in' && (isBeyond(wanted) || commands[wanted].by === 'signed-in')) throw new ChatError('not_signed_in')
  // Whatever is asked, and by whatever account: a device that is shut out is out.
  if (core.bans.hasDevice(caller.device)) throw new ChatError('banned')
  if (caller.kind !== 'signed-in') return
  if (caller.scope !== undefined) checkReach(caller.scope, more?.scope ?? scopeOf[wanted] ?? [])
  if (caller.app !== undefined) checkApp(caller.app, more?.app ?? needsOf(wanted))
  checkGuarded(core, caller, wanted)
}

const isBeyond = (wanted: Wanted): wanted is keyof typeof beyond => wanted in beyond
