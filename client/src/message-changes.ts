// What can be done to one message. Each is idempotent, gives the same message where nothing changes, and leaves what was taken back as it is.
import type { EventWith } from '@hearth/protocol/events.ts'
import type { FileId, UserId } from '@hearth/protocol/ids.ts'
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { Preview } from '@hearth/protocol/preview-shapes.ts'
import type { Message, Reaction } from '@hearth/protocol/shapes.ts'

export function edited(message: Message, to: { text: string | null; editedAt: number; mentions: readonly UserId[] }): Message {
  // An edit said again after the deletion carries no words and must not touch the tombstone.
  if (message.deletedAt !== undefined) return { ...message, editedAt: to.editedAt }
  return { ...message, text: to.text, mentions: [...to.mentions], editedAt: to.editedAt }
}

export const withPoll = (message: Message, change: Partial<Poll>): Message =>
  message.poll === undefined ? message : { ...message, poll: { ...message.poll, ...change } }

/** What one chose oneself; nothing is as if one never had. */
export function choosing(message: Message, options: readonly number[]): Message {
  if (message.poll === undefined) return message
  const { mine: _old, ...poll } = message.poll
  return { ...message, poll: options.length === 0 ? poll : { ...poll, mine: [...options] } }
}

export const pinned = (message: Message): Message => (message.deletedAt === undefined ? { ...message, pinned: true } : message)
export const unpinned = ({ pinned: _old, ...message }: Message): Message => message

export function deleted(
  { files: _gone, pinned: _held, forwarded: _source, poll: _asked, preview: _seen, ...message }: Message,
  { deletedAt, by }: Pick<EventWith<'message.deleted'>, 'deletedAt' | 'by'>,
): Message {
  const bare = { ...message, text: null, mentions: [], deletedAt, reactions: [] }
  return by === message.author ? bare : { ...bare, deletedBy: by }
}

export function withPreview({ preview: _old, ...message }: Message, preview: Preview | null): Message {
  return preview === null || message.deletedAt !== undefined ? message : { ...message, preview }
}

/** Its card stays, and says so. */
export function withoutFile(message: Message, id: FileId): Message {
  if (message.files?.some((file) => file.id === id && file.gone === undefined) !== true) return message
  return { ...message, files: message.files.map((file) => (file.id === id ? { ...file, gone: 'expired' } : file)) }
}

export function react(message: Message, emoji: string, user: UserId): Message {
  if (message.deletedAt !== undefined) return message
  const old = message.reactions.find((reaction) => reaction.emoji === emoji)
  if (!old) return { ...message, reactions: [...message.reactions, { emoji, users: [user] }] }
  if (old.users.includes(user)) return message
  return {
    ...message,
    reactions: message.reactions.map((reaction) => (reaction === old ? { emoji, users: [...old.users, user] } : reaction)),
  }
}

export function unreact(message: Message, emoji: string, user: UserId): Message {
  const without = (reaction: Reaction): Reaction => ({ emoji, users: reaction.users.filter((one) => one !== user) })
  if (!message.reactions.some((reaction) => reaction.emoji === emoji && reaction.users.includes(user))) return message
  const reactions = message.reactions.map((reaction) => (reaction.emoji === emoji ? without(reaction) : reaction))
  return { ...message, reactions: reactions.filter((reaction) => reaction.users.length > 0) }
}
