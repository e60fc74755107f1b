import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { hearth, standardFlags, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

it('[OLDER-6] without a gateway there is none; with one its ports are in run.json, and what can be read along is said', async () => {
  await using plain = await startServer()
  expect([plain.run.gateways, plain.output().includes('readable')]).toEqual([{}, false])

  await using server = await startServer({ flags: ['--gateway', 'pychat=0', '--gateway', 'pycord=0'] })
  expect(Object.keys(server.run.gateways).toSorted()).toEqual(['pychat', 'pychat.json', 'pycord'])
  expect(server.output()).toContain('readable by anybody on the network is passwords, every word and every file')
  expect(server.output()).not.toMatch(/pycord[^"]*readable/)
  await until('the banner', () => /For older programs: pychat on port \d+/.test(server.output()), { seen: server.output })

  const shown = await hearth(['legacy', 'pychat', '--data', server.data])
  expect(shown.stdout).toContain('It is on.')
  expect(shown.stdout).toContain(`port ${server.run.gateways['pychat']}`)
  expect(shown.stdout).toContain(`for json: port ${server.run.gateways['pychat.json']}`)
  expect(shown.stdout).toContain('Readable by anybody on the network: passwords')
})

it('[CLI-9] legacy says how a program is pointed here, whether it is let in or not, and knows what there is', async () => {
  const folder = temporary('legacy')
  for (const [name, what] of [
    ['prmp', 'port 7767'],
    ['vases', ':8767'],
    ['disbroad', 'port 81'],
    ['pychat', 'port 8000'],
    ['pycord', ':5016/'],
  ] as const) {
    const { code, stdout } = await hearth(['legacy', name, '--data', folder.path])
    expect([code, stdout]).toEqual([0, expect.stringContaining(what)])
    expect(stdout).toContain(`It is off. Start the server with --gateway ${name}`)
  }
  expect(await hearth(['legacy', 'irc', '--data', folder.path])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There are: prmp, vases'),
  })
  folder.drop()
})

it('[CLI-1] a gateway nobody knows, and a port that is taken, are one sentence', async () => {
  const folder = temporary('doors')
  const serve = (...flags: string[]) => hearth(['serve', '--data', folder.path, ...standardFlags, ...flags])
  expect(await serve('--gateway', 'irc')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--gateway must be one of prmp, vases'),
  })
  expect(await serve('--gateway', 'prmp=many')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--gateway must be a whole number'),
  })
  await using taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  expect(await serve('--gateway', `prmp=${port}`)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`Port ${port} is in use by another program. Stop it, or choose another port with --gateway prmp=PORT.`),
  })
  folder.drop()
})
