// Backups the server makes by itself, and who hears when it cannot.
import { createHash } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { comeBack, password, join as register } from '../harness/cast.ts'
import { deep } from '../harness/deep.ts'
import { hearth, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { createSender } from '../harness/upload.ts'
import { connect } from '../harness/wire.ts'

/** In the short run the server looks ten times as often: what it waits for some seconds for comes in some tenths. */
const hasty = `const wait = setTimeout; globalThis.setTimeout = (then, ms, ...given) => wait(then, ms >= 3000 && ms <= 10_000 ? ms / 10 : ms, ...given)`
const env: Record<string, string> = deep ? {} : { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hasty)}` }

it('[TEST-21] the server makes backups by plan, tells admins when it cannot and when it can again, and shows all of it on the command line', {
  timeout: 150_000,
}, async () => {
  const folder = temporary('plan')
  const [data, first, second] = ['data', 'first', 'second'].map((name) => join(folder.path, name)) as [string, string, string]
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await hearth([...args, '--data', data])
    return { code, says: stdout + stderr }
  }
  expect(await hearth(['user', 'add', 'root', '--admin', '--password-stdin', '--data', data], { input: password })).toMatchObject({
    code: 0,
  })
  expect(await done('backup', '--list')).toMatchObject({ code: 0, says: expect.stringContaining('makes no backups by itself') })
  for (const wrong of [['--every', 'often'], ['--every', '0d'], ['--every', '1d', '--keep', '0'], ['x', '--list'], []])
    expect((await done('backup', ...wrong)).code, wrong.join(' ')).toBe(2)
  expect(await done('backup', '--every', '1d', '--to', join(data, 'x'))).toMatchObject({
    code: 1,
    says: expect.stringContaining('outside of the data folder'),
  })

  // Its folder is gone by the time the first is due.
  expect(await done('backup', '--every', '12h', '--keep', '2', '--to', first)).toMatchObject({ code: 0 })
  rmSync(first, { recursive: true })
  {
    await using server = await startServer({ data, flags: ['--plain-port', '0'], env })
    const wire = await connect(server)
    const { token = '' } = await wire.ask('session.open', { name: 'root', password })
    const { trouble } = await wire.ask('session.resume', { token })
    const bo = await register(server, 'bo')
    const says = trouble?.says ?? (await wire.hears('server.trouble')).with.trouble?.says
    expect(says).toContain(`There is no folder ${first}`)
    expect(server.output()).toContain('the backup failed')
    expect((await done('backup', '--list')).says).toContain(`There is no folder ${first}`)
    const again = await connect(server)
    const facts = { code: 'backup_failed', about: [{ what: 'no_folder', folder: first }] }
    expect((await again.ask('session.resume', { token })).trouble).toMatchObject(facts)

    // Another plan, while it runs.
    expect(await done('backup', '--every', '1d', '--keep', '2', '--to', second)).toMatchObject({ code: 0 })
    await wire.hears('server.trouble', (event) => event.with.trouble === null)
    const [made = ''] = await until(
      'a backup',
      () => {
        const files = readdirSync(second)
        return files.length === 1 && files[0]?.endsWith('.backup') ? files : undefined
      },
      { within: 60_000, seen: () => readdirSync(second).join() + server.output() },
    )
    expect(await hearth(['verify', join(second, made)])).toMatchObject({ code: 0, stdout: expect.stringContaining('2 people') })
    const list = await until('the list to say so', async () => {
      const { says: text } = await done('backup', '--list')
      return text.includes('The last one was made') ? text : undefined
    })
    expect(list).toMatch(
      new RegExp(`^Every 1d into ${second}, the newest 2 are kept\\.\\nThe last one was made [-\\d: ]+ UTC\\.\\n {2}${made} `),
    )
    expect(bo.wire.heard.map(({ event }) => event)).not.toContain('server.trouble')
    expect((await comeBack(server, 'bo', bo.token)).user.admin).toBe(false)

    // A stored file rots: what the one before holds of it is not thrown away for one that lacks it.
    await createSender(server.run.plainPort ?? 0, token).upload({ bytes: new Blob(['the plan']), name: 'plan.txt' }).done
    const hash = createHash('sha256').update('the plan').digest('hex')
    writeFileSync(join(data, 'files/blobs', hash.slice(0, 2), hash), 'the plaN')
    expect(await done('backup', '--every', '1d', '--keep', '1', '--to', second)).toMatchObject({ code: 0 })
    const lacks = '1 stored file damaged or lost on this disk could not be taken along: “plan.txt”.'
    await until('admins to be told', () => wire.heard.some(({ with: about }) => JSON.stringify(about).includes(lacks)), { within: 60_000 })
    expect(readdirSync(second)).toHaveLength(2)
    expect((await done('backup', '--list')).says).toContain(lacks)
    expect(await done('backup', join(folder.path, 'by-hand'))).toMatchObject({ code: 3, says: expect.stringContaining(lacks) })
    await server.stop()
  }
  expect(await done('backup', '--every', 'off')).toMatchObject({ code: 0 })
  expect((await done('backup', '--list')).says).toContain('makes no backups by itself')
  expect(readdirSync(second)).toHaveLength(2)
  folder.drop()
})
