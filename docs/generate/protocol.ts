// docs/protocol.md, made from the tables of `protocol`.
import { Call, CallEnd, IceServer, Participant, PastCall, Slot, Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import { type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import { type EventName, events } from '@hearth/protocol/events.ts'
import { commandExamples, eventExamples } from '@hearth/protocol/examples.ts'
import { alwaysPossible } from '@hearth/protocol/fails.ts'
import { CallId, FileId, MessageId, ParticipantId, RoomId, Seq, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { Limits } from '@hearth/protocol/limits.ts'
import {
  FileCard,
  FileKind,
  Member,
  Message,
  Presence,
  Reaction,
  Role,
  Room,
  RoomFacts,
  RoomKind,
  Session,
  Storage,
  User,
} from '@hearth/protocol/shapes.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import { introduction } from './introduction.ts'
import { place } from './place.ts'
import { fields, type Named, plain, typeOf } from './words.ts'

const shapes = {
  User,
  Room,
  RoomFacts,
  Member,
  Message,
  Reaction,
  FileCard,
  FileKind,
  Storage,
  Session,
  Presence,
  Call,
  Participant,
  PastCall,
  CallEnd,
  Source,
  Slot,
  Wanted,
  IceServer,
  Limits,
  RoomKind,
  Role,
  UserId,
  RoomId,
  MessageId,
  SessionId,
  FileId,
  CallId,
  ParticipantId,
  Seq,
}
const named: Named = new Map(Object.entries(shapes).map(([name, schema]) => [JSON.stringify(plain(schema)), name]))
const json = (value: unknown): string => ['```json', JSON.stringify(value), '```'].join('\n')
const codes = (list: readonly ErrorCode[]): string => list.map((code) => `\`${code}\``).join(', ')

/** The whole document. */
export function protocolMarkdown(): string {
  return (
    [
      introduction(PROTOCOL_VERSION, codes(alwaysPossible)),
      '## Commands',
      ...(Object.keys(commands) as CommandName[]).map(command),
      '## Events',
      'Logged events have `room` and `seq` and come again on resume. Personal ones are kept, but as part of what `session.resume` answers. Passing ones are forgotten at once.',
      ...(Object.keys(events) as EventName[]).map(event),
      '## Shapes',
      ...Object.entries(shapes).map(([name, schema]) => shape(name, plain(schema))),
      '## Errors',
      errorTable(),
      '## Limits',
      'What holds on a server is said in `server.hello`; these are the standard values.',
      limitTable(),
    ].join('\n\n') + '\n'
  )
}

function command(name: CommandName): string {
  const row = commands[name]
  const list = fields(plain(row.takes), named)
  const gives = fields(plain(row.gives), named)
  return [
    `### ${name}`,
    `${row.says}${row.by === 'anyone' ? ' *Possible before signing in.*' : ''}`,
    ['Takes:', ...(list.length > 0 ? list : ['- nothing'])].join('\n'),
    ['Gives:', ...(gives.length > 0 ? gives : ['- nothing'])].join('\n'),
    `Fails: ${row.fails.length > 0 ? codes(row.fails) : 'only as any command may'}`,
    json({ id: 7, do: name, with: commandExamples[name].takes }),
    json({ id: 7, ok: commandExamples[name].gives }),
  ].join('\n\n')
}

function event(name: EventName): string {
  const row = events[name]
  return [
    `### ${name} (event)`,
    `${row.says} *${row.lasts}*`,
    fields(plain(row.with), named).join('\n'),
    json({ event: name, ...place(name), with: eventExamples[name].with }),
  ].join('\n\n')
}

function shape(name: string, schema: ReturnType<typeof plain>): string {
  const lines = fields(schema, named)
  const body =
    lines.length > 0
      ? lines.join('\n')
      : `${typeOf(schema, new Map())}${schema.description ? `; ${schema.description}` : ''}${schema.pattern ? `; matches \`${schema.pattern}\`` : ''}`
  return `### ${name}\n\n${body}`
}

function errorTable(): string {
  const rows = Object.entries(errors).map(([code, row]) => `| \`${code}\` | ${row.status} | ${row.retry ? 'yes' : 'no'} | ${row.says} |`)
  return ['| code | HTTP status | try again later? | sentence (may change) |', '|---|---|---|---|', ...rows].join('\n')
}

function limitTable(): string {
  const rows = Object.entries(Limits.properties).map(
    ([name, row]) => `| \`${name}\` | ${plain(row).description} | ${String(JSON.parse(JSON.stringify(row)).default)} |`,
  )
  return ['| limit | of what | standard |', '|---|---|---|', ...rows].join('\n')
}
