// Around every test file of the rooms, which share processes: each leaves its process as it found it.
import { afterAll } from 'vitest'
import { changesOf, lookAtProcess, putBack } from './process.ts'

const before = lookAtProcess()

// Registered first, it runs last: what the file itself puts back in a hook is back.
afterAll(() => {
  const changes = changesOf(before, lookAtProcess())
  putBack(before)
  if (changes.length > 0) throw new Error(`this file leaves its process changed for the files that come after it: ${changes.join(', ')}`)
})
