import { expect, it } from 'vitest'
import { onceEach } from './once.ts'

it('[CORE-20] what cannot be read is told once for each place, however often it is come across, and no log is filled with it', () => {
  const told: object[] = []
  const tell = onceEach((about: { readonly room: string; readonly seq?: number }) => void told.push(about))
  for (let time = 0; time < 3; time++) {
    tell({ room: 'a', seq: 1 })
    tell({ room: 'a', seq: 2 })
    tell({ room: 'a' })
  }
  expect(told).toEqual([{ room: 'a', seq: 1 }, { room: 'a', seq: 2 }, { room: 'a' }])
  for (let seq = 0; seq < 5000; seq++) tell({ room: 'b', seq })
  expect(told).toHaveLength(1000)
})
