// Every state of every part, by name: where in the page it is, how the server is just then, and what somebody has done before.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import { eventExamples } from '@hearth/protocol/examples.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { people, rooms, talk } from './gallery-cast.ts'
import { dropOver, found, key, menuOf, point, press, write } from './gallery-hands.ts'
import type { GalleryHouse, World } from './gallery-server.ts'
import { adminParts, hashOf, type Route } from './route.ts'
import { useShell } from './shell/shell.ts'
import { type OpenDialog, useUi } from './ui.ts'

export type Entry = {
  readonly group: string
  readonly name: string
  /** The part of the address behind '#'. */
  readonly at: string
  readonly world: World
  /** What happens, once it is drawn, before it is looked at. */
  readonly then?: (house: GalleryHouse) => Promise<unknown>
  /** Something in it goes on being busy: that is its state. */
  readonly isBusy: boolean
  /** A phone does not have it, or has it elsewhere. */
  readonly isWide: boolean
}
type More = Partial<Pick<Entry, 'world' | 'then' | 'isBusy' | 'isWide'>>

const [lobby, workshop, office, notices, direct] = rooms.map(({ id }) => id) as [RoomId, RoomId, RoomId, RoomId, RoomId]
const locked = rooms.at(-1)?.id ?? lobby
const [, bo, cy, dee] = people.map(({ id }) => id) as [UserId, UserId, UserId, UserId]
const first = talk[0]?.id ?? ('' as MessageId)
const rootId = talk.find(({ replies }) => replies)?.id ?? first
const TOKEN = 'qv0xJm4d1wJxk0bq8m3cVbq0Jr2mX1p6c9xT5u7Yh3A'

const one = (group: string, name: string, at: Route | string, more: More = {}): Entry => ({
  ...{ group, name, at: typeof at === 'string' ? at : hashOf(at), world: 'full', isBusy: false, isWide: false },
  ...more,
})
const inRoom = (name: string, room: RoomId, more: More = {}, group = 'In a room'): Entry => one(group, name, { at: 'room', room }, more)
const panel = async (): Promise<void> => {
  await found('main')
  useUi.setState({ panel: true })
  await found('[data-landmark="panel"]')
}
const drawn = (): Promise<HTMLElement> => found('[data-landmark="composer"] textarea')
const inTalk = (): Promise<HTMLElement> => found('[role="article"][data-seq]')

const doors: readonly Entry[] = [
  one('Doors', 'sign in', { at: 'home' }, { world: 'stranger' }),
  one('Doors', 'make an account', { at: 'home' }, { world: 'stranger', then: () => press('Make an account') }),
  one('Doors', 'look around', { at: 'home' }, { world: 'stranger', then: () => press('Just look around') }),
  one('Doors', 'by invitation only', { at: 'home' }, { world: 'closed' }),
  one('Doors', 'a new server', { at: 'home' }, { world: 'new' }),
  one('Doors', 'first run', { at: 'setup', token: TOKEN }, { world: 'new' }),
  one('Doors', 'invited', { at: 'invite', token: TOKEN }, { world: 'stranger' }),
  one('Doors', 'a new password', { at: 'reset', token: TOKEN }, { world: 'stranger' }),
  one('Doors', 'waiting to be let in', { at: 'home' }, { world: 'waiting' }),
  one('Doors', 'shut out', { at: 'home' }, { world: 'banned' }),
  one('Doors', 'a second step is asked', { at: 'home' }, { world: 'unguarded' }),
  one('Doors', 'nobody answers', { at: 'home' }, { world: 'gone', then: () => found('button') }),
]

const places: readonly Entry[] = [
  one('Places', 'home', { at: 'home' }),
  one('Places', 'chats', { at: 'chats' }),
  one('Places', 'group', { at: 'room', room: workshop }),
  one('Places', 'long group', { at: 'room', room: office }),
  one('Places', 'channel', { at: 'room', room: notices }),
  one('Places', 'direct', { at: 'room', room: direct }),
  one('Places', 'long name, locked', { at: 'room', room: locked }),
  ...(['threads', 'saved', 'contacts', 'calls', 'settings'] as const).map((at) => one('Places', at, { at })),
  ...adminParts.map((part) => one('Looking after the server', `admin: ${part}`, { at: 'admin', part })),
]

