// Everything that can be typed after a slash, in one table; and what a typed line means.
import { ChatError } from '@hearth/protocol/errors.ts'
import { wordsOfSystem } from '../connect/system.ts'
import { FetchError } from '../files/incoming.ts'
import { PathError } from '../files/outgoing.ts'
import { callCommands } from './calls.ts'
import { type Command, type Commands, type Desk, Refusal } from './desk.ts'
import { fileCommands } from './files.ts'
import { findingCommands } from './finding.ts'
import { markCommands } from './marks.ts'
import { messageCommands } from './messages.ts'
import { peopleCommands } from './people.ts'
import { pollCommands } from './polls.ts'
import { programCommands } from './program.ts'
import { roomCommands } from './rooms.ts'

const groups: readonly (readonly [string, Commands])[] = [
  ['People', peopleCommands],
  ['Rooms', roomCommands],
  ['What is said', { ...messageCommands, ...findingCommands, ...markCommands }],
  ['Files', fileCommands],
  ['Polls', pollCommands],
  ['Calls', callCommands],
  ['This program', programCommands],
]

const help: Command = { usage: '[COMMAND]', says: 'what can be typed, or what one command does', takes: ['command'], run: helpWith }

function helpWith(desk: Desk, words: string): void {
  const name = words.replace(/^\//u, '')
  if (name === '') return desk.show('What can be typed', helpLines())
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new Refusal(`There is no /${name}; /help says what there is.`)
  desk.tell(`${`/${name} ${command.usage}`.trim()}: ${command.says}`)
}

export const commands: Commands = { help, ...Object.fromEntries(groups.flatMap(([, group]) => Object.entries(group))) }
export const commandNames: readonly string[] = Object.keys(commands).sort()

const helpLine = ([name, { usage, says }]: [string, Command]): string => `  ${`/${name} ${usage}`.padEnd(32)} ${says}`

export const helpLines = (): readonly string[] => [
  'What does not begin with / is said in the room. // begins a message with a slash.',
  '',
  helpLine(['help', help]),
  '',
  ...groups.flatMap(([title, group]) => [title, ...Object.entries(group).map(helpLine), '']),
]

export type Meant =
  | { readonly is: 'nothing' }
  | { readonly is: 'words'; readonly text: string }
  | { readonly is: 'command'; readonly name: string; readonly words: string }

/** What a line that was entered means. A slash that no command follows (a path, say) is meant as words when it holds another one. */
export function meaning(line: string): Meant {
  if (line.trim() === '') return { is: 'nothing' }
  if (line.startsWith('//')) return { is: 'words', text: line.slice(1) }
  const [, name, words = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/u.exec(line) ?? []
  return name === undefined ? { is: 'words', text: line } : { is: 'command', name, words: words.trim() }
}

/** Carries a command out. What cannot be done is told in words; anything else that is thrown is a bug and passes. */
export async function obey(desk: Desk, name: string, words: string): Promise<void> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return desk.tell(`There is no /${name}; /help says what there is.`)
  try {
    await command.run(desk, words)
  } catch (error) {
    desk.tell(inPlainWords(error))
  }
}

/** The sentence of an expected failure; throws what is none. */
export function inPlainWords(error: unknown): string {
  const isOurs = error instanceof Refusal || error instanceof PathError || error instanceof FetchError
  if (error instanceof ChatError || isOurs) return error.message
  if (error instanceof Error && error.name === 'AbortError') return 'Stopped.'
  const says = wordsOfSystem(error)
  if (says !== undefined) return `It could not be done: ${says}`
  throw error
}
