// hearth tail, with a server played by hand.
import { dee, message, said } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import { expect, test } from 'vitest'
import { follow } from './tail.ts'

test('[TERM-24] what the server will not tell ends it, with words and a code, instead of being asked for ever', async () => {
  const { client, board } = await signedIn()
  const printed: string[] = []
  const options = { room: 'Workshop', asJson: false, last: 1, isOnce: false }
  const following = follow(client, options, (line) => void printed.push(line))
  await settle()
  for (let page = 0; page < 2; page++) await board.last.answer('room.history', { messages: [message(9), message(10)] })
  await settle()
  expect(printed).toEqual([expect.stringContaining('line 10')])
  board.last.say(said('Workshop', 11, dee))
  await settle()
  await board.last.refuse('people.get', { code: 'not_allowed', says: '' })
  await expect(following).rejects.toMatchObject({ code: 1, message: 'You may not do that.' })
})
