// The operator's deeds where no server runs: straight on the store, under the same lock.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createChat } from '#core/chat.ts'
import { createOperator, type OperatorCommand } from '#core/operator.ts'
import { sealingHere } from '#core/sealing.ts'
import type { Config } from '#server/config.ts'
import { lockData } from '#store/lock.ts'
import { openStore } from '#store/open.ts'
import { Failure } from './failure.ts'

/** Throws Failure, ChatError or what opening the store throws. @param takes what the operator's table says of `name` */
export async function operateAlone(config: Config, name: OperatorCommand, takes: unknown): Promise<unknown> {
  const { data, database } = config
  if (!existsSync(data) || (database === null && name !== 'user.add' && !existsSync(join(data, 'hearth.db')))) {
    if (name !== 'user.add')
      throw new Failure(`There is no Hearth data in ${data} yet. Start the server once, or say where it is with --data.`)
  }
  await using _lock = await lockData(data)
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} }
  await using store = await openStore({ database: database === null ? { file: join(data, 'hearth.db') } : { url: database }, log })
  const nobodyListens = () => {}
  const nobody = { publish: nobodyListens, online: () => [], isHere: () => false }
  const chat = await createChat({ store, settings: config, ...nobody, now: Date.now, chance: randomBytes, sealing: sealingHere() })
  // Awaited here: the store must not close before the deed is done.
  return await createOperator(chat.core, nobodyListens).operate(name, takes)
}
