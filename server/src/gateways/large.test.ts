import type { RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { enter, openHouse } from './testing/house.ts'

test('[EDGE-3] an answer larger than what is held back stops nobody who reads it', async () => {
  await using house = await openHouse({ limits: { framesPerSecond: 1000 } })
  using ada = await enter(house, 'Ada')
  const room = ada.lobby as RoomId
  const long = 'x'.repeat(7900)
  for (let said = 0; said < 40; said++) await ada.ask('message.send', { room, text: long, clientId: `c${said}` })
  for (let times = 0; times < 3; times++) {
    // 300 KB: more than a quarter of what may wait, and all of it leaves at once.
    const { messages } = await ada.ask('room.history', { room })
    expect(messages).toHaveLength(40)
    await ada.ask('server.ping', {})
  }
})

test.each([
  ['over TLS', true],
  ['in the clear', false],
])('[EDGE-3] who may have little waiting, and reads all of it, is heard after every answer (%s)', async (_how, tls) => {
  await using house = await openHouse({ limits: { framesPerSecond: 1000, outboxBytes: 65_536 } })
  using ada = await enter(house, 'Ada', { tls })
  const room = ada.lobby as RoomId
  const long = 'x'.repeat(700)
  for (let said = 0; said < 40; said++) await ada.ask('message.send', { room, text: long, clientId: `c${said}` })
  for (let times = 0; times < 3; times++) {
    // 35 KB: more than a quarter of what may wait, and less than a socket tells of when it has taken it.
    const { messages } = await ada.ask('room.history', { room })
    expect(messages).toHaveLength(40)
    await ada.ask('server.ping', {})
  }
})
