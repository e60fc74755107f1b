// Questions to a room. A poll is a message whose words are the question and its options, so that it can be read where nothing else is known.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { PollTerms } from '@hearth/protocol/mark-shapes.ts'
import type { MessageRow } from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/polls.ts'
import { type Handler, inWrite, quietly } from './context.ts'
import { append, tell, tellRoom } from './log.ts'
import { may } from './permissions.ts'
import { checkMessage, sayWhole } from './saying.ts'
import { checkIn } from './seats.ts'
import { checkLine } from './text.ts'

const QUESTION_CHARS = 300
const OPTION_CHARS = 100

export const create: Handler<'poll.create'> = (core, caller, { room, clientId, closesAt, several, anonymous, ...takes }) => {
  const question = line(takes.question, QUESTION_CHARS)
  const options = takes.options.map((option) => line(option, OPTION_CHARS))
  if (closesAt !== undefined && closesAt <= core.now()) throw new ChatError('poll_closed')
  const poll: PollTerms = {
    ...{ question, options },
    ...(several ? { several } : {}),
    ...(anonymous ? { anonymous } : {}),
    ...(closesAt === undefined ? {} : { closesAt }),
  }
  const extra = async () => ({ poll })
  return inWrite((tx) => sayWhole(core, tx, caller, { room, text: asText(poll), clientId, replyTo: null, keys: [], files: [], extra }))
}

/** For programs that know no polls, for the search, and for who takes it along. */
const asText = ({ question, options }: PollTerms): string =>
  [`📊 ${question}`, ...options.map((option, at) => `${at + 1}. ${option}`)].join('\n')

function line(raw: string, chars: number): string {
  const text = checkLine(raw, chars, 'text_too_long')
  if (text === '') throw new ChatError('text_empty')
  return text
}

export const vote: Handler<'poll.vote'> = (core, caller, { room, id, options }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { message, poll, standing } = await checkPoll(tx, room, id)
    const at = core.now()
    if (standing.closedAt !== null || (poll.closesAt !== undefined && poll.closesAt <= at)) throw new ChatError('poll_closed')
    const isFit = options.every((option) => option < poll.options.length) && (options.length < 2 || poll.several)
    if (!isFit) throw new ChatError('choice_invalid')
    const choices = options.toSorted((a, b) => a - b)
    const before = (await rows.ofVoter(tx, caller.user, [id])).get(id) ?? []
    if (before.join() === choices.join()) return quietly({})
    const { counts, voters } = await rows.choose(tx, { room, id, user: caller.user, choices, at, options: poll.options.length })
    // The log says who did something: of an anonymous poll that is whose poll it is.
    const actor = poll.anonymous ? message.author : caller.user
    const event = await append(tx, room, actor, at, 'poll.voted', { id, counts: [...counts], voters })
    const mine = tell({ event: 'poll.chosen', room, with: { id, options: choices } }, { to: 'users', users: [caller.user] })
    return { reply: {}, tellings: [tellRoom(event), mine] }
  })

export const close: Handler<'poll.close'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    const { message, standing } = await checkPoll(tx, room, id)
    if (message.author !== caller.user && !may(place.room.kind, place.member.role, 'deleteOthersMessage'))
      throw new ChatError('not_allowed')
    if (standing.closedAt !== null) return quietly({})
    const at = core.now()
    await rows.close(tx, id, at)
    const event = await append(tx, room, caller.user, at, 'poll.closed', { id, by: caller.user, at })
    return { reply: {}, tellings: [tellRoom(event)] }
  })

export const voters: Handler<'poll.voters'> = (_core, caller, { room, id }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { poll } = await checkPoll(tx, room, id)
    if (poll.anonymous) throw new ChatError('not_allowed')
    const chosen = (await rows.votes(tx, [id])).get(id) ?? []
    return quietly({
      options: poll.options.map((_text, option) => chosen.filter(({ choice }) => choice === option).map(({ user }) => user)),
    })
  })

type Asked = { readonly message: MessageRow; readonly poll: PollTerms; readonly standing: rows.Standing }

/** A poll of this room. Throws message_unknown. */
async function checkPoll(tx: Tx, room: RoomId, id: MessageId): Promise<Asked> {
  const message = await checkMessage(tx, room, id)
  const standing = (await rows.of(tx, [id])).get(id)
  const poll = message.extra?.poll
  if (poll === undefined || standing === undefined) throw new ChatError('message_unknown')
  return { message, poll, standing }
}
