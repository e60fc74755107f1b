// What each of the fourteen paths does, and for whom. Bytes are somebody else's matter.
import { clientName } from '#core/legacy.ts'
import { addFriend, delFriend, type Friendly, friendsOf } from './friends.ts'
import { addToGroup, type Doorkeeper, delFromGroup } from './groups.ts'
import type { Asked, Path, With } from './hear.ts'
import { addMessage, delMessage, getMessages } from './messages.ts'
import { boundByNumber, directName, groupName, insiders, nameOf, numberOf, personNamed, placeNumbered } from './people.ts'
import { refuse } from './refusals.ts'
import type { More } from './say.ts'
import { texts } from './texts.ts'

export type Office = Doorkeeper & Friendly

/** Gives what an answer holds besides its status. Rejects with Refusal, ChatError. */
export async function carryOut(office: Office, address: string, asked: Asked): Promise<More> {
  // The path chose both the deed and its form; TypeScript cannot carry that from one to the other.
  const more = await (deeds[asked.path] as Deed<Path>)(office, address, asked.with)
  return more ?? {}
}

type Deed<P extends Path> = (office: Office, address: string, takes: With<P>) => Promise<More | void>

const deeds: { readonly [P in Path]: Deed<P> } = {
  '/add_user/': async ({ legacy }, address, { pseudo, mot_de_passe: secret }) => {
    const from = { address, client: clientName('pycord') }
    await legacy.register(from, { name: nameOf(pseudo), displayName: pseudo, proof: { form: 'hashed', secret } })
  },
  '/connexion/': async ({ visits, directory }, address, { pseudo, mot_de_passe: secret }) => {
    const name = personNamed(directory, pseudo)?.word ?? pseudo
    const { user } = await visits.open(address, name, { form: 'hashed', secret })
    return { user_id: directory.person(user)?.number ?? refuse(null) }
  },
  '/add_to_friends/': (office, address, { pseudo, pseudo_ami }) => addFriend(office, address, pseudo, pseudo_ami),
  '/del_from_friend/': (office, address, { pseudo, pseudo_ami }) => delFriend(office, address, pseudo, pseudo_ami),
  '/get_friend_list/': async (office, address, { user_id }) => {
    const friends = await friendsOf(office, boundByNumber(office, address, user_id))
    return { friend_list: friends.length === 0 ? refuse(texts.noFriends) : friends }
  },
  '/add_to_group/': (office, address, { pseudo, group_name }) => addToGroup(office, address, pseudo, group_name),
  '/del_from_group/': (office, address, { pseudo, group_name }) => delFromGroup(office, address, pseudo, group_name),
  '/get_group_list/': async (office, address, { user_id }) => {
    const groups = groupsOf(office, boundByNumber(office, address, user_id).user)
    return { group_list: groups.length === 0 ? refuse(texts.noGroups) : groups }
  },
  '/get_group_user_list/': async (office, address, { group_id }) => {
    const { directory } = office
    const place = placeNumbered(directory, group_id)
    if (place === undefined || insiders(office, address, place).length === 0) return refuse(texts.noSuchGroup)
    return { group_list: [...place.members.keys()].flatMap((id) => directory.person(id)?.word ?? []) }
  },
  '/add_message/': (office, address, { user_id, group_id, message }) => addMessage(office, address, user_id, group_id, message),
  '/get_message_list/': async (office, address, { group_id }) => ({ message_list: await getMessages(office, address, group_id) }),
  '/del_message/': (office, address, { message_id }) => delMessage(office, address, message_id),
  '/change_psswd/': (office, address, { user_id, mot_de_passe: secret }) =>
    office.legacy.changeProof(boundByNumber(office, address, user_id).caller, { form: 'hashed', secret }),
  '/change_pseudo/': async (office, address, { user_id, pseudo }) => {
    const visit = boundByNumber(office, address, user_id)
    await office.legacy.renamePerson(visit.caller, nameOf(pseudo), pseudo)
  },
}

/** The Lobby, groups and channels by number, then the people one talks with alone. */
function groupsOf({ directory }: Office, user: Parameters<Office['directory']['placesOf']>[0]): readonly (readonly [string, number])[] {
  const places = directory.placesOf(user)
  const groups = places.filter(({ kind }) => kind !== 'direct').toSorted((a, b) => rank(a.kind) - rank(b.kind) || a.number - b.number)
  const directs = places.filter(({ kind }) => kind === 'direct')
  return [
    ...groups.map((place) => [groupName(directory, place), place.number] as const),
    ...directs.flatMap((place) => {
      const peer = directory.person([...place.members.keys()].find((id) => id !== user) ?? user)
      const number = numberOf(directory, place)
      return peer === undefined || number === undefined ? [] : [[directName(peer), number] as const]
    }),
  ]
}

const rank = (kind: string): number => (kind === 'lobby' ? 0 : 1)
