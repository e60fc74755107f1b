// What a message that begins with a slash does instead of being said. Whatever is no command is said as it stands: `/etc/hosts`.
import type { Room } from '@hearth/protocol/shapes.ts'
import { t } from '../../text/t.ts'
import type { OpenDialog } from '../../ui.ts'
import { mayInvite, mayRename, maySpeak } from './room-context.ts'

/** What stands behind /call. */
export type CallWish = { readonly is: 'call'; readonly how: 'audio' | 'video' | 'stats' }

type Command = {
  readonly name: string
  says(): string
  /** What may stand behind it. */
  readonly takes?: () => string
  may?(room: Room): boolean
  /** It means the same beside the call one is in. */
  readonly isOfCalls?: true
  opens(room: Room, rest: string): OpenDialog | CallWish
}

const commands: readonly Command[] = [
  {
    ...{ name: 'poll', says: () => t('New poll'), takes: () => t('question'), may: maySpeak },
    opens: ({ id }, question) => ({ is: 'new-poll', room: id, question }),
  },
  {
    ...{ name: 'search', says: () => t('Search here'), takes: () => t('words') },
    opens: ({ id }, words) => ({ is: 'search', room: id, words }),
  },
  { name: 'invite', says: () => t('Add people'), may: mayInvite, opens: ({ id }) => ({ is: 'invite', room: id }) },
  { name: 'topic', says: () => t('Name, topic, picture'), may: mayRename, opens: ({ id }) => ({ is: 'edit-room', room: id }) },
  { name: 'pins', says: () => t('Pinned messages'), opens: ({ id }) => ({ is: 'pins', room: id }) },
  { name: 'notify', says: () => t('Notifications'), opens: ({ id }) => ({ is: 'notify', room: id }) },
  {
    ...{ name: 'call', isOfCalls: true, says: () => t('Start a call; stats: how the one you are in does'), takes: () => 'video | stats' },
    opens: (_room, how) => ({ is: 'call', how: how === 'video' || how === 'stats' ? how : 'audio' }),
  },
  { name: 'keys', says: () => t('Keyboard'), opens: () => ({ is: 'shortcuts' }) },
]

/** Where one writes: in a thread nothing is a command, beside a call what is about calls. */
export type Where = 'room' | 'thread' | 'call'

export const whereIs = (thread: { readonly isOfCall: boolean } | null): Where =>
  thread === null ? 'room' : thread.isOfCall ? 'call' : 'thread'

const there = (room: Room, where: Where): readonly Command[] =>
  commands.filter(({ may, isOfCalls }) => (where === 'room' || (where === 'call' && isOfCalls)) && (may?.(room) ?? true))

export const commandsFor = (room: Room, where: Where, typed: string): readonly Command[] =>
  there(room, where).filter(({ name }) => name.startsWith(typed))

/** What the message asks for; null where it is to be said. */
export function commandIn(room: Room, where: Where, text: string): OpenDialog | CallWish | null {
  const match = /^\/([a-z]+)(?:\s+(.*))?$/s.exec(text)
  const command = there(room, where).find(({ name }) => name === match?.[1])
  return command?.opens(room, match?.[2]?.trim() ?? '') ?? null
}
