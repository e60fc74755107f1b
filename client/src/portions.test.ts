import { expect, test } from 'vitest'
import { createPortions, UnreadableError } from './portions.ts'

const sha256 = (bytes: ArrayBuffer) => crypto.subtle.digest('SHA-256', bytes)
const text = ({ bytes }: { readonly bytes: Blob }): Promise<string> => bytes.text()

test('[CLIENT-19] each piece is read once, ahead of its turn, and says what it hashes to', async () => {
  let reads = 0
  const counted = Object.assign(new Blob(['abcdef']), {
    slice(this: Blob, from?: number, to?: number) {
      reads++
      return Blob.prototype.slice.call(this, from, to)
    },
  })
  const portions = createPortions(counted, sha256)
  const first = await portions.take(0, 4)
  expect([await text(first), first.checksum]).toEqual(['abcd', 'sha256 iNQmb9TmM40TuEX88olXnSCciXgjuSF9o+Fhk28DFYk='])
  portions.ahead(4, 4)
  portions.ahead(6, 4)
  portions.ahead(4, 4)
  expect(await text(await portions.take(4, 9))).toBe('ef')
  expect(reads).toBe(3)
  // The server stands elsewhere than was thought.
  portions.ahead(4, 2)
  expect(await text(await portions.take(2, 2))).toBe('cd')
  expect((await createPortions(counted, null).take(0, 1)).checksum).toBeUndefined()
})

test('[CLIENT-19] a file that was changed or taken away is told from a network that is gone', async () => {
  const gone = Object.assign(new Blob(['abcdef']), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) })
  await expect(createPortions(gone, sha256).take(0, 2)).rejects.toThrow(UnreadableError)
  const shorter = Object.assign(new Blob(['abcdef']), { slice: () => new Blob(['a']) })
  await expect(createPortions(shorter, sha256).take(0, 2)).rejects.toThrow(UnreadableError)
})
