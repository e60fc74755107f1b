// Commands about another time: words said later, reminders, who has seen something; and for how long files are kept.
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { cleanLine } from '../clean.ts'
import { newId } from '../connect/clock.ts'
import { dayAndClock } from '../screen/message.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { type Commands, type Desk, firstWord, messageMeant, Refusal, roomHere } from './desk.ts'
import { timeIn } from './when.ts'

const WHEN = 'WHEN: 10m, 2h, 3d, 18:30, tomorrow 9:00, 2026-12-24 18:30'

export const laterCommands: Commands = {
  later: {
    usage: '[WHEN TEXT | drop N]',
    says: `have something said here later; alone: what waits. ${WHEN}`,
    takes: [['drop']],
    run: later,
  },
  remind: { usage: '[N] WHEN [NOTE]', says: 'be reminded of a message: the newest, or the N-th from below', run: remind },
  seen: { usage: '[N]', says: 'who has read as far as a message: your newest, or the N-th from below', run: seen },
  keep: { usage: 'DAYS|off', says: 'delete the files of this room after so many days, as its owner', takes: [['off']], run: keep },
}

const order = ({ client }: Desk): readonly Later[] => [...client.state.own.later.values()].toSorted((a, b) => a.due - b.due)

/** One line: when, where, what, and how it stands. */
export function laterInWords({ client }: Pick<Desk, 'client'>, { kind, room, text, due, state }: Later): string {
  const there = client.state.rooms.get(room)
  const what = kind === 'remind' ? `reminder${text === '' ? '' : `: ${cleanLine(text)}`}` : cleanLine(text)
  const how = state === 'failed' ? ' (could not be said)' : state === 'due' ? ' (now)' : ''
  return `${dayAndClock(due)}  ${there ? titleOf(there) : ''}  ${what}${how}`
}

async function later(desk: Desk, words: string): Promise<void> {
  const all = order(desk)
  if (words === '') {
    const lines = all.map((one, at) => `${String(at + 1).padStart(3)}  ${laterInWords(desk, one)}`)
    return desk.show(
      'For later',
      lines.length === 0 ? [`Nothing. /later WHEN TEXT has something said. ${WHEN}`] : [...lines, '', '/later drop N'],
    )
  }
  const [deed, number] = firstWord(words)
  if (deed === 'drop') return drop(desk, all[Number(number) - 1])
  const when = timeIn(words, Date.now())
  if (!when) throw new Refusal(`Say when first, then what. ${WHEN}`)
  if (when.rest === '') throw new Refusal('Say what is to be said then: /later 18:30 See you!')
  const room = roomHere(desk)
  await desk.client.ask('later.send', { room: room.id, text: when.rest, due: when.due, clientId: newId() })
  desk.tell(`It is said in ${titleOf(room)} at ${dayAndClock(when.due)}, also while you are away; /later shows what waits.`)
}

async function drop(desk: Desk, one: Later | undefined): Promise<void> {
  if (!one) throw new Refusal('Say which by its number in /later: /later drop 1')
  await desk.client.ask('later.drop', { later: one.id })
  desk.tell(one.kind === 'remind' ? 'That reminder is done.' : 'It is called off.')
}

async function remind(desk: Desk, words: string): Promise<void> {
  // A number in front may begin a time: `10m` is one, `2 10m` is the second message.
  const isTime = timeIn(words, Date.now()) !== undefined
  const [message, rest] = isTime ? [messageMeant(desk, '', () => true)[0], words] : messageMeant(desk, words, () => true)
  const when = timeIn(rest, Date.now())
  if (!when) throw new Refusal(`Say when. ${WHEN}`)
  await desk.client.ask('later.remind', {
    ...{ room: roomHere(desk).id, id: message.id, due: when.due },
    ...(when.rest === '' ? {} : { note: when.rest }),
  })
  desk.tell(`You are reminded of it at ${dayAndClock(when.due)}, on all your devices.`)
}

async function seen(desk: Desk, words: string): Promise<void> {
  const [message] = messageMeant(desk, words, ({ author }) => author === desk.client.state.me?.id)
  const { users } = await desk.client.ask('message.seen', { room: roomHere(desk).id, id: message.id })
  const names = users.map((id) => nameOf(desk.client.person(id)))
  desk.tell(names.length === 0 ? 'Nobody has seen it yet, as far as they let that be known.' : `Seen by ${names.join(', ')}.`)
}

async function keep(desk: Desk, words: string): Promise<void> {
  const room = roomHere(desk)
  const days = words === 'off' ? null : Number(words)
  if (days !== null && (!/^\d{1,5}$/u.test(words) || days < 1 || days > 36_500))
    throw new Refusal('Say after how many days, or off: /keep 30')
  await desk.client.ask('room.keep', { room: room.id, days })
  desk.tell(
    days === null
      ? `Files in ${titleOf(room)} are kept as long as the server says.`
      : `Files in ${titleOf(room)} are deleted after ${days} ${days === 1 ? 'day' : 'days'}.`,
  )
}