const empty: readonly Entry[] = [
  ...(['home', 'threads', 'saved', 'contacts', 'calls'] as const).map((at) => one('Nothing there', `no ${at}`, { at }, { world: 'bare' })),
  inRoom('an empty room', lobby, { world: 'bare' }, 'Nothing there'),
  inRoom('no such room', '0'.repeat(26) as RoomId, {}, 'Nothing there'),
  one('Nothing there', 'no reports', { at: 'admin', part: 'reports' }, { world: 'bare' }),
  inRoom('nothing found', workshop, { world: 'bare', then: dialog({ is: 'search', words: 'plywood' }) }, 'Dialogs'),
  inRoom('nothing pinned', lobby, { world: 'bare', then: dialog({ is: 'pins', room: lobby }) }, 'Nothing there'),
]

const failing: readonly Entry[] = [
  ...(['threads', 'saved', 'contacts', 'calls', 'settings'] as const).map((at) =>
    one('What goes wrong', `${at} cannot be asked`, { at }, { world: 'failing' }),
  ),
  inRoom('a room cannot be opened', office, { world: 'failing' }, 'What goes wrong'),
  inRoom('a room is opening', office, { world: 'silent', isBusy: true }, 'What goes wrong'),
  one('What goes wrong', 'a thread cannot be opened', { at: 'room', room: office, thread: first }, { world: 'failing' }),
  one('What goes wrong', 'a thread is opening', { at: 'room', room: office, thread: first }, { world: 'silent', isBusy: true }),
  one('What goes wrong', 'admin cannot be asked', { at: 'admin', part: 'now' }, { world: 'failing' }),
  inRoom('pins cannot be asked', office, { world: 'failing', then: dialog({ is: 'pins', room: office }) }, 'What goes wrong'),
  inRoom('offline in a room', workshop, { then: (house) => inTalk().then(() => away(house)) }, 'What goes wrong'),
  one('What goes wrong', 'offline at home', { at: 'home' }, { then: away }),
  inRoom('waiting to be sent', workshop, { then: unsent(true) }, 'What goes wrong'),
  inRoom('done and not told', workshop, { then: untold }, 'What goes wrong'),
  one('What goes wrong', 'put off and not told', { at: 'home' }, { then: (house) => away(house).then(untoldAtHome) }),
  one('What goes wrong', 'a poll that waits', { at: 'room', room: workshop }, { then: (house) => inTalk().then(() => unasked(house)) }),
  one('Dialogs', 'to somebody new', { at: 'contacts' }, { then: (house) => away(house).then(dialog({ is: 'write', user: dee })) }),
  inRoom('not sent', workshop, { then: unsent(false) }, 'What goes wrong'),
  one('What goes wrong', 'the page stumbled', '#stumble'),
  inRoom('a new version is here', workshop, { then: () => inTalk().then(() => useShell.setState({ isNewer: true })) }, 'What goes wrong'),
  inRoom('short words', workshop, { then: () => inTalk().then(toasts) }, 'What goes wrong'),
]

const room: readonly Entry[] = [
  inRoom('members', workshop, { then: () => inTalk().then(panel) }),
  inRoom('files beside', workshop, {
    then: () =>
      panel()
        .then(() => press('Files', 'aside'))
        .then(() => found('aside li')),
  }),
  inRoom('pins beside', workshop, {
    then: () =>
      panel()
        .then(() => press('Pinned', 'aside'))
        .then(() => found('aside li')),
  }),
  inRoom('no files beside', lobby, {
    world: 'bare',
    then: () =>
      drawn()
        .then(panel)
        .then(() => press('Files', 'aside')),
  }),
  inRoom('the list is put away', workshop, { isWide: true, then: () => inTalk().then(() => useUi.setState({ isSideShut: true })) }),
  inRoom('details of a direct room', direct, { then: () => drawn().then(() => useUi.setState({ panel: true })) }),
  one('In a room', 'thread', { at: 'room', room: workshop, thread: rootId }, { then: () => found('aside [role="article"]') }),
  inRoom('somebody writes', workshop, {
    then: (house) =>
      inTalk()
        .then(() => house.tell(typing(bo)))
        .then(() => house.tell(typing(cy))),
  }),
  inRoom('tools of a message', workshop, { isWide: true, then: () => point('Morning!') }),
  inRoom('menu of a message', workshop, { isWide: true, then: () => menuOf('Morning!', 'mouse') }),
  inRoom('sheet of a message', workshop, { then: () => menuOf('Morning!', 'touch') }),
  inRoom('menu of the room', workshop, {
    then: () =>
      inTalk()
        .then(() => press('Room actions'))
        .then(() => found('[role="menu"]')),
  }),
  inRoom('menu of a member', workshop, {
    then: () =>
      inTalk()
        .then(() => useUi.setState({ panel: true }))
        .then(() => press('Actions for Bo')),
  }),
  inRoom('new', workshop, { isWide: true, then: () => press('New').then(() => found('[role="menu"]')) }),
  inRoom('a picture, large', office, { then: () => press('Open the bench.jpg').then(() => found('[role="dialog"] img')) }),
  inRoom('an older place', office, {
    then: () => found('[role="log"]').then((log) => log.parentElement?.querySelector('[role="log"]')?.scrollTo(0, 0)),
  }),
]

