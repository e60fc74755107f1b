// The security checklist about accounts and sign-ins, item by item, where no other test says it.
import { expect, it } from 'vitest'
import { createWorld, failureOf, PASSWORD, type World } from '../testing/world.ts'

const register = (world: World, name: string, password: string) =>
  failureOf(() => world.chat.execute(world.stranger, 'account.register', { name, password }))
const open = (world: World, name: string, password: string) =>
  world.chat.execute(world.stranger, 'session.open', { name, password }).then(({ reply }) => reply)

it('[CORE-9] S-10: passwords of 8 to 1,024 bytes of any letters, nothing cut off; none of the common ones, none that is mostly a name', async () => {
  await using world = await createWorld()
  const longest = `${'ab1'.repeat(341)}z`
  const good = ['Tea for 22', 'пароль-длинный', '🔥🌧️🌊🍃🔥🌧️🌊🍃', ' spaces at both ends ', longest]
  for (const [n, password] of good.entries()) {
    expect([password, await register(world, `Person${n}`, password)]).toEqual([password, 'no failure'])
    expect((await open(world, `Person${n}`, password)).user.name).toBe(`Person${n}`)
  }
  // What is cut off would let in whoever knows the beginning.
  expect(await failureOf(() => open(world, 'Person4', longest.slice(0, -1)))).toBe('bad_credentials')
  for (const weak of ['1234567', 'password', 'qwertyuiop', 'aaaaaaaaaaaa', 'Cecilia1', 'hearth12'])
    expect([weak, await register(world, 'Cecilia', weak)]).toEqual([weak, 'password_weak'])
  expect(await register(world, 'Cecilia', `${longest}y`)).toBe('password_too_long')
})

it('[CORE-8] S-12, S-13: every secret has at least 128 bits, is new at each sign-in, and is nowhere in the database', async () => {
  await using world = await createWorld()
  const setup = world.chat.renewSetup()
  const mia = await world.person('Mia', { setup })
  const told = [setup, mia.token]
  for (let times = 0; times < 3; times++) told.push((await open(world, 'Mia', PASSWORD)).token ?? '')
  told.push((await world.do(mia, 'token.create', { name: 'x', scope: ['read'], days: 1 })).token)
  told.push((await world.do(mia, 'admin.create', { name: 'newcomer' })).token)
  told.push((await world.do(mia, 'admin.invite', { uses: 1, days: 1 })).token)
  const app = await world.do(mia, 'app.create', { password: PASSWORD, name: 'x', reach: 'read' })
  expect(new Set(told).size).toBe(told.length)
  for (const secret of told) expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16)
  // Five bits a letter.
  expect(app.secret.length * 5).toBeGreaterThanOrEqual(128)
  const kept = await world.store.read(async (tx) =>
    JSON.stringify([
      ...(await tx.selectFrom('sessions').selectAll().execute()),
      ...(await tx.selectFrom('resets').selectAll().execute()),
      ...(await tx.selectFrom('invites').selectAll().execute()),
      ...(await tx.selectFrom('app_passwords').selectAll().execute()),
      ...(await tx.selectFrom('facts').selectAll().execute()),
    ]),
  )
  for (const secret of [...told, app.secret]) expect(kept).not.toContain(secret)
})

it('[CORE-8] S-15: where one is signed in says from where and when, and each is ended', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada')
  const phone = { ...world.stranger, address: '192.168.1.44', client: 'a phone' }
  const { reply } = await world.chat.execute(phone, 'session.open', { name: 'Ada', password: PASSWORD })
  const { sessions } = await world.do(ada, 'session.list', {})
  expect(sessions.find(({ id }) => id === reply.session)).toMatchObject({ client: 'a phone', address: '192.168.1.44', current: false })
  await world.do(ada, 'session.revoke', { session: reply.session })
  expect(await failureOf(() => world.chat.recognise(reply.token ?? '', phone.address, phone.client))).toBe('session_unknown')
})

it('[CORE-9] S-17: who is there and who is not fail alike, at every door, and cost the same hash', async () => {
  await using world = await createWorld({ settings: { registration: 'invite' } })
  await using open_ = await createWorld()
  const ada = await open_.person('Ada')
  expect(ada.name).toBe('Ada')
  const doors = (name: string) => [
    () => open_.chat.execute(open_.stranger, 'session.open', { name, password: 'not the password' }),
    () => open_.chat.execute(open_.stranger, 'session.prove', { ticket: name, code: '123456' }),
    () => open_.chat.execute(open_.stranger, 'account.reset', { token: name, password: PASSWORD }),
    () => world.chat.execute(world.stranger, 'account.register', { name, password: PASSWORD }),
  ]
  const fails = async (name: string) => Promise.all(doors(name).map((door) => failureOf(door)))
  expect(await fails('Ada')).toEqual(await fails('Nobody'))
  // Both stand in the same line of hashes: when it is full, for both alike.
  const storm = (name: string) =>
    Array.from({ length: 30 }, (_, n) =>
      failureOf(() =>
        open_.chat.execute({ ...open_.stranger, address: `10.0.0.${n}` }, 'session.open', { name, password: 'not the password' }),
      ),
    )
  const ends = await Promise.all([...storm('Nobody'), ...storm('Ada')])
  expect(new Set(ends)).toEqual(new Set(['bad_credentials', 'slow_down']))
})
