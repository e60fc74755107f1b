// The process that looks and draws: it comes when asked, goes when idle, and when it dies nothing else does.
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStudio, StudioError } from './studio.ts'

let folder: string
let image: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-studio-'))
  image = join(folder, 'image')
  await writeFile(
    image,
    await sharp({ create: { width: 60, height: 40, channels: 3, background: '#345' } })
      .png()
      .toBuffer(),
  )
})
afterAll(() => rm(folder, { recursive: true }))

test('[FILES-18] the process comes with the first task and goes when there was none for a while', async () => {
  await using studio = createStudio({ taskMs: 10_000, idleMs: 50 })
  expect(studio.isOpen()).toBe(false)
  expect(await studio.look(image)).toEqual({ type: 'image/png', width: 60, height: 40, durationMs: null, isChanged: false })
  expect(studio.isOpen()).toBe(true)
  await expect.poll(() => studio.isOpen(), { timeout: 5000 }).toBe(false)
  await studio.draw(image, join(folder, 'drawn'), 64)
  expect((await stat(join(folder, 'drawn'))).size).toBeGreaterThan(0)
})

test('[FILES-18] a task that takes too long ends the process, and the next one gets another', async () => {
  await using studio = createStudio({ taskMs: 1, idleMs: 10_000 })
  await expect(studio.draw(image, join(folder, 'never'), 64)).rejects.toThrow(StudioError)
  // What it is stays unknown, which is an answer.
  expect(await studio.look(image)).toMatchObject({ type: 'application/octet-stream', width: null, height: null })
  await using patient = createStudio({ taskMs: 10_000, idleMs: 10_000 })
  const many = await Promise.all(Array.from({ length: 20 }, () => patient.look(image)))
  expect(new Set(many.map(({ type }) => type))).toEqual(new Set(['image/png']))
})

test('[FILES-1] [FILES-18] killed while it looks: another looks again, and nobody trusts a hash from before', async () => {
  // None of the tests before, either, which may still be on its way out.
  await expect.poll(() => children('studio-process.ts'), { timeout: 20_000 }).toEqual([])
  await using studio = createStudio({ taskMs: 30_000, idleMs: 30_000 })
  const looking = studio.look(image)
  await expect.poll(() => killed('studio-process.ts'), { timeout: 5000, interval: 1 }).toBe(1)
  expect(await looking).toEqual({ type: 'image/png', width: 60, height: 40, durationMs: null, isChanged: true })
})

test('[FILES-1] [FILES-18] a picture that comes just as the idle process dies is looked at by another one', async () => {
  await using studio = createStudio({ taskMs: 30_000, idleMs: 30_000 })
  await studio.look(image)
  const [number] = await children('studio-process.ts')
  // 0 would be this process and all of its group.
  if (number === undefined) throw new Error('there is no process to kill')
  process.kill(number, 'SIGKILL')
  // It is dead before anything here hears of it: nothing is awaited.
  const late = performance.now() + 10_000
  while (!/^State:\tZ/m.test(readFileSync(`/proc/${number}/status`, 'utf8')))
    if (performance.now() > late) throw new Error('it was killed and is not dead')
  expect(await studio.look(image)).toMatchObject({ type: 'image/png', width: 60, height: 40 })
})

/** Ends the children of this process that run a program. Gives how many. */
async function killed(program: string): Promise<number> {
  const numbers = await children(program)
  for (const number of numbers) process.kill(number, 'SIGKILL')
  return numbers.length
}

/** Those that run a program, by their numbers. */
async function children(program: string): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const isOne = async (number: string): Promise<boolean> => {
    const [words, status] = await Promise.all(
      ['cmdline', 'status'].map((name) => readFile(`/proc/${number}/${name}`, 'utf8').catch(() => '')),
    )
    return (words?.includes(program) && status?.includes(`PPid:\t${process.pid}\n`) && !/^State:\tZ/m.test(status)) ?? false
  }
  const are = await Promise.all(numbers.map(isOne))
  return numbers.filter((_, at) => are[at]).map(Number)
}

test('[FILES-18] what is no image, or not there, fails alone', async () => {
  await using studio = createStudio({ taskMs: 10_000, idleMs: 10_000 })
  await writeFile(join(folder, 'svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
  const [fine, ...others] = await Promise.allSettled([
    studio.draw(image, join(folder, 'fine'), 64),
    studio.draw(join(folder, 'svg'), join(folder, 'drawn'), 64),
    studio.draw(join(folder, 'nothing'), join(folder, 'drawn'), 64),
  ])
  expect([fine.status, ...others.map(({ status }) => status)]).toEqual(['fulfilled', 'rejected', 'rejected'])
  expect(await studio.look(join(folder, 'nothing'))).toMatchObject({ type: 'application/octet-stream' })
})
