// Words, names and rights without a store.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAddressOrRange } from './bans.ts'
import { checkName, mentionedKeys, nameKey } from './names.ts'
import { checkMay, type Deed, may } from './permissions.ts'
import { readCode, roomCode } from './secrets.ts'
import { failureOf } from './testing/world.ts'
import { checkEmoji, checkLine, checkText } from './text.ts'

const refused = (work: () => unknown) => failureOf(async () => work())

describe('words', () => {
  it('[CORE-12] a text keeps its lines and loses what could end a line, hide, or break a store', () => {
    expect(checkText('a\r\nb\rc\u2028d\u0000\u0007 \n', 100)).toBe('a\nb\nc\nd')
    expect(checkText('\ud800x', 100)).toBe('\ufffdx')
    expect(checkText('👩‍👩‍👧‍👦', 7)).toBe('👩‍👩‍👧‍👦')
  })

  it.each(['', ' \n\t ', '\u200b\u200d\ufeff', '\u0000', '\u202e\u2066'])('[CORE-12] the unseen text %j is empty', async (text) => {
    expect(await refused(() => checkText(text, 100))).toBe('text_empty')
  })

  it('[CORE-12] length is capped in characters and in bytes', async () => {
    expect(checkText('😀'.repeat(100), 100)).toHaveLength(200)
    expect(await refused(() => checkText('😀'.repeat(101), 100))).toBe('text_too_long')
    expect(await refused(() => checkText(`a${'\u0301'.repeat(10_000)}`, 8000))).toBe('text_too_long')
  })

  it('[CORE-12] no bytes make a checked text longer, multi-line where it must not be, or unwell', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (raw) => {
        const line = checkLine(raw, 100, 'name_invalid')
        expect(line).not.toMatch(/[\r\n\u0000-\u001f\u202e]/)
        expect(line.isWellFormed()).toBe(true)
      }),
    )
  })

  it('[CORE-12] names that look the same to a keyboard are one name', () => {
    expect(nameKey('ＡＤＡ')).toBe(nameKey('ada'))
    expect(checkName('Zoë', 20)).toBe('Zoë')
    expect(nameKey('Zoe\u0308')).toBe(nameKey('ZOË'))
  })

  it.each(['', '.ada', 'a b', '@ada', 'ada.', 'a\u200bb', 'a\nb', '\u202eada', 'x'.repeat(65), '😀'])(
    '[CORE-12] the name %j is refused',
    async (name) => {
      expect(await refused(() => checkName(name, 64))).toBe('name_invalid')
    },
  )

  it('[CORE-12] mentions are names behind an at sign, not mail addresses, at most fifty', () => {
    expect(mentionedKeys('@Ada, (@bo) and @cy.! but not d@dee.example nor @@eve')).toEqual(['ada', 'bo', 'cy'])
    expect(mentionedKeys(Array.from({ length: 90 }, (_, i) => `@p${i}`).join(' '))).toHaveLength(50)
  })

  it.each(['👍', '❤️', '👩‍🚀', '🇳🇴', '1️⃣', '👋🏿'])('[CORE-12] %s is one emoji', (emoji) => {
    expect(checkEmoji(emoji)).toBe(emoji)
  })

  it('[CORE-12] emoji that an eye takes for one are one, whatever keyboard they came from', () => {
    expect([checkEmoji('👍\ufe0f'), checkEmoji('❤'), checkEmoji('☝')]).toEqual(['👍', '❤\ufe0f', '☝\ufe0f'])
  })

  it.each(['a', '👍👍', ' ', '<', '1', 'a\u20e3', `👍${'\u0301'.repeat(20)}`])('[CORE-12] %j is no emoji', async (emoji) => {
    expect(await refused(() => checkEmoji(emoji))).toBe('emoji_invalid')
  })

  it('[CORE-12] a code is read however it was typed', () => {
    const code = roomCode(() => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
    expect(readCode(` ${code.toUpperCase().replace('-', ' ')} `)).toBe(code)
  })

  it('[CORE-14] addresses and ranges are told from names', () => {
    expect(['10.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1'].map(isAddressOrRange)).toEqual([true, true, true, true])
    expect(['ada', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/9', '::1/129', '10.0.0.1/'].map(isAddressOrRange)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('rights', () => {
  const roles = ['member', 'admin', 'owner'] as const
  const allowed = (kind: Parameters<typeof may>[0], deed: Deed) => roles.filter((role) => may(kind, role, deed)).join(' ')

  it('[CORE-13] who may do what, kind by kind', () => {
    const deeds: readonly Deed[] = [
      'speak',
      'retopic',
      'rename',
      'seeCode',
      'invite',
      'remove',
      'setRole',
      'deleteOthersMessage',
      'leave',
      'deleteRoom',
    ]
    const table = Object.fromEntries(
      (['lobby', 'direct', 'group', 'channel'] as const).map((kind) => [kind, deeds.map((deed) => allowed(kind, deed).length)]),
    )
    const [all, admins, owner, nobody] = ['member admin owner'.length, 'admin owner'.length, 'owner'.length, 0]
    expect(table).toEqual({
      lobby: [all, admins, nobody, nobody, nobody, nobody, nobody, admins, nobody, nobody],
      direct: [all, nobody, nobody, nobody, nobody, nobody, nobody, nobody, nobody, nobody],
      group: [all, admins, admins, admins, all, admins, owner, admins, all, owner],
      channel: [admins, admins, admins, admins, admins, admins, owner, admins, all, owner],
    })
  })

  it('[CORE-13] a deed the kind does not know is told apart from one the role is too low for', async () => {
    expect(await refused(() => checkMay('lobby', 'owner', 'leave'))).toBe('room_is_fixed')
    expect(await refused(() => checkMay('group', 'member', 'rename'))).toBe('not_allowed')
    expect(await refused(() => checkMay('channel', 'member', 'speak', 'may_not_speak'))).toBe('may_not_speak')
    expect(await refused(() => checkMay('direct', 'member', 'deleteOthersMessage'))).toBe('not_allowed')
  })
})
