// What admins ask for and change of the machine the server runs on: limits, gateways, certificate, backups, other people’s sign-ins, the log.
import { Type } from 'typebox'
import { type CommandRow, nothing, takes } from './command-row.ts'
import { SessionId, UserId } from './ids.ts'
import { BackupsKept, Certificate, GatewaySet, LimitSet, LogLevel, LogLine, Machine, OthersSession } from './machine-shapes.ts'
import { orNull } from './shapes.ts'

const asAdmin = ['not_allowed'] as const

export const machineCommands = {
  'admin.machine': {
    says: 'Versions, the certificate, and backups, as admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ machine: Machine }),
    fails: asAdmin,
  },
  'admin.limits': {
    says: 'Every limit: what holds, what the settings of the start say, and when a change holds. As admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ limits: Type.Array(LimitSet) }),
    fails: asAdmin,
  },
  'admin.limit': {
    says: 'Change a limit, for good; null: as the settings of the start say. Clients that are connected learn of it when they connect anew. As admin.',
    by: 'signed-in',
    takes: takes({
      name: Type.String({ minLength: 1, maxLength: 64 }),
      value: orNull(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    }),
    gives: Type.Object({ limit: LimitSet }),
    fails: [...asAdmin, 'bad_request'],
  },
  'admin.gateways': {
    says: 'The gateways for older programs, what each leaves readable, and where it is open. As admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ gateways: Type.Array(GatewaySet) }),
    fails: asAdmin,
  },
  'admin.gateway': {
    says: 'Turn a gateway on or off, for good; null: as the settings of the start say. Off holds at once, on at once where it was on at the start, else from the next one on. As admin.',
    by: 'signed-in',
    takes: takes({ name: Type.String({ minLength: 1, maxLength: 64 }), on: orNull(Type.Boolean()) }),
    gives: Type.Object({ gateway: GatewaySet }),
    fails: [...asAdmin, 'bad_request', 'gateway_failed'],
  },
  'admin.renew': {
    says: 'Make the server’s certificate anew, or read the owner’s files again, without a restart. Nobody has to trust anything again. As admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ certificate: Certificate }),
    fails: asAdmin,
  },
  'admin.plan': {
    says: 'Make a backup every so often and keep so many, in the folder there was before or else beside the data folder (`DATA-backups`); null: none by themselves. As admin.',
    by: 'signed-in',
    takes: takes({
      everyHours: orNull(Type.Integer({ minimum: 1, maximum: 8760 })),
      keep: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    }),
    gives: Type.Object({ backups: BackupsKept }),
    fails: asAdmin,
  },
  'admin.backup': {
    says: 'Begin a backup now, into the folder of the plan; `admin.machine` says what came of it. One at a time. As admin.',
    by: 'signed-in',
    takes: nothing,
    gives: Type.Object({ backups: BackupsKept }),
    fails: asAdmin,
  },
  'admin.sessions': {
    says: 'Where somebody of lower standing is signed in, as moderator.',
    by: 'signed-in',
    takes: takes({ user: UserId }),
    gives: Type.Object({ sessions: Type.Array(OthersSession) }),
    fails: [...asAdmin, 'user_unknown'],
  },
  'admin.end': {
    says: 'End one of those sign-ins at once, as moderator.',
    by: 'signed-in',
    takes: takes({ user: UserId, session: SessionId }),
    gives: nothing,
    fails: [...asAdmin, 'user_unknown', 'session_unknown'],
  },
  'admin.log': {
    says: 'What the server has written to its log since it started, the newest first; from behind `before` on. As admin.',
    by: 'signed-in',
    takes: takes({ least: Type.Optional(LogLevel), before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })) }),
    gives: Type.Object({ lines: Type.Array(LogLine), more: Type.Boolean() }),
    fails: asAdmin,
  },
} as const satisfies Record<string, CommandRow>

export type MachineCommandName = keyof typeof machineCommands
