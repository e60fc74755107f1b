import type { Room, User } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { matches, rank } from './scenes/dialogs/fit.ts'
import { nextRoom } from './scenes/next-room.ts'
import { callsOf, emojiFor, linkRooms, meantBy, roomsFor, typedAt, whoFits, wholeEmoji } from './scenes/room/completion.ts'
import { deviceName } from './scenes/settings/device.ts'
import { ago, capital, dayName, duration, filesInWords, inBytes, lasting, listOf, short, soon } from './words.ts'

const noon = new Date(2026, 2, 12, 12, 0).getTime()
const DAY = 86_400_000

test('[WEB-13] days are named as people name them', () => {
  expect(dayName(noon - 3_600_000, noon)).toBe('Today')
  expect(dayName(noon - DAY, noon)).toBe('Yesterday')
  expect(dayName(noon - 3 * DAY, noon)).toBe(new Intl.DateTimeFormat(undefined, { weekday: 'long' }).format(noon - 3 * DAY))
  expect(dayName(noon - 400 * DAY, noon)).toContain('2025')
})

test('[WEB-13] times ago, lists and numbers are short', () => {
  expect([ago(noon - 20_000, noon), ago(noon - 5 * 60_000, noon), ago(noon - 3 * 3_600_000, noon)]).toEqual([
    'just now',
    '5 min ago',
    '3 h ago',
  ])
  expect([listOf(['Ada']), listOf(['Ada', 'Bo']), listOf(['Ada', 'Bo', 'Cy', 'Dee'])]).toEqual([
    'Ada',
    'Ada and Bo',
    'Ada, Bo and 2 others',
  ])
  expect([short(7), short(100)]).toEqual(['7', '99+'])
})

test('[WEB-13] a moment that is not of today is said with its day, also where it has passed', () => {
  expect([soon(noon + 3_600_000, noon), soon(noon - 3_600_000, noon), soon(noon + DAY, noon)]).toEqual([
    '13:00',
    '11:00',
    'tomorrow, 12:00',
  ])
  expect(soon(noon - DAY, noon)).toBe('Yesterday, 12:00')
  expect(soon(noon - 400 * DAY, noon)).toContain('2025')
})

const room = (id: string, name: string, unread = 0, mentions = 0): Room => ({
  id: id as Room['id'],
  kind: 'group',
  name,
  topic: '',
  public: false,
  members: 2,
  role: 'member',
  seq: 1,
  readSeq: 1,
  unread,
  mentions,
})
const rooms = [room('1', 'Lobby'), room('2', 'Workshop', 2), room('3', 'Office'), room('4', 'Big office', 1, 1)]

test('[WEB-14] the arrows go round the rooms, or round the unread ones', () => {
  expect(nextRoom(rooms, '1', 1, false)?.name).toBe('Workshop')
  expect(nextRoom(rooms, '1', -1, false)?.name).toBe('Big office')
  expect(nextRoom(rooms, '2', 1, true)?.name).toBe('Big office')
  expect(nextRoom(rooms, undefined, 1, false)?.name).toBe('Lobby')
  expect(nextRoom(rooms.slice(0, 1), '1', 1, true)).toBeUndefined()
})

test('[WEB-14] what fits best comes first, what waits before what does not', () => {
  expect(rank(rooms, 'off').map((one) => one.name)).toEqual(['Office', 'Big office'])
  expect(rank(rooms, '').map((one) => one.name)).toEqual(['Big office', 'Workshop', 'Lobby', 'Office'])
  expect([matches('Workshop', 'wsp'), matches('Workshop', 'x')]).toEqual([1, 0])
})

const person = (name: string, displayName: string): User => ({
  id: name as User['id'],
  name,
  displayName,
  colour: 0,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
})

test('[WEB-15] what is being typed is found before the caret', () => {
  const at = (text: string) => typedAt(text, text.length)
  expect(at('hi @bo')).toEqual({ sign: '@', from: 3, typed: 'bo' })
  expect(at('@')).toEqual({ sign: '@', from: 0, typed: '' })
  expect(at('see #work')).toEqual({ sign: '#', from: 4, typed: 'work' })
  expect(at('well :smi')).toEqual({ sign: ':', from: 5, typed: 'smi' })
  expect(at(':+1')).toEqual({ sign: ':', from: 0, typed: '+1' })
  expect(at('/po')).toEqual({ sign: '/', from: 0, typed: 'po' })
  for (const text of ['mail@bo', 'hi @bo there', '# heading', 'a#b', '12:30', ':D', 'so: well', 'and/or', 'see /po', '/etc/hosts'])
    expect([text, at(text)]).toEqual([text, null])
})

test('[WEB-15] rooms and emoji are offered by the beginning of their names first', () => {
  const rooms = ['Laser workshop', 'Network', 'Workshop', 'Office'].map((name) => ({ name, kind: 'group' }) as Room)
  expect(roomsFor(rooms, 'wor').map(({ name }) => name)).toEqual(['Laser workshop', 'Workshop', 'Network'])
  const names = [
    ['😀', 'grinning', ' grinning face happy smile'],
    ['😄', 'smile', ' smile eyes'],
    ['😼', 'smirk_cat', ' smirk cat'],
    ['😄', 'sourire', ' sourire smile'],
  ] as const
  expect(emojiFor(names, 'smi').map(([emoji]) => emoji)).toEqual(['😄', '😼', '😀'])
})

