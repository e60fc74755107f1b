// Examples of what moderators and the admins of rooms ask for and hear, and what must be refused.

import type { CommandExample, EventExample } from './examples.ts'
import type { ReportId, RoomId } from './ids.ts'
import type { ModerationCommandName } from './moderation-commands.ts'
import type { moderationEvents } from './moderation-events.ts'
import type { RuleCommandName } from './rule-commands.ts'
import type { Message, User } from './shapes.ts'

type Shown = {
  readonly room: RoomId
  readonly message: Message
  readonly ada: User
  readonly bo: User
  readonly cy: User
  readonly at: number
}

const report = `01kb${'rep0rt'.padStart(22, '0')}` as ReportId

export const moderationCommandExamples = (shown: Shown): Examples<ModerationCommandName | RuleCommandName> => ({
  ...aboutPeople(shown),
  ...cleaning(shown),
  ...reporting(shown),
  ...ruling(shown),
})

type Examples<Name extends ModerationCommandName | RuleCommandName> = { readonly [N in Name]: CommandExample<N> }

function aboutPeople({ room, ada, bo, cy, at }: Shown): Examples<Exclude<ModerationCommandName, `report.${string}` | AboutTheLog>> {
  const user = cy.id
  return {
    'moderation.role': {
      takes: { user: bo.id, role: 'moderator' },
      gives: { user: { ...bo, role: 'moderator' } },
      refuses: [{ user: bo.id }, { user: bo.id, role: 'king' }, { user: 'bo', role: 'member' }],
    },
    'moderation.mute': {
      takes: { user, room, minutes: 60, reason: 'shouting' },
      gives: { until: at + 3_600_000 },
      refuses: [
        { user, minutes: 60 },
        { user, minutes: 0, reason: '' },
        { user, minutes: 60, reason: 'x'.repeat(251) },
      ],
    },
    'moderation.unmute': { takes: { user, room }, gives: {}, refuses: [{}, { user: 'cy' }] },
    'moderation.mutes': {
      takes: {},
      gives: { mutes: [{ user: cy, room: null, until: at, by: ada.id, reason: 'shouting', at }] },
      refuses: [{ room }],
    },
    'moderation.signout': { takes: { user }, gives: {}, refuses: [{}, { user: null }] },
    'moderation.whereabouts': { takes: { user }, gives: { addresses: [{ address: '192.168.1.7', people: 3 }] }, refuses: [{}] },
    'moderation.ban': {
      takes: { user, reason: 'threats', addresses: ['192.168.1.7'], devices: true, minutes: 1440 },
      gives: {},
      refuses: [
        { user },
        { user, reason: '', addresses: '192.168.1.7' },
        { user, reason: '', addresses: [''] },
        { user, reason: '', devices: false },
        { user, reason: '', minutes: 0 },
      ],
    },
    'moderation.unban': { takes: { user }, gives: {}, refuses: [{ user: '' }, { address: 7 }, { device: 'mine' }] },
    'moderation.bans': {
      takes: {},
      gives: { bans: [{ kind: 'user', value: cy.id, user: cy, reason: 'threats', at, until: at + 86_400_000 }] },
      refuses: [{ user }],
    },
  }
}

type AboutTheLog = 'moderation.purge' | 'moderation.audit'

function cleaning({ room, ada, cy, at }: Shown): Examples<AboutTheLog> {
  const user = cy.id
  return {
    'moderation.purge': {
      takes: { user, room },
      gives: { removed: 12, next: { room, seq: 4000 } },
      refuses: [{}, { user, from: 12 }, { user, room: 'workshop' }],
    },
    'moderation.audit': {
      takes: { limit: 50 },
      gives: {
        entries: [{ n: 7, at, by: ada.id, deed: 'ban.set', user: cy.id, room: null, detail: 'threats' }],
        people: [ada, cy],
        more: false,
      },
      refuses: [{ limit: 201 }, { before: 0 }],
    },
  }
}

function reporting({ room, message, bo, cy, at }: Shown): Examples<Extract<ModerationCommandName, `report.${string}`>> {
  const user = cy.id
  return {
    'report.make': {
      takes: { user, room, message: message.id, why: 'rude', words: 'He does so every day.' },
      gives: {},
      refuses: [{ user }, { user, why: 'dull' }, { user, why: 'rude', words: 'x'.repeat(1001) }],
    },
    'report.list': {
      takes: { open: true },
      gives: {
        reports: [
          {
            id: report,
            by: bo,
            user: cy,
            room,
            messageId: message.id,
            message,
            why: 'rude',
            words: 'He does so every day.',
            at,
            settled: null,
          },
        ],
        waiting: 1,
      },
      refuses: [{}, { open: 'yes' }, { open: true, limit: 101 }],
    },
    'report.settle': { takes: { report, outcome: 'removed' }, gives: {}, refuses: [{ report }, { report, outcome: 'shot' }] },
  }
}

function ruling({ room, cy, at }: Shown): Examples<RuleCommandName> {
  const user = cy.id
  return {
    'room.rules': {
      takes: { room, slowSeconds: 30, words: ['snake oil'] },
      gives: { seq: 16, rules: { slowSeconds: 30, filtered: true } },
      refuses: [{}, { room, slowSeconds: 0 }, { room, words: ['x'] }, { room, words: ['snake', 'snake'] }, { room, locked: 'yes' }],
    },
    'room.words': { takes: { room }, gives: { words: ['snake oil'] }, refuses: [{}] },
    'room.ask': { takes: { code: 'kind-otter-42' }, gives: {}, refuses: [{ code: '' }, { room: 'workshop' }] },
    'room.asking': { takes: { room }, gives: { people: [{ user: cy, at, role: 'admin' }] }, refuses: [{}] },
    'room.admit': {
      takes: { room, user, yes: true },
      gives: {},
      refuses: [
        { room, user },
        { room, yes: true },
      ],
    },
  }
}

export const moderationEventExamples = ({
  ada,
  cy,
  at,
}: Pick<Shown, 'ada' | 'cy' | 'at'>): {
  readonly [N in keyof typeof moderationEvents]: EventExample<N>
} => ({
  'room.ruled': {
    with: { rules: { slowSeconds: 30 }, at, by: ada.id },
    refuses: [
      { at, by: ada.id },
      { rules: { slowSeconds: 0 }, at, by: ada.id },
    ],
  },
  'room.asked': { with: { user: cy, at }, refuses: [{ user: cy.id, at }] },
  'pending.changed': { with: { waiting: 1 }, refuses: [{}, { waiting: -1 }] },
  'moderation.waiting': { with: { reports: 2 }, refuses: [{}, { reports: -1 }] },
})
