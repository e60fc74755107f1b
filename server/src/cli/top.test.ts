import type { Figures } from '@hearth/protocol/admin-shapes.ts'
import { expect, test } from 'vitest'
import { screenOf, sparks } from './top.ts'

const figures = (at: number, more: Partial<Figures> = {}): Figures => ({
  ...{ version: '0.1.0', at, startedAt: 0, people: 3, connections: 4, asked: 0, said: 0, memoryBytes: 104_857_600 },
  ...{ processorMs: 0, lagMs: 1.25, databaseBytes: 0, diskFreeBytes: 1_048_576, gateways: [{ name: 'pychat', port: 8000 }], ...more },
})

test('[CLI-11] top shows what is so now, how fast it goes, and how it was', () => {
  const screen = screenOf([figures(90_000_000), figures(90_002_000, { said: 100, asked: 240, processorMs: 500, people: 5 })]).join('\n')
  for (const words of [
    'up 1 d 1 h',
    /people +5 {2}▁█/,
    /messages\/s +50\.0/,
    /requests\/s +120\.0/,
    /processor +25 %/,
    /memory +100 MB/,
    'elsewhere',
    'pychat 8000',
  ])
    expect(screen).toMatch(words)
  expect(screenOf([])).toEqual([])
  expect(screenOf([figures(0)]).join('\n')).toMatch(/messages\/s +0\.0/)
})

test('[CLI-11] a chart of one kind of value is flat, and the highest value is the highest bar', () => {
  expect(sparks([2, 2, 2])).toBe('▁▁▁')
  expect(sparks([0, 7, 3.5])).toBe('▁█▅')
  expect(sparks([])).toBe('')
})