test('[WEB-15] an emoji whose name is typed to its end is one, and nothing else is', () => {
  const names = [
    ['🎉', 'tada', ' tada party'],
    ['👍', '+1', ' +1 thumbs up'],
  ] as const
  const typed = (text: string) => wholeEmoji(names, text, text.length)?.text ?? null
  expect(['done :tada:', '(:+1:', ':TADA:'].map(typed)).toEqual(['done 🎉', '(👍', '🎉'])
  expect([':tada', 'a:tada:', ':party:', 'at 12:30:', '`x :tada:', ':D', ''].map(typed)).toEqual([null, null, null, null, null, null, null])
  // What stands behind the caret stays there, and the caret behind the emoji.
  expect(wholeEmoji(names, ':tada: and more', 6)).toEqual({ text: '🎉 and more', caret: 2 })
})

test('[WEB-15] a room that is named becomes a link, the longest name first, and never inside code', () => {
  const rooms = ['Laser', 'Laser workshop', 'A [b]'].map((name, at) => ({ id: `id${at}`, name, kind: 'group' }) as unknown as Room)
  const linked = (text: string) => linkRooms(text, rooms, 'https://here')
  expect(linked('to #Laser workshop, #Laser!')).toBe('to [#Laser workshop](https://here/#/room/id1), [#Laser](https://here/#/room/id0)!')
  expect(linked('#A [b]')).toBe('[#A \\[b\\]](https://here/#/room/id2)')
  for (const text of ['# Laser', 'a#Laser', '#Lasers', '`#Laser`', '```\n#Laser\n```', '[#Laser](x)', '#1'])
    expect([text, linked(text)]).toEqual([text, text])
})

test('[WEB-42] words that call many are noticed before they are sent', () => {
  expect(callsOf('Tea, @all!')).toEqual({ by: 'all', names: 0 })
  expect(callsOf('@Here, and @bo')).toEqual({ by: 'here', names: 1 })
  expect(callsOf('@a, @b, @c, @d and @e')).toBeNull()
  expect(callsOf('@a @b @c @d @e @f')).toEqual({ by: 'names', names: 6 })
  expect(callsOf('mail@all')).toBeNull()
})

test('[WEB-15] who begins with it is offered before who only holds it', () => {
  const people = [person('zoe', 'Zoe Lind'), person('lin', 'Lin'), person('ada', 'Ada')]
  expect(whoFits(people, 'lin').map((user) => user.name)).toEqual(['lin', 'zoe'])
  expect(whoFits(people, 'x')).toEqual([])
})

test('[WEB-15] Enter ends a sentence, and takes only a name that is plainly meant: the one that begins so', () => {
  const bo = { names: ['bo', 'Bo Builder', 'Bo', 'Builder'] }
  const bea = { names: ['bea', 'Bea Smith', 'Bea', 'Smith'] }
  const room = { names: [] }
  expect(meantBy('build', [bo, bea])).toBe(bo)
  expect(meantBy('BE', [bo, bea])).toBe(bea)
  for (const [typed, offers] of [
    // Two begin so; nothing is typed; it only holds it; all of it stands there already; and what ends sentences, too.
    ...([
      ['b', [bo, bea]],
      ['', [bo]],
      ['uilder', [bo]],
      ['bo', [bo]],
    ] as const),
    ...([
      ['1', [room]],
      ['workshop', [room]],
      ['tada', [room]],
    ] as const),
  ] as const)
    expect([typed, meantBy(typed, offers)]).toEqual([typed, undefined])
})

test('[WEB-16] a device is called by its browser and system', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux')
  expect(
    deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1'),
  ).toBe('Safari on iPhone')
  expect(deviceName('hearth terminal')).toBe('hearth terminal')
  expect(deviceName('')).toBe('A device')
})

test('[WEB-13] what stands alone on a line begins with a capital', () => {
  expect(['days after which it goes', 'octets d’un fichier', 'Réglages', '0: never'].map(capital)).toEqual([
    'Days after which it goes',
    'Octets d’un fichier',
    'Réglages',
    '0: never',
  ])
})

test('[WEB-13] sizes, lengths and times left are said in the unit one would choose', () => {
  expect([0, 1, 999, 1024, 1_047_552, 1_048_575, 2_500_000, 31_457_280, 2 * 1_073_741_824].map(inBytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1 KB',
    '1,023 KB',
    '1 MB',
    '2.4 MB',
    '30 MB',
    '2 GB',
  ])
  expect([0.4, 7.2, 99, 200, 7200].map(lasting)).toEqual(['a moment', '7 s', '99 s', '3 min', '2 h'])
  expect([0, 7400, 754_000, 3_723_000].map(duration)).toEqual(['0:00', '0:07', '12:34', '1:02:03'])
  expect([filesInWords([]), filesInWords([{ name: 'a.txt' }]), filesInWords([{ name: 'a' }, { name: 'b' }])]).toEqual([
    '',
    'a.txt',
    '2 files',
  ])
})
