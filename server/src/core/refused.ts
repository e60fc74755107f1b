// Who asked for what they may not do, in the audit log: for commands, for files by whatever way they come, for what is taken along, and for what
// older programs do beyond commands.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Core } from './context.ts'
import type { Wanted } from './may-ask.ts'
import type { Caller } from './outcome.ts'

const REFUSED: ReadonlySet<string> = new Set(['not_allowed', 'not_in_scope', 'not_a_member', 'may_not_speak', 'file_kind_refused'])

export function noteRefusal({ watch }: Pick<Core, 'watch'>, caller: Caller, wanted: Wanted | undefined, fault: unknown): void {
  if (caller.kind === 'signed-in' && fault instanceof ChatError && REFUSED.has(fault.code))
    watch.saw({ deed: 'refused', kind: wanted, by: caller.user, from: caller.address, detail: `${wanted}: ${fault.code}` })
}

/** What is no command: refused, it is noted. Rejects with what `work` rejects with. */
export async function noting<T>(core: Pick<Core, 'watch'>, caller: Caller, wanted: Wanted, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (fault) {
    noteRefusal(core, caller, wanted, fault)
    throw fault
  }
}
