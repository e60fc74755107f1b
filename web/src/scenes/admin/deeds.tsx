// What the audit log's deeds are called. A sentence each, so that every language orders it as it speaks.
import type { AuditedDeed } from '@hearth/protocol/moderation-shapes.ts'
import type { ReactNode } from 'react'
import { t } from '../../text/t.ts'

type Sentence = (about: { readonly person: ReactNode }) => ReactNode

const sentences: Readonly<Record<AuditedDeed, Sentence>> = {
  'role.given': (about) => t.parts('{person} has another role', about),
  'mute.set': (about) => t.parts('{person} was muted', about),
  'mute.lifted': (about) => t.parts('{person} may speak again', about),
  'ban.set': (about) => t.parts('{person} was shut out', about),
  'ban.lifted': (about) => t.parts('{person} was let in again', about),
  'person.signed-out': (about) => t.parts('{person} was signed out', about),
  'messages.purged': (about) => t.parts('Messages of {person} were removed', about),
  'message.removed': (about) => t.parts('A message of {person} was removed', about),
  'report.settled': (about) => t.parts('A report about {person} was settled', about),
  'room.ruled': () => t('A room has other rules'),
  'room.put-out': (about) => t.parts('{person} was put out of a room', about),
  'room.role': (about) => t.parts('{person} has another role in a room', about),
  'room.deleted': () => t('A room was deleted'),
  'room.admitted': (about) => t.parts('{person} was let into a room', about),
  'room.refused': (about) => t.parts('{person} was not let into a room', about),
  'account.made': (about) => t.parts('An account was made: {person}', about),
  'account.deleted': (about) => t.parts('An account was deleted: {person}', about),
  'account.approved': (about) => t.parts('{person} was let in at the door', about),
  'account.refused': (about) => t.parts('{person} was turned away at the door', about),
  'account.off': (about) => t.parts('The account of {person} was switched on or off', about),
  'account.connected': (about) => t.parts('{person} connected another way to sign in', about),
  'account.parted': (about) => t.parts('{person} parted from another way to sign in', about),
  'password.set': (about) => t.parts('{person} has a new password', about),
  'password.link': (about) => t.parts('A link for a new password was made for {person}', about),
  'invite.made': () => t('An invitation was made'),
  'settings.changed': () => t('Settings of the server were changed'),
  'backup.made': () => t('A backup was made'),
  'export.taken': () => t('An export was taken'),
  'token.made': () => t('A token was made'),
  'token.ended': () => t('A token was ended'),
  'signed-in': (about) => t.parts('{person} signed in', about),
  'sign-in.failed': (about) => t.parts('Somebody could not sign in as {person}', about),
  refused: () => t('Something was refused'),
  'codes.on': (about) => t.parts('{person} switched codes from an app on', about),
  'codes.off': (about) => t.parts('{person} switched codes from an app off', about),
  'codes.renewed': (about) => t.parts('{person} has new recovery codes', about),
  'recovery-code.used': (about) => t.parts('{person} used a recovery code', about),
  'second-step.reset': (about) => t.parts('The second step of {person} was taken away', about),
  'passkey.added': (about) => t.parts('{person} added a passkey', about),
  'passkey.removed': (about) => t.parts('A passkey of {person} was removed', about),
  'app-password.made': (about) => t.parts('{person} made an app password', about),
  'app-password.ended': (about) => t.parts('An app password of {person} was ended', about),
}

/** @param deed as `moderation.audit` names it, say `ban.set`; one that this page does not know yet stands as it is */
export const deedInWords = (deed: string, person: ReactNode): ReactNode => (isKnown(deed) ? sentences[deed]({ person }) : deed)

const isKnown = (deed: string): deed is AuditedDeed => Object.hasOwn(sentences, deed)
