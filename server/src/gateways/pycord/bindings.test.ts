import type { SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Member } from '#core/outcome.ts'
import { createBindings } from './bindings.ts'

const HOUR = 3_600_000
let sessions = 0
const member = (user: string, address: string): Member => ({
  kind: 'signed-in',
  user: user as UserId,
  session: `s${++sessions}` as SessionId,
  address,
  client: 'pycord',
})
const names = (members: readonly Member[]) => members.map(({ user }) => String(user))

function place(more: { mostOfAddress?: number; mostInAll?: number } = {}) {
  const at = { now: 0 }
  const ended: Member[] = []
  const bindings = createBindings({ clock: () => at.now, lastsMs: 12 * HOUR, onEnd: (caller) => ended.push(caller), ...more })
  return { at, ended, bindings }
}

test('[PYCORD-7] a sign-in speaks for its person from its address alone, and for twelve hours', () => {
  const { at, ended, bindings } = place()
  const ada = member('ada', '10.0.0.1')
  bindings.bind(ada)
  bindings.bind(member('bo', '10.0.0.1'))
  bindings.bind(member('cy', '10.0.0.2'))
  expect(bindings.of('10.0.0.1', ada.user)).toBe(ada)
  expect(bindings.of('10.0.0.2', ada.user)).toBeUndefined()
  expect(names(bindings.at('10.0.0.1'))).toEqual(['bo', 'ada'])
  expect(names(bindings.at('10.0.0.3'))).toEqual([])
  at.now = 12 * HOUR - 1
  expect(bindings.of('10.0.0.1', ada.user)).toBe(ada)
  at.now = 12 * HOUR
  expect(bindings.of('10.0.0.1', ada.user)).toBeUndefined()
  expect(bindings.at('10.0.0.1')).toEqual([])
  bindings.sweep()
  expect(names(ended)).toEqual(['ada', 'bo', 'cy'])
})

test('[PYCORD-7] who signs in anew at an address has one binding there; the sign-in before ends, and cannot end the new one', () => {
  const { ended, bindings } = place()
  const [first, second] = [member('ada', '10.0.0.1'), member('ada', '10.0.0.1')]
  bindings.bind(first)
  bindings.bind(second)
  expect(ended).toEqual([first])
  bindings.end(first)
  expect(bindings.of('10.0.0.1', second.user)).toBe(second)
  bindings.end(second)
  expect(bindings.of('10.0.0.1', second.user)).toBeUndefined()
  expect(ended).toEqual([first, second])
  bindings.close()
  expect(ended).toHaveLength(2)
})

test('[PYCORD-7] of one address and in all there are so many: the oldest gives way', () => {
  const { ended, bindings } = place({ mostOfAddress: 2, mostInAll: 3 })
  for (const name of ['ada', 'bo', 'cy']) bindings.bind(member(name, '10.0.0.1'))
  expect(names(ended)).toEqual(['ada'])
  bindings.bind(member('dee', '10.0.0.2'))
  bindings.bind(member('eve', '10.0.0.3'))
  expect(names(ended)).toEqual(['ada', 'bo'])
  expect(names([...bindings.at('10.0.0.1'), ...bindings.at('10.0.0.2'), ...bindings.at('10.0.0.3')])).toEqual(['cy', 'dee', 'eve'])
  bindings.close()
  expect(ended).toHaveLength(5)
})
