// Tokens for programs: what they may do, and when they end.
import { expect, it } from 'vitest'
import { createEndings } from './endings.ts'
import type { Member } from './outcome.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, type World } from './testing/world.ts'

const DAY_MS = 86_400_000
const made = async (world: World, who: Person, scope: readonly ('read' | 'send')[], days = 30) =>
  world.do(who, 'token.create', { name: 'nightly report', scope: [...scope], days })
const known = (world: World, token: string): Promise<Member> => world.chat.recognise(token, '192.168.1.9', 'cron')

it('[CORE-21] a token does what its scope says, in its person’s name, and nothing else', async () => {
  await using world = await createWorld()
  const { ada, bo, workshop } = await createCast(world)
  const { token } = await made(world, ada, ['send'])
  const caller = await known(world, token)
  const words = { room: workshop.id, text: 'the report is ready', clientId: newClientId() }
  const said = await world.chat.execute(caller, 'message.send', words)
  const { messages } = await world.do(bo, 'room.history', { room: workshop.id })
  expect(messages.at(-1)).toMatchObject({ id: said.reply.id, author: ada.id, text: words.text })

  const refused = [
    world.chat.execute(caller, 'room.history', { room: workshop.id }),
    world.chat.execute(caller, 'account.change', { displayName: 'Somebody else' }),
    world.chat.execute(caller, 'token.create', { name: 'more', scope: ['read'], days: 1 }),
    world.chat.execute(caller, 'session.close', {}),
    world.chat.execute(world.stranger, 'session.resume', { token }),
  ]
  for (const one of refused) expect(await failureOf(() => one)).toBe('not_in_scope')

  const reader = await made(world, ada, ['read'])
  const listening = await world.chat.execute(world.stranger, 'session.resume', { token: reader.token })
  expect(listening.signIn).toMatchObject({ user: ada.id, scope: ['read'] })
  expect(await failureOf(async () => world.chat.execute(await known(world, reader.token), 'message.send', words))).toBe('not_in_scope')
})

it('[CORE-21] a token is listed without its secret, ends when it is revoked, and with the password; it is no device', async () => {
  await using world = await createWorld()
  const { ada, bo } = await createCast(world)
  const { token, made: about } = await made(world, ada, ['send', 'read'])
  expect(about.scope).toEqual(['read', 'send'])
  const { tokens } = await world.do(ada, 'token.list', {})
  expect(tokens).toEqual([about])
  expect(JSON.stringify(tokens)).not.toContain(token)
  expect((await world.do(ada, 'session.list', {})).sessions.map(({ id }) => id)).toEqual([ada.session])
  expect(await failureOf(() => world.do(bo, 'token.revoke', { token: about.id }))).toBe('token_unknown')
  expect((await world.do(bo, 'token.list', {})).tokens).toEqual([])

  const caller = await known(world, token)
  await world.do(ada, 'token.revoke', { token: about.id })
  expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: ada.id, session: about.id })
  expect(await failureOf(() => known(world, token))).toBe('session_unknown')
  expect(await failureOf(() => world.chat.execute(caller, 'room.list', {}))).toBe('session_unknown')
})

it('[CORE-21] a token ends on its day, also for who is connected with it', async () => {
  await using world = await createWorld()
  const { ada, workshop } = await createCast(world)
  const { token, made: about } = await made(world, ada, ['read'], 2)
  const looks: (() => void)[] = []
  using _endings = createEndings({
    core: world.chat.core,
    publish: world.publish,
    wait: (_ms, then) => {
      looks.push(then)
      return () => undefined
    },
  })
  world.now += 2 * DAY_MS - 60_000
  await known(world, token)
  world.now += DAY_MS
  expect(await failureOf(() => known(world, token))).toBe('session_unknown')
  looks.pop()?.()
  // In the one ordered queue: what is asked after it is answered after it.
  await say(world, ada, workshop.id, 'the next day')
  expect(world.asked).toContainEqual({ do: 'cut', user: ada.id, session: about.id, code: 'session_unknown' })
  expect((await world.do(ada, 'token.list', {})).tokens).toEqual([])
})
