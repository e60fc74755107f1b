import { emptyState, type State } from '@hearth/client/state.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { sayOrWait } from './say-or-wait.ts'

const open: State = { ...emptyState, connection: { is: 'open' } }
const away: State = { ...emptyState, connection: { is: 'waiting', until: 0, why: 'closed' } }

it('[WEB-10] what is forwarded is called forwarded where it is, and waiting where it waits, whatever the connection does meanwhile', async () => {
  const client = { state: open }
  const waits: unknown[] = []
  const wait = (tried?: true) => void waits.push(tried)
  const said = sayOrWait(client, async () => void (client.state = away), wait)
  expect([await said, waits]).toEqual(['said', []])
  expect(await sayOrWait(client, () => Promise.reject(new Error('nobody asks')), wait)).toBe('waits')
  client.state = open
  const lost = sayOrWait(client, () => Promise.reject(new ChatError('offline')), wait)
  expect([await lost, waits]).toEqual(['waits', [undefined, true]])
  await expect(sayOrWait(client, () => Promise.reject(new ChatError('storage_full')), wait)).rejects.toMatchObject({ code: 'storage_full' })
})
