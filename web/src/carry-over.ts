// What older pages kept on the device and the account keeps now is told to it once.
import type { Client } from '@hearth/client/client.ts'
import { answering } from '@hearth/client/draft-places.ts'
import { forgetKept, read } from './kept-words.ts'
import { type Asked, changeOwn } from './own-settings.ts'

const TYPING = 'hearth.typing'
const ANSWERED = 'hearth.answered.'

type Taking = Asked & Pick<Client, 'draft'>

/** As soon as somebody is in. Called once per page. */
export function carryOver(client: Taking, refused: (failure: unknown) => void): void {
  const look = (): void => {
    const { me, rooms, connection } = client.state
    if (me === null || connection.is !== 'open') return
    stop()
    const isHidden = read(TYPING) === 'hidden'
    forgetKept(TYPING)
    if (isHidden) changeOwn(client, { typing: false }, refused)
    for (const room of rooms.keys()) {
      const answered = read(ANSWERED + room)
      forgetKept(ANSWERED + room)
      if (answered && client.state.drafts.has(room) && !client.state.drafts.has(answering(room))) client.draft(answering(room), answered)
    }
  }
  const stop = client.subscribe(look)
  look()
}
