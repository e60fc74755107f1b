// What each key does, in words, by where it does so.
import { shownKeys } from '../../keys/keys.ts'
import type { KeyDeed } from '../../keys/table.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'

const words: Readonly<Record<KeyDeed, () => string>> = {
  goTo: () => t('Go to a room or a person'),
  search: () => t('Search messages'),
  roomAbove: () => t('Room above'),
  roomBelow: () => t('Room below'),
  unreadAbove: () => t('Unread room above'),
  unreadBelow: () => t('Unread room below'),
  nextPart: () => t('Next part of the page'),
  partBefore: () => t('Part of the page before'),
  panel: () => t('Show or hide the members'),
  side: () => t('Show or hide the list of rooms'),
  sheet: () => t('This list'),
  muteAnywhere: () => t('Mute or unmute, from anywhere'),
  oldestUnread: () => t('To the oldest unread message'),
  bold: () => t('Bold'),
  slanted: () => t('Slanted'),
  code: () => t('Code [in words]'),
  link: () => t('Link [in words]'),
  preview: () => t('See how it will look'),
  answerLast: () => t('Reply to the last message'),
  reply: () => t('Reply'),
  thread: () => t('Reply in a thread'),
  react: () => t('Add reaction'),
  edit: () => t('Edit'),
  copy: () => t('Copy its text'),
  copyLink: () => t('Copy link'),
  forward: () => t('Forward'),
  pin: () => t('Pin or unpin'),
  save: () => t('Save for yourself'),
  unread: () => t('Mark unread from here'),
  delete: () => t('Delete'),
  mute: () => t('Mute or unmute'),
  camera: () => t('Camera on or off'),
}

export const deedSays = (deed: KeyDeed): string => words[deed]()

type Place = 'places' | 'writing' | 'message' | 'call'
type Group = { readonly name: string; readonly deeds: readonly KeyDeed[]; readonly fixed: Place }

export const groups = (): readonly Group[] => [
  {
    name: t('Going places'),
    deeds: [
      'goTo',
      'search',
      'roomAbove',
      'roomBelow',
      'unreadAbove',
      'unreadBelow',
      'nextPart',
      'partBefore',
      'panel',
      'side',
      'oldestUnread',
      'sheet',
    ],
    fixed: 'places',
  },
  { name: t('Writing'), deeds: ['bold', 'slanted', 'code', 'link', 'preview', 'answerLast'], fixed: 'writing' },
  {
    name: t('On a message'),
    deeds: ['reply', 'thread', 'react', 'edit', 'copy', 'copyLink', 'forward', 'pin', 'save', 'unread', 'delete'],
    fixed: 'message',
  },
  { name: t('In a call'), deeds: ['muteAnywhere', 'mute', 'camera'], fixed: 'call' },
]

/** Keys that stay what they are: the browser's, and those that mean the same everywhere. */
export function fixedKeys(place: Place): readonly (readonly [keys: string, says: string])[] {
  switch (place) {
    case 'places':
      return [
        [shownKeys('Alt+ArrowLeft'), t('Back [in time]')],
        [shownKeys('Alt+ArrowRight'), t('Forward [in time]')],
      ]
    case 'writing':
      return [
        [useUi.getState().sendBy === 'enter' ? 'Enter' : shownKeys('Mod+Enter'), t('Send')],
        [useUi.getState().sendBy === 'enter' ? 'Shift Enter' : 'Enter', t('New line')],
        ['↑', t('Edit your last message')],
        ['@ # : /', t('A person, a room, an emoji, a command')],
        ['Esc', t('Cancel the reply or edit; else mark all as read')],
      ]
    case 'message':
      return [
        ['↑', t('Message above')],
        ['↓', t('Message below')],
        ['Home', t('First message')],
        ['End', t('Last message')],
        ['Tab', t('Into the message: its links and actions')],
        ['Esc', t('Back to the message')],
        [shownKeys('Shift+F10'), t('Message actions')],
        [t('Alt click'), t('Mark unread from here')],
      ]
    case 'call':
      return [['Space', t('Hold to talk')]]
  }
}