const writing: readonly Entry[] = [
  inRoom('half written', workshop, { then: () => write('Half a *thought*') }, 'Writing'),
  inRoom('a reply', workshop, { isWide: true, then: () => point('Morning!').then(() => press('Reply')) }, 'Writing'),
  inRoom('an edit', workshop, { then: () => inTalk().then(() => key('ArrowUp')) }, 'Writing'),
  inRoom(
    'preview',
    workshop,
    { isWide: true, then: () => write('**Bold**, `code`, and\n- a list').then(() => press('See how it will look')) },
    'Writing',
  ),
  inRoom('too long', workshop, { then: () => write('too many words '.repeat(540)) }, 'Writing'),
  inRoom('people by @', workshop, { then: () => write('@').then(() => found('[role="listbox"]')) }, 'Writing'),
  inRoom('rooms by #', workshop, { then: () => write('#o').then(() => found('[role="listbox"]')) }, 'Writing'),
  inRoom('emoji by :', workshop, { then: () => write(':ta').then(() => found('[role="listbox"]')) }, 'Writing'),
  inRoom('commands by /', workshop, { then: () => write('/').then(() => found('[role="listbox"]')) }, 'Writing'),
  inRoom(
    'emoji',
    workshop,
    {
      then: () =>
        drawn()
          .then(() => press('Emoji'))
          .then(() => found('[role="gridcell"]')),
    },
    'Writing',
  ),
  inRoom(
    'what to attach',
    workshop,
    {
      isWide: true,
      then: () =>
        drawn()
          .then(() => press('Attach files'))
          .then(() => found('[role="menu"]')),
    },
    'Writing',
  ),
  inRoom('files hang over it', workshop, { then: () => drawn().then(() => dropOver('main')) }, 'Writing'),
]

const shown: readonly (readonly [name: string, dialog: OpenDialog])[] = [
  ['go to', { is: 'switcher' }],
  ['find people', { is: 'new-chat' }],
  ['new room', { is: 'new-room' }],
  ['new place to talk', { is: 'new-room', isVoice: true }],
  ['look for rooms', { is: 'browse' }],
  ['join with a code', { is: 'join' }],
  ['keys', { is: 'shortcuts' }],
  ['other keys', { is: 'shortcuts', isChanging: true }],
  ['bring your phone', { is: 'phone' }],
  ['profile', { is: 'profile', user: bo }],
  ['add people', { is: 'invite', room: workshop }],
  ['code and link', { is: 'share', room: workshop }],
  ['name, topic, picture', { is: 'edit-room', room: workshop }],
  ['files and storage', { is: 'room-files', room: workshop }],
  ['pinned', { is: 'pins', room: workshop }],
  ['forward', { is: 'forward', room: workshop, message: first, words: 'Bring plywood' }],
  ['search', { is: 'search', words: 'laser' }],
  ['search here', { is: 'search', room: workshop }],
  ['new poll', { is: 'new-poll', room: workshop, question: 'When do we meet?' }],
  ['versions', { is: 'versions', room: workshop, message: first }],
  ['notifications of a room', { is: 'notify', room: workshop }],
  ['invitations', { is: 'invitations' }],
  ['invitations to a room', { is: 'invitations', room: workshop }],
  ['send later', { is: 'later', plan: { do: 'send', room: workshop, text: 'The plywood is in.', replyTo: null, done: () => undefined } }],
  ['remind me', { is: 'later', plan: { do: 'remind', room: workshop, message: first, words: 'Morning!' } }],
  ['rules', { is: 'room-rules', room: workshop }],
  ['report', { is: 'report', user: cy, room: workshop, message: first }],
  ['mute', { is: 'mute', user: cy, room: workshop }],
  ['shut out somebody', { is: 'ban', user: cy }],
  ['before a call', { is: 'pre-join', room: workshop, video: false }],
  [
    'a question',
    { is: 'confirm', title: 'Delete this message?', says: 'It is gone for everybody.', act: 'Delete', then: () => Promise.resolve() },
  ],
]
const dialogs: readonly Entry[] = shown.map(([name, which]) => inRoom(name, workshop, { then: dialog(which) }, 'Dialogs'))

