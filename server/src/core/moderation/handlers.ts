// Who carries out what moderators, and the admins of rooms, ask for.
import type { ModerationCommandName } from '@hearth/protocol/moderation-commands.ts'
import type { RuleCommandName } from '@hearth/protocol/rule-commands.ts'
import type { Handler } from '../context.ts'
import * as audit from './audit.ts'
import * as banning from './banning.ts'
import * as people from './people.ts'
import { purge } from './purging.ts'
import * as reports from './reports.ts'
import * as rules from './rules.ts'

export const moderation: { readonly [N in ModerationCommandName | RuleCommandName]: Handler<N> } = {
  'moderation.role': people.setRole,
  'moderation.mute': people.mute,
  'moderation.unmute': people.unmute,
  'moderation.mutes': people.listMutes,
  'moderation.signout': people.signOut,
  'moderation.whereabouts': banning.whereabouts,
  'moderation.ban': banning.ban,
  'moderation.unban': banning.unban,
  'moderation.bans': banning.list,
  'moderation.purge': purge,
  'moderation.audit': audit.list,
  'report.make': reports.make,
  'report.list': reports.list,
  'report.settle': reports.settle,
  'room.rules': rules.setRules,
  'room.words': rules.listWords,
  'room.ask': rules.ask,
  'room.asking': rules.listAsking,
  'room.admit': rules.admit,
}
