// Commands about polls: asking the room, choosing, who chose what, ending one.
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { newId } from '../connect/clock.ts'
import { nameOf } from '../screen/model.ts'
import { type Commands, type Desk, firstWord, Refusal, roomHere } from './desk.ts'

const EXAMPLE = '/poll When do we meet? | Monday | Tuesday'

export const pollCommands: Commands = {
  poll: {
    usage: '[several] [anonymous] QUESTION | CHOICE | CHOICE…',
    says: 'ask the room; several: one may choose more than one; anonymous: nobody sees who chose what',
    takes: [['several', 'anonymous']],
    run: ask,
  },
  vote: {
    usage: 'NUMBER…|WORDS|off',
    says: 'choose in the newest poll, or the marked one; off: take it back',
    takes: [['off']],
    run: vote,
  },
  voters: { usage: '', says: 'who chose what in the newest poll, or the marked one', run: voters },
  closepoll: { usage: '', says: 'end the newest poll, or the marked one', run: close },
}

async function ask(desk: Desk, typed: string): Promise<void> {
  const flags = new Set<string>()
  let words = typed
  for (let [first, rest] = firstWord(words); first === 'several' || first === 'anonymous'; [first, rest] = firstWord(words)) {
    flags.add(first)
    words = rest
  }
  const [question = '', ...options] = words.split(/\s*[|\n]\s*/u).filter(Boolean)
  if (options.length < 2) throw new Refusal(`Say what, and two choices at least: ${EXAMPLE}`)
  if (new Set(options).size < options.length) throw new Refusal('Two of these choices are the same.')
  await desk.client.ask('poll.create', {
    ...{ room: roomHere(desk).id, question, options, clientId: newId() },
    ...(flags.has('several') ? { several: true as const } : {}),
    ...(flags.has('anonymous') ? { anonymous: true as const } : {}),
  })
}

/** The marked one, or the newest in sight. */
function pollMeant(desk: Desk): { readonly message: Message; readonly poll: Poll } {
  const messages = desk.client.state.timelines.get(roomHere(desk).id)?.messages ?? []
  const message = desk.marked ?? messages.findLast(({ poll }) => poll !== undefined)
  if (!message?.poll) throw new Refusal(`There is no poll in sight; ${EXAMPLE} asks one.`)
  return { message, poll: message.poll }
}

async function vote(desk: Desk, words: string): Promise<void> {
  const { message, poll } = pollMeant(desk)
  if (words === '') throw new Refusal('Say which choice, by its number: /vote 1')
  const options = words === 'off' ? [] : choicesIn(poll, words)
  if (options.length > 1 && !poll.several) throw new Refusal('This poll takes one choice.')
  await desk.client.ask('poll.vote', { room: roomHere(desk).id, id: message.id, options })
  desk.tell(
    options.length === 0 ? 'Your vote is taken back.' : `You chose ${options.map((at) => cleanLine(poll.options[at] ?? '')).join(', ')}.`,
  )
}

/** By their numbers from 1, or by how one of them begins. */
function choicesIn({ options }: Poll, words: string): number[] {
  const parts = words.split(/[\s,]+/u)
  const numbers = parts.map((part) => (/^\d{1,2}$/u.test(part) ? Number(part) - 1 : -1))
  if (numbers.every((at) => options[at] !== undefined)) return [...new Set(numbers)]
  const found = options.flatMap((option, at) => (option.toLowerCase().startsWith(words.toLowerCase()) ? [at] : []))
  if (found.length !== 1) throw new Refusal(`Say one of the numbers 1 to ${options.length}.`)
  return found
}

async function voters(desk: Desk): Promise<void> {
  const { message, poll } = pollMeant(desk)
  if (poll.anonymous) throw new Refusal('Nobody is told who chose what in this poll.')
  const { options } = await desk.client.ask('poll.voters', { room: roomHere(desk).id, id: message.id })
  const lines = options.map((users, at) => {
    const names = users.map((user) => nameOf(desk.client.person(user))).join(', ')
    return `${at + 1}  ${cleanLine(poll.options[at] ?? '')}: ${names || 'nobody'}`
  })
  desk.show(cleanLine(poll.question), lines)
}

async function close(desk: Desk): Promise<void> {
  const { message } = pollMeant(desk)
  await desk.client.ask('poll.close', { room: roomHere(desk).id, id: message.id })
  desk.tell('The poll is closed.')
}
