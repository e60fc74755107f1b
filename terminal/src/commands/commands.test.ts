// What each command asks the server for, and what it tells.
import { ada, bo, cy, message, room, roomId, said } from '@hearth/client/cast.ts'
import { settle } from '@hearth/client/testing.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { expect, test } from 'vitest'
import { atDesk, enter, goingOn, workshop } from '../testing/at-desk.ts'
import { commandNames, commands, helpLines, obey } from './table.ts'

const here = ({ id }: typeof ada) => ({ user: id, state: 'online', seenAt: null })
const banned = { kind: 'user', value: cy.id, user: cy, reason: 'spam', at: 1 }
const link = { id: 'i-1', by: ada.id, room: workshop, role: 'member', usesLeft: 4, uses: 5, createdAt: 1, expiresAt: 9, opens: false }
const put = { id: 'l-1', kind: 'send', room: workshop, text: 'see you', message: null, seq: null, due: 5, state: 'waiting' }
const found = ['people.search', { people: [bo, cy] }] as const

/** line, what is answered, what is asked last, what is told. */
const table: readonly (readonly [string, readonly (readonly [string, object])[], string | RegExp | undefined])[] = [
  ['/msg Bo', [found], undefined],
  ['/list', [['people.online', { people: [ada, bo], presence: [here(ada), { ...here(bo), as: 'busy' }] }]], /^● Ada/u],
  ['/list', [['people.online', { people: [ada, bo], presence: [{ ...here(ada), as: 'busy' }] }]], /^⊖ Ada \(Ada\), do not disturb/u],
  ['/busy', [['own.change', { settings: { ...standardSettings, shownAs: 'busy' } }]], /not to be disturbed/u],
  ['/hide', [['own.change', { settings: { ...standardSettings, shownAs: 'hidden' } }]], /not here/u],
  ['/away', [['own.change', { settings: { ...standardSettings, shownAs: 'away' } }]], /as away/u],
  ['/users offline', [['people.online', { people: [ada], presence: [] }]], /^○ Bo/u],
  ['/contact', [['contact.list', { contacts: [bo] }]], /Bo \(Bo\)/u],
  ['/contact add Bo', [found, ['contact.add', { user: bo }]], 'Bo is in your contacts.'],
  ['/del Bo', [found, ['contact.remove', {}]], 'Bo is no longer in your contacts.'],
  ['/showgroups', [['room.list', { rooms: [room('Garden')] }]], /#Garden {2}\/join Garden/u],
  ['/create Kitchen', [['room.create', { room: room('Kitchen') }]], /Group #Kitchen created and joined/u],
  ['/create Workshop', [], "Group 'Workshop' already exists."],
  [
    '/join garden',
    [
      ['room.list', { rooms: [room('Garden')] }],
      ['room.join', { room: room('Garden') }],
    ],
    'Joined #Garden.',
  ],
  ['/topic what is free', [['room.rename', { seq: 11 }]], undefined],
  ['/topic', [], 'tools'],
  [
    '/invite Cy',
    [
      ['people.search', { people: [cy] }],
      ['room.invite', {}],
    ],
    'In #Workshop now: Cy.',
  ],
  [
    '/kick Cy',
    [
      ['people.search', { people: [cy] }],
      ['room.remove', {}],
    ],
    'Cy is out of #Workshop.',
  ],
  [
    '/role Cy admin',
    [
      ['people.search', { people: [cy] }],
      ['room.role', {}],
    ],
    'Cy is admin here now.',
  ],
  ['/role Cy king', [], /owner, admin or member/u],
  ['/ban Cy spam', [found, ['moderation.ban', {}]], 'Cy is shut out of this server; /unban Cy takes it back.'],
  [
    '/unban Cy',
    [
      ['moderation.bans', { bans: [banned] }],
      ['moderation.unban', {}],
    ],
    'Cy is let in again.',
  ],
  ['/bans', [['moderation.bans', { bans: [banned] }]], /Cy \(Cy\): spam$/u],
  ['/mute Cy 5 too loud', [found, ['moderation.mute', { until: 5 }]], /^Cy says nothing anywhere until/u],
  ['/unmute Cy', [found, ['moderation.unmute', {}]], 'Cy may speak again.'],
  ['/report 1 rude he knows', [['report.make', {}]], /told of this message of Bo/u],
  ['/slow 30', [['room.rules', { seq: 11, rules: { slowSeconds: 30 } }]], /every 30 seconds at most/u],
  ['/slow off', [['room.rules', { seq: 11, rules: {} }]], '#Workshop is slow no more.'],
  ['/lock', [['room.rules', { seq: 11, rules: { locked: true } }]], /is locked/u],
  ['/unlock', [['room.rules', { seq: 11, rules: {} }]], 'Everybody speaks in #Workshop again.'],
  ['/approval on', [['room.rules', { seq: 11, rules: { approval: true } }]], /\/asking shows them/u],
  ['/asking', [['room.asking', { people: [{ user: cy, at: 1, role: 'member' }] }]], /Cy \(Cy\)$/u],
  ['/asking', [['room.asking', { people: [{ user: cy, at: 1, role: 'admin' }] }]], /Cy \(Cy\), invited as admin$/u],
  ['/admit Cy', [found, ['room.admit', {}]], 'Cy is let into #Workshop.'],
  ['/decline Cy', [found, ['room.admit', {}]], 'Cy is not let into #Workshop.'],
  ['/later 2h see you', [['later.send', { later: put }]], /^It is said in #Workshop at/u],
  ['/later', [], /^Nothing\./u],
  ['/remind 2 tomorrow 9:00 the glue', [['later.remind', { later: put }]], /^You are reminded of it at/u],
  ['/remind 10m', [['later.remind', { later: put }]], /^You are reminded of it at/u],
  ['/seen', [['message.seen', { users: [bo.id, cy.id] }]], 'Seen by Bo, Cy.'],
  ['/keep 30', [['room.keep', {}]], 'Files in #Workshop are deleted after 30 days.'],
  ['/invitelink 5', [['invite.create', { token: 'secret', invite: link }]], /^https:\/\/127\.0\.0\.1:8443\/#invite=secret$/u],
  ['/invitelinks', [['invite.list', { invites: [link] }]], /4 of 5 uses left/u],
  [
    '/invitelinks drop 1',
    [
      ['invite.list', { invites: [link] }],
      ['invite.revoke', {}],
    ],
    'Nobody comes in by it any more.',
  ],
  [
    '/alias Bo the tall one',
    [found, ['contact.mark', { mark: { user: bo.id, nickname: 'the tall one', blocked: false } }]],
    'You call Bo the tall one now.',
  ],
  ['/nick Adelaide', [['account.change', { user: { ...ada, displayName: 'Adelaide' } }]], 'You are Adelaide now.'],
  [
    '/away at lunch',
    [
      ['account.change', { user: ada }],
      ['own.change', { settings: { ...standardSettings, shownAs: 'away' } }],
    ],
    /as away/u,
  ],
  ['/search glue', [['message.search', { found: [{ room: workshop, message: message(8) }] }]], /#Workshop .*Bo: line 8/u],
  [
    '/search from:Bo in:"Book Club" has:file after:2026-01-01 glue',
    [found, ['message.search', { found: [{ room: workshop, message: message(8) }] }]],
    /Bo: line 8/u,
  ],
  ['/edit better words', [['message.edit', { seq: 11, editedAt: 5 }]], undefined],
  ['/delete', [['message.delete', { seq: 11, deletedAt: 5 }]], undefined],
  ['/react :tada:', [['message.react', {}]], undefined],
  ['/reply', [], `reply ${message(10).id}`],
  ['/chat Bo', [], undefined],
  [
    '/chat Cy',
    [
      ['people.search', { people: [cy] }],
      ['room.direct', { room: room('Cy', { kind: 'direct', peer: cy.id }) }],
    ],
    undefined,
  ],
  ['/group', [['room.list', { rooms: [] }]], /#Book Club {2}\(you are in\)/u],
  ['/chat Book Club', [], undefined],
  ['/add Bo', [found, ['contact.add', { user: bo }]], 'Bo is in your contacts.'],
  ['/contact del Bo', [found, ['contact.remove', {}]], 'Bo is no longer in your contacts.'],
  ['/status busy', [['account.change', { user: ada }]], 'Your status: busy'],
  ['/notify none', [['room.notify', {}]], '#Workshop is quiet now.'],
  ['/block Bo', [found, ['contact.mark', { mark: { user: bo.id, blocked: true } }]], /Bo is blocked/u],
  ['/unblock Bo', [found, ['contact.mark', { mark: { user: bo.id } }]], 'Bo is heard again.'],
  ['/rooms', [], /#Book Club/u],
  ['/channel News', [['room.create', { room: room('News', { kind: 'channel' }) }]], /Channel #News created/u],
  ['/who', [['room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: false }]], /○ Bo \(Bo\) owner/u],
  ['/showgroupmembers', [['room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: false }]], /○ Bo \(Bo\) owner/u],
  ['/leave', [['room.leave', {}]], 'You left #Workshop.'],
  ['/rename Atelier', [['room.rename', { seq: 11 }]], undefined],
  ['/links', [], /none in sight/u],
  ['/history', [], 'older'],
  ['/retry', [], 'There is nothing that could not be sent.'],
  ['/discard', [], 'There is nothing that could not be sent.'],
  ['/edit', [], `edit ${message(9).id}`],
  ['/pin', [['message.pin', {}]], /Pinned for everybody/u],
  ['/unpin 1', [['message.unpin', {}]], 'It is pinned no more.'],
  [
    '/pins',
    [['room.pins', { pins: [{ pin: { id: message(8).id, seq: 11, by: bo.id, at: 1 }, message: message(8) }] }]],
    /pinned by Bo Bo: line 8/u,
  ],
  ['/star', [['message.star', {}]], /Saved for you/u],
  ['/unstar 1', [['message.unstar', {}]], 'It is saved no more.'],
  ['/stars', [['message.starred', { starred: [{ room: workshop, message: message(8), at: 1 }], more: false }]], /#Workshop Bo: line 8/u],
  ['/forward Book Club', [['message.forward', { id: message(11).id, seq: 11, at: 1 }]], 'Said in #Book Club, as words of Bo.'],
  ['/poll When? | Monday | Tuesday', [['poll.create', { id: message(11).id, seq: 11, at: 1 }]], undefined],
  ['/thread 1', [['room.thread', { root: message(10), replies: [message(11)], more: false }]], /Bo: line 11/u],
  ['/beside', [], 'No call of this room is in sight.'],
  ['/versions 1', [['message.versions', { versions: [{ text: 'before that', at: 1 }] }]], /before that/u],
  ['/file Bo /tmp/x.txt', [found], 'File /tmp/x.txt goes to Bo.'],
  ['/files', [], 'There are none in sight.'],
  ['/cancel', [], 'No file is on its way.'],
  ['/export all', [], /Everything is in \/export hearth-all-/u],
  ['/export Book Club', [], /Everything is in \/export\?room=.* hearth-Book Club-/u],
  ['/calls', [], 'Nobody is in a call.'],
  ['/login', [['session.close', {}]], 'door'],
  ['/register', [['session.close', {}]], 'door'],
  ['/logout', [['session.close', {}]], 'door'],
  ['/help', [], /\/showgroups /u],
  ['/help topic', [], '/topic [TEXT]: say what this room is about, or read it'],
  ['/settings', [], /^theme +hearth +hearth, contrast$/u],
  ['/settings notify', [], 'notify is desktop; it can be desktop, bell, off.'],
  ['/theme', [], 'The look is hearth; there are hearth and contrast.'],
  ['/send /tmp/x.txt', [], `post ${workshop}`],
  ['/groupfile Book Club /tmp/x.txt', [], `post ${roomId('Book Club')}`],
  ['/settings mouse on', [], 'mouse: on'],
  ['/settings mouse maybe', [], 'mouse can be on, off.'],
  ['/theme contrast', [], 'theme: contrast'],
  ['/back', [], undefined],
  ['/quit', [], 'quit'],
  ['/call video', [['call.start', { call: goingOn }]], /It rings. A terminal has no microphone/u],
  ['/call stats', [], 'You are in no call.'],
  ['/answer', [], /No call rings/u],
  ['/hangup', [], /none rings/u],
  ['/get', [], 'There is no such file in sight; /files shows them.'],
  ['/export', [], /Everything is in \/export\?room=/u],
]

test.each(table)('[TERM-29] %s', async (line, answers, says) => {
  const scene = await atDesk()
  await enter(scene, line, answers)
  expect(scene.asked).toEqual([])
  if (typeof says === 'string') expect(scene.told.at(-1)).toBe(says)
  if (says instanceof RegExp) expect(scene.told.join('\n')).toMatch(new RegExp(says, 'mu'))
})

test('[TERM-29] words of a command go where they are meant', async () => {
  const scene = await atDesk()
  await enter(scene, '/group book club see you at eight')
  await enter(scene, '/msg Bo hello there', [found])
  await enter(scene, '/me waves')
  await enter(scene, '/reply 3 that one')
  expect(scene.asked.map((one) => one.with)).toMatchObject([
    { room: roomId('Book Club'), text: 'see you at eight' },
    { room: roomId('Bo'), text: 'hello there' },
    { room: workshop, text: '*waves*' },
  ])
  // One at a time in a room: the answer to the third message goes when the wave is kept.
  await scene.board.last.answer('message.send', { id: message(11).id, seq: 11, at: 1 })
  await scene.board.last.answer('message.send', { id: message(12).id, seq: 12, at: 1 })
  await scene.board.last.answer('message.send', { id: message(13).id, seq: 13, at: 1 })
  expect(scene.asked[0]?.with).toMatchObject({ room: workshop, text: 'that one', replyTo: message(8).id })
  await enter(scene, '/group Book Club')
  expect(scene.entered).toEqual([roomId('Book Club')])
})

/** What is missing, or is none of what there is: one sentence that says what to type, and nothing is asked of the server. */
const wrong: readonly (readonly [string, string | RegExp])[] = [
  ['/msg', 'Say who: a name.'],
  ['/chat', /^Say with whom/u],
  ['/users away', /^Say \/users/u],
  ['/contact sing', /^Say \/contact/u],
  ['/add', 'Say who: a name.'],
  ['/nick', /\/nick NAME/u],
  ['/create', /\/create NAME/u],
  ['/channel', /\/channel NAME/u],
  ['/join', /\/join ROOM or CODE/u],
  ['/rename', /\/rename NAME/u],
  ['/invite', /\/invite NAME/u],
  ['/kick', 'Say who: a name.'],
  ['/ban', 'Say who: a name.'],
  ['/unban', 'Say who: a name.'],
  ['/mute Cy 999999', /from 1 to 525600/u],
  ['/report 1 boring', /^Say why/u],
  ['/slow down', /\/slow 30/u],
  ['/approval maybe', /^Say \/approval/u],
  ['/later soon hello', /^Say when first/u],
  ['/later 10m', /^Say what is to be said/u],
  ['/later drop 9', /number in \/later/u],
  ['/remind', /^Say when/u],
  ['/keep forever', /\/keep 30/u],
  ['/invitelink many', /\/invitelink 10 24/u],
  ['/notify loudly', 'Say all, mentions, none or standard.'],
  ['/role Cy', /owner, admin or member/u],
  ['/showgroupmembers Attic', /does not exist/u],
  ['/me', /\/me waves/u],
  ['/reply 9 hello', 'So many messages are not in sight.'],
  ['/edit 1 x', 'Only your own words can be changed.'],
  ['/react', /\/react :tada:/u],
  ['/react :nonsense:', /no emoji called nonsense/u],
  ['/search', /\/search WORDS/u],
  ['/search has:money', 'has: knows file, image, link, poll, pin.'],
  ['/search in:Attic x', 'You are in no room called Attic.'],
  ['/search before:yesterday', 'before: wants a day, say before:2026-12-24.'],
  ['/pin 99', 'So many messages are not in sight.'],
  ['/pin this', /by its number/u],
  ['/unpin', 'There is no such message in sight.'],
  ['/forward', 'Say where to: /forward ROOM'],
  ['/forward Attic', 'You are in no room called Attic.'],
  ['/versions', 'There is no such message in sight.'],
  ['/send', /Tab completes paths/u],
  ['/file', /\/file NAME PATH/u],
  ['/groupfile Attic', /\/groupfile NAME PATH/u],
  ['/get two', /number in \/files/u],
  ['/export Attic', /in no room called Attic/u],
  ['/call me', /^Say \/call/u],
  ['/poll When?', /two choices at least/u],
  ['/poll several When? | now | now', /are the same/u],
  ['/vote 1', /no poll in sight/u],
  ['/voters', /no poll in sight/u],
  ['/closepoll', /no poll in sight/u],
  ['/settings nonsense on', /no setting nonsense/u],
  ['/theme pink', 'theme can be hearth, contrast.'],
  ['/help nonsense', /There is no \/nonsense/u],
  ['/nonsense', 'There is no /nonsense; /help says what there is.'],
]

test.each(wrong)('[TERM-20] %s', async (line, says) => {
  const scene = await atDesk()
  await enter(scene, line)
  expect(scene.asked).toEqual([])
  expect(scene.told).toHaveLength(1)
  if (typeof says === 'string') expect(scene.told[0]).toBe(says)
  else expect(scene.told[0]).toMatch(says)
})

test('[TERM-29] each command is tried above', () => {
  const tried = new Set([...table, ...wrong].map(([line]) => line.slice(1).split(' ')[0]))
  expect(commandNames.filter((name) => !tried.has(name) && name !== 'me')).toEqual([])
})

test('[TERM-29] every command the older programs had, and every one people expect, is there and in the help', () => {
  const old =
    'msg file list users showgroups create join group showgroupmembers groupfile quit contact get add del chat back login register logout'
  const expected =
    'help me topic invite kick ban role nick status away search reply edit delete react pin call answer hangup export settings theme'
  const help = helpLines().join('\n')
  for (const name of `${old} ${expected}`.split(' ')) {
    expect(commandNames).toContain(name)
    if (name !== 'help') expect(help).toContain(`/${name} `)
  }
  expect(Object.values(commands).every(({ says }) => says.length > 0)).toBe(true)
})

test('[TERM-29] /ban of somebody who may not shut people out says what it did instead', async () => {
  const scene = await atDesk()
  const done = obey(scene.desk, 'ban', 'Cy')
  await settle()
  await scene.board.last.answer(...found)
  await scene.board.last.refuse('moderation.ban', { code: 'not_allowed', says: '' })
  await scene.board.last.answer('room.remove', {})
  await done
  expect(scene.told).toEqual(['Cy is out of #Workshop, and of no other room: only moderators shut people out of the server.'])
})

test('[TERM-20] a person or a room that is not there is said by name', async () => {
  const scene = await atDesk()
  await enter(scene, '/msg Zed hi', [['people.search', { people: [] }]])
  expect(scene.told.at(-1)).toBe('There is nobody called Zed.')
  await enter(scene, '/showgroupmembers Attic')
  expect(scene.told.at(-1)).toContain("Group 'Attic' does not exist")
})

test('[TERM-29] in a poll one chooses by number or by words, and no more than it takes', async () => {
  const scene = await atDesk()
  const poll = { question: 'When?', options: ['Monday', 'Tuesday', 'Wednesday'], counts: [1, 0, 0], voters: 1 }
  scene.board.last.say(said('Workshop', 11, bo, { poll }))
  await settle()
  const chosen = async (words: string) => {
    await enter(scene, `/vote ${words}`, [['poll.vote', {}]]).catch(() => undefined)
    return scene.told.at(-1)
  }
  expect(await chosen('2')).toBe('You chose Tuesday.')
  expect(await chosen('wed')).toBe('You chose Wednesday.')
  expect(await chosen('off')).toBe('Your vote is taken back.')
  expect(await chosen('4')).toBe('Say one of the numbers 1 to 3.')
  expect(await chosen('1 2')).toBe('This poll takes one choice.')
  await enter(scene, '/voters', [['poll.voters', { options: [[bo.id], [], []] }]])
  expect(scene.told.slice(-4)).toEqual(['When?', '1  Monday: Bo', '2  Tuesday: nobody', '3  Wednesday: nobody'])
  await enter(scene, '/closepoll', [['poll.close', {}]])
  expect(scene.told.at(-1)).toBe('The poll is closed.')
})
