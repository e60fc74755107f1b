import type { Message } from '@hearth/protocol/shapes.ts'
import type { RoomHold } from './room-context.ts'
import type { Row } from './rows.ts'

export type Ways = { editLast(): void; answerLast(): void }

/** From an empty composer: to change what one said last, or to answer what was said last. */
export function waysFrom(rows: readonly Row[], { me, setMode }: RoomHold): Ways {
  const said = (): readonly Message[] => rows.flatMap((row) => (row.is === 'message' && row.message.text !== null ? [row.message] : []))
  return {
    editLast() {
      const own = said().findLast(({ author, poll }) => author === me && poll === undefined)
      if (own) setMode({ is: 'edit', message: own })
    },
    answerLast() {
      const message = said().at(-1)
      if (message) setMode({ is: 'write', replyTo: message.id })
    },
  }
}
