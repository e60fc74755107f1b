// Going into a room from outside: at once, or, where its admins let people in, by asking them.
import type { Client } from '@hearth/client/client.ts'
import type { Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { goToRoom } from '../../route.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'

/** Rejects with what hindered it. */
export async function enter(client: Client, where: Takes<'room.ask'>): Promise<void> {
  try {
    const { room } = await client.ask('room.join', where)
    goToRoom(room.id)
  } catch (failure) {
    if (!(failure instanceof ChatError) || failure.code !== 'approval_needed') throw failure
    await client.ask('room.ask', where)
    useUi.getState().say(t('Its admins are asked to let you in.'))
  }
}
