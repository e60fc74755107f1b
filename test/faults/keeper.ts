// Somebody who says things and sends files, and remembers all that was answered: after whatever happened it must be there, in that order.
import type { FileId } from '@hearth/protocol/ids.ts'
import { expect } from 'vitest'
import { clientId, comeBack, join, type Person } from '../harness/cast.ts'
import type { Server } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { Refused, Unanswered } from '../harness/wire.ts'

export type Keeper = {
  /** Messages and files that were answered so far. */
  count(): { readonly messages: number; readonly files: number }
  /** Small deeds that each want a sync, until one is refused or there were so many; after a refusal every one must be. What became of it. */
  talk(server: Server, name: string, rounds?: number): Promise<string>
  /** Says and sends until the server is gone, or refuses; then every one must be, and its health is red. */
  talkOn(server: Server, name: string): Promise<void>
  /** Says long things, fifty at a time, until the server is gone. */
  flood(server: Server, name: string): Promise<void>
  /** @param again a server on the same data, in which nothing is wrong */
  everythingIsThere(again: Server): Promise<void>
}

/** @param first a server on new data, with a plain port */
export async function createKeeper(first: Server): Promise<Keeper> {
  const { token } = await join(first, 'ada')
  const answered: { id: string; seq: number; text: string }[] = []
  const files: { id: FileId; bytes: string }[] = []

  async function saySomething(ada: Person, text: string, file?: FileId): Promise<boolean> {
    const words = { room: ada.lobby, text, clientId: clientId(), ...(file !== undefined && { files: [file] }) }
    const said = await claimed(ada.wire.ask('message.send', words))
    if (said !== undefined) answered.push({ id: said.id, seq: said.seq, text })
    return said !== undefined
  }

  /** Its bytes first, whole at once; then the message that shows it. */
  async function sendFile(server: Server, ada: Person, name: string): Promise<void> {
    const bytes = `the bytes of ${name} `.repeat(200)
    const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': String(bytes.length) }
    const begun = await fetch(`http://127.0.0.1:${server.run.plainPort}/files`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-metadata': `filename ${btoa(name)}` },
      body: bytes,
    }).catch(() => undefined)
    if (begun?.status !== 201 || begun.headers.get('upload-offset') !== String(bytes.length)) return
    const id = (begun.headers.get('location') ?? '').split('/').at(-1) as FileId
    if (await saySomething(ada, name, id)) files.push({ id, bytes })
  }

  return {
    count: () => ({ messages: answered.length, files: files.length }),
    async talk(server, name, rounds = 10) {
      await using _ = server
      const ada = await comeBack(server, 'ada', token).catch(() => undefined)
      if (ada === undefined) return 'nobody came in'
      for (let round = 0; round < rounds; round++) {
        const text = `${name}.${round}`
        if (!(await saySomething(ada, text))) return await afterTheFault(server, ada)
        if (round % 4 === 1) await sendFile(server, ada, text)
      }
      return 'all was answered'
    },
    async talkOn(server, name) {
      const ada = await comeBack(server, 'ada', token).catch(() => undefined)
      for (let round = 0; ada !== undefined; round++) {
        const text = `${name}.${round}`
        if (!(await saySomething(ada, text))) return void (await afterTheFault(server, ada))
        if (round % 4 === 1) await sendFile(server, ada, text)
      }
    },
    async flood(server, name) {
      const ada = await comeBack(server, 'ada', token)
      const lane = async (number: number): Promise<void> => {
        for (let round = 0; await saySomething(ada, `${name}.${number}.${round} ${'x'.repeat(3800)}`); ) round++
      }
      await Promise.all(Array.from({ length: 50 }, (_, number) => lane(number)))
    },
    async everythingIsThere(again) {
      const ada = await comeBack(again, 'ada', token)
      const kept = await wholeRoom(ada)
      expect(answered.filter(({ id, seq, text }) => kept.get(id)?.seq !== seq || kept.get(id)?.text !== text)).toEqual([])
      const seqs = [...kept.values()].map(({ seq }) => seq)
      expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
      for (const { id, bytes } of files) {
        const got = await fetch(`http://127.0.0.1:${again.run.plainPort}/files/${id}`, { headers: { authorization: `Bearer ${token}` } })
        expect([got.status, await got.text()]).toEqual([200, bytes])
      }
    },
  }
}

/** The answer; undefined where it was refused, or never came. */
async function claimed<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking
  } catch (cause) {
    if (cause instanceof Refused || cause instanceof Unanswered) return undefined
    throw cause
  }
}

/** A later sync that succeeds proves nothing: it says so, whoever watches over it learns it, and nothing is answered any more. */
async function afterTheFault(server: Server, ada: Person): Promise<string> {
  const again = await Promise.all(
    [1, 2, 3].map(() => claimed(ada.wire.ask('message.send', { room: ada.lobby, text: 'never', clientId: clientId() }))),
  )
  expect(again).toEqual([undefined, undefined, undefined])
  await until(
    'its health to be red',
    async () => (await fetch(`http://127.0.0.1:${server.run.plainPort}/healthz`).catch(() => undefined))?.status !== 200,
  )
  return 'refused'
}

async function wholeRoom(ada: Person): Promise<Map<string, { seq: number; text: string | null }>> {
  const kept = new Map<string, { seq: number; text: string | null }>()
  for (let after = 0, more = true; more; ) {
    const { messages } = await ada.wire.ask('room.history', { room: ada.lobby, after, limit: 50 })
    for (const { id, seq, text } of messages) kept.set(id, { seq, text })
    after = messages.at(-1)?.seq ?? after
    more = messages.length > 0
  }
  return kept
}