const menus: readonly Entry[] = [
  inRoom(
    'a poster',
    workshop,
    {
      then: () =>
        dialog({ is: 'share', room: workshop })()
          .then(() => press('Poster'))
          .then(() => found('article')),
    },
    'Dialogs',
  ),
  inRoom(
    'your picture',
    workshop,
    {
      then: async () => {
        const image = new File([await (await fetch('/icon-512.png')).blob()], 'me.png', { type: 'image/png' })
        await dialog({ is: 'picture', image })()
        return await found('input[type="range"]')
      },
    },
    'Dialogs',
  ),
  inRoom(
    'no picture',
    workshop,
    {
      then: () =>
        dialog({ is: 'picture', image: new File(['no picture'], 'me.txt', { type: 'text/plain' }) })().then(() => found('[role="alert"]')),
    },
    'Dialogs',
  ),
  inRoom(
    'an invitation was made',
    workshop,
    {
      then: () =>
        dialog({ is: 'invitations' })()
          .then(() => press('Make an invitation'))
          .then(() => found('svg[role="img"]')),
    },
    'Dialogs',
  ),
]

export const entries: readonly Entry[] = [...places, ...doors, ...room, ...writing, ...dialogs, ...menus, ...empty, ...failing]

function dialog(which: OpenDialog): () => Promise<unknown> {
  return async () => {
    await found('main')
    useUi.getState().show(which)
    await found('[role="dialog"], [role="alertdialog"]')
  }
}

async function away(house: GalleryHouse): Promise<void> {
  await found('main', () => house.isHeard)
  house.cut()
  await found('[role="status"] b', (said) => said.textContent === 'No connection.')
}

function unsent(isAway: boolean): (house: GalleryHouse) => Promise<unknown> {
  return async (house) => {
    await inTalk()
    if (isAway) house.cut()
    await write('Is anybody here?')
    // On a phone Enter alone is a new line.
    await key('Enter', { ctrlKey: true })
    await found('[role="article"]', (row) => (row.ariaLabel ?? '').includes('Is anybody here?'))
    await (isAway ? away(house) : found('[role="alert"]'))
  }
}

/** A reaction and a pin that wait, on the same message. A phone has no buttons that come up beside it: what stands there is pressed. */
async function untold(house: GalleryHouse): Promise<void> {
  await inTalk()
  await away(house)
  const reaction = await found('[role="article"][data-seq] [aria-pressed="false"]')
  reaction.click()
  const row = reaction.closest<HTMLElement>('[role="article"]')
  row?.focus()
  row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', bubbles: true, cancelable: true }))
  await found('button', (one) => one.textContent === 'Undo')
}

/** All marked as read, and something called off. */
async function untoldAtHome(): Promise<void> {
  await press('Mark all as read', 'main')
  await press('Call it off', 'main')
  await found('[data-over] button', (one) => one.textContent === 'Undo')
}

/** Voted on, and not asked yet. */
async function unasked(house: GalleryHouse): Promise<void> {
  await away(house)
  await dialog({ is: 'new-poll', room: workshop, question: 'What do we eat?' })()
  await write('Soup', '[role="dialog"] [aria-label="Options"] input')
  await found('[role="dialog"] [aria-label="Options"] input', (one) => one instanceof HTMLInputElement && one.value === '').then((one) => {
    one.id = 'gallery-second'
  })
  await write('Bread', '#gallery-second')
  await press('Ask', '[role="dialog"]')
  await press('Soup, 0 votes')
}

function toasts(): void {
  const { say } = useUi.getState()
  say('Link copied')
  say('All is read', 'good', { label: 'Undo', act: () => undefined })
  say('Not changed. There is no connection to the server right now.', 'bad')
}

const typing = (user: UserId): ChatEvent =>
  ({ event: 'typing', room: workshop, with: { ...eventExamples.typing.with, user, on: true } }) as ChatEvent
