// Roles, silence, the end of sign-ins, and the log of what was done, from the command line.
import type { Settled } from '#server/config.ts'
import { operate } from './control.ts'
import { day, say, table } from './table.ts'

export async function setRole(settled: Settled, { name, role }: { readonly name: string; readonly role: string }): Promise<void> {
  const given = await operate(settled, 'user.role', { name, role })
  say(`${given.name} is ${given.role} now.`)
}

export async function mute(
  settled: Settled,
  { name, minutes, reason }: { readonly name: string; readonly minutes: number; readonly reason: string },
): Promise<void> {
  const { name: who, until } = await operate(settled, 'user.mute', { name, minutes, reason })
  say(until === null ? `${who} may speak again.` : `${who} can say nothing until ${day(until)}.`)
}

export async function signOut(settled: Settled, { name }: { readonly name: string }): Promise<void> {
  const { name: who } = await operate(settled, 'user.signout', { name })
  say(`${who} is signed out everywhere.`)
}

export async function unlock(settled: Settled, { name }: { readonly name: string }): Promise<void> {
  const { name: who } = await operate(settled, 'user.unlock', { name })
  say(`${who} has no second step any more, and is signed out everywhere. The password alone lets them in until they set one up anew.`)
}

export async function showAudit(settled: Settled, { most }: { readonly most: number }): Promise<void> {
  const { lines } = await operate(settled, 'audit.show', { most })
  table(
    ['WHEN', 'WHO', 'DID', 'TO', 'WHERE', 'MORE'],
    lines.map(({ at, by, deed, user, room, detail }) => [day(at), by ?? '(command line)', deed, user ?? '', room ?? '', detail]),
  )
}
