// Commands about ways in: links by which others come in, made, seen and ended; and what one calls people oneself.
import { cleanLine } from '../clean.ts'
import { dayAndClock } from '../screen/message.ts'
import { titleOf } from '../screen/model.ts'
import { type Commands, type Desk, firstWord, personNamed, Refusal, roomHere } from './desk.ts'

const USES = 10
const HOURS = 24

export const wayCommands: Commands = {
  invitelink: {
    usage: '[USES] [HOURS]',
    says: `make a link by which others come into this room (${USES} uses, ${HOURS} hours); of the lobby: onto the server, as its admin`,
    run: inviteLink,
  },
  invitelinks: { usage: '[drop N]', says: 'links into this room that are still good; end one', takes: [['drop']], run: inviteLinks },
  alias: {
    usage: 'NAME [NICKNAME]',
    says: 'call somebody by a name of your own; nobody else sees it; without one: by theirs',
    takes: ['person'],
    run: alias,
  },
}

/** The lobby everybody is in: a link there is one onto the server. */
function placeHere(desk: Desk) {
  const room = roomHere(desk)
  return room.kind === 'lobby' ? { place: {}, title: 'this server' } : { place: { room: room.id }, title: titleOf(room) }
}

async function inviteLink(desk: Desk, words: string): Promise<void> {
  const [first, second] = firstWord(words)
  const [uses, hours] = [first === '' ? USES : Number(first), second === '' ? HOURS : Number(second)]
  const isFit = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most
  if (!isFit(uses, 10_000) || !isFit(hours, 8760)) throw new Refusal('Say for how many people and for how many hours: /invitelink 10 24')
  const { place, title } = placeHere(desk)
  const { token, invite } = await desk.client.ask('invite.create', { ...place, uses, hours })
  // On lines of its own it can be selected whole.
  desk.show(`A way into ${title} for ${uses}, until ${dayAndClock(invite.expiresAt)}; it is shown this once`, [
    `${desk.server.origin}/#invite=${token}`,
  ])
}

async function inviteLinks(desk: Desk, words: string): Promise<void> {
  const { place, title } = placeHere(desk)
  const { invites } = await desk.client.ask('invite.list', place)
  const [deed, number] = firstWord(words)
  if (deed === 'drop') {
    const one = invites[Number(number) - 1]
    if (!one) throw new Refusal('Say which by its number in /invitelinks: /invitelinks drop 1')
    await desk.client.ask('invite.revoke', { invite: one.id })
    return desk.tell('Nobody comes in by it any more.')
  }
  const lines = invites.map(
    ({ usesLeft, uses, expiresAt }, at) =>
      `${String(at + 1).padStart(3)}  ${usesLeft} of ${uses} uses left, until ${dayAndClock(expiresAt)}`,
  )
  desk.show(`Links into ${title}`, lines.length === 0 ? ['There are none; /invitelink makes one.'] : [...lines, '', '/invitelinks drop N'])
}

async function alias({ client, tell }: Desk, words: string): Promise<void> {
  const [name, nickname] = firstWord(words)
  const person = await personNamed(client, name)
  await client.ask('contact.mark', { user: person.id, nickname: nickname === '' ? null : nickname })
  tell(
    nickname === ''
      ? `${cleanLine(person.name)} is called by their own name again.`
      : `You call ${cleanLine(person.name)} ${cleanLine(nickname)} now.`,
  )
}
