// docs/asyncapi.json: the same tables in the form of AsyncAPI 3.
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import { errors } from '@hearth/protocol/errors.ts'
import { type EventName, events } from '@hearth/protocol/events.ts'
import { commandExamples, eventExamples } from '@hearth/protocol/examples.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import { place } from './place.ts'
import { plain, type Schema } from './words.ts'

const idOf = { anyOf: [{ type: 'integer' }, { type: 'string' }] }
const object = (properties: object, required: readonly string[]): object => ({ type: 'object', properties, required })
const failure = object(
  {
    code: { enum: Object.keys(errors) },
    says: { type: 'string' },
    retryAfterMs: { type: 'integer' },
    needs: { type: 'integer' },
    at: { type: 'string' },
  },
  ['code', 'says'],
)
const key = (name: string): string => name.replaceAll('.', '_')
const commandNames = Object.keys(commands) as CommandName[]
const eventNames = Object.keys(events) as EventName[]

/** The whole document as text. */
export function asyncapi(): string {
  const messages = Object.fromEntries([
    ...commandNames.flatMap(commandMessages),
    ...eventNames.map(eventMessage),
    ['failure', failureMessage()],
  ])
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Hearth',
      version: String(PROTOCOL_VERSION),
      license: { name: 'MIT' },
      description: 'Chat for people on the same network. docs/protocol.md explains it in words.',
    },
    defaultContentType: 'application/json',
    servers: { lan: { host: '{address}:8443', protocol: 'wss', variables: { address: { default: 'localhost' } } } },
    channels: {
      socket: {
        address: '/ws',
        messages: Object.fromEntries(Object.keys(messages).map((name) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: { ...Object.fromEntries(commandNames.map(request)), ...Object.fromEntries(eventNames.map(heard)) },
    components: { messages },
  }
  return `${JSON.stringify(document, null, 1)}\n`
}

function commandMessages(name: CommandName): [string, object][] {
  const row = commands[name]
  const example = commandExamples[name]
  return [
    [
      `${key(name)}_request`,
      {
        name,
        summary: row.says,
        payload: object({ id: idOf, do: { const: name }, with: plain(row.takes) }, ['id', 'do']),
        examples: [{ payload: { id: 7, do: name, with: example.takes } }],
      },
    ],
    [
      `${key(name)}_answer`,
      {
        name: `${name} answered`,
        payload: object({ id: idOf, ok: plain(row.gives) }, ['id', 'ok']),
        examples: [{ payload: { id: 7, ok: example.gives } }],
      },
    ],
  ]
}

function eventMessage(name: EventName): [string, object] {
  const row = events[name]
  const logged = row.lasts === 'logged'
  const lasting: Readonly<Record<string, Schema>> = {
    room: { type: 'string' },
    ...(logged ? { seq: { type: 'integer', minimum: 1 } } : {}),
  }
  const required = logged ? ['event', 'room', 'seq', 'with'] : ['event', 'with']
  return [
    `${key(name)}_event`,
    {
      name,
      summary: row.says,
      payload: object({ event: { const: name }, ...lasting, with: plain(row.with) }, required),
      examples: [{ payload: { event: name, ...place(name), with: eventExamples[name].with } }],
    },
  ]
}

const failureMessage = (): object => ({
  name: 'failure',
  summary: 'The answer to a request that failed.',
  payload: object({ id: { anyOf: [...idOf.anyOf, { type: 'null' }] }, error: failure }, ['id', 'error']),
})

const reference = (name: string): object => ({ $ref: `#/channels/socket/messages/${name}` })

function request(name: CommandName): [string, object] {
  return [
    key(name),
    {
      action: 'send',
      channel: { $ref: '#/channels/socket' },
      summary: commands[name].says,
      messages: [reference(`${key(name)}_request`)],
      reply: { channel: { $ref: '#/channels/socket' }, messages: [reference(`${key(name)}_answer`), reference('failure')] },
    },
  ]
}

const heard = (name: EventName): [string, object] => [
  `on_${key(name)}`,
  { action: 'receive', channel: { $ref: '#/channels/socket' }, messages: [reference(`${key(name)}_event`)] },
]
