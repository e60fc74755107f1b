// What is said by a form waits like words where there is no way to the server, or where its answer got lost.
import type { Client } from '@hearth/client/client.ts'
import { ChatError } from '@hearth/protocol/errors.ts'

/** What became of it. @param wait keeps it; `tried`: it may be said already. Rejects with what the server says where it refuses at once. */
export async function sayOrWait(
  client: Pick<Client, 'state'>,
  ask: () => Promise<unknown>,
  wait: (tried?: true) => void,
): Promise<'said' | 'waits'> {
  if (client.state.connection.is !== 'open') {
    wait()
    return 'waits'
  }
  try {
    await ask()
    return 'said'
  } catch (failure) {
    if (!(failure instanceof ChatError) || failure.code !== 'offline') throw failure
    wait(true)
    return 'waits'
  }
}
