// Whether those for whom a directory vouches are still there: who is switched off there is out here, too, with all that they had open.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as identities from '#store/identities.ts'
import { cutSessions } from '../accounts.ts'
import type { Core } from '../context.ts'
import { note } from '../moderation/audit.ts'
import type { Telling } from '../outcome.ts'
import { DirectoryAway, LDAP, type Vouched } from './directory.ts'
import { personOf } from './outsiders.ts'

type Publish = (tellings: readonly Telling[]) => void
export type RechecksGiven = {
  readonly core: Core
  readonly publish: Publish
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: { warn(about: object, says: string): void }
}

/** Closed: it looks no more. Without a directory it never does. */
export function createRechecks(given: RechecksGiven): Disposable {
  const { core, wait, log } = given
  const { directory } = core
  if (directory === undefined) return { [Symbol.dispose]: () => undefined }
  const everyMs = directory.recheckMs
  let callOff = wait(everyMs, look)
  let closed = false
  function look(): void {
    recheck(given)
      .catch((err: unknown) => {
        if (!(err instanceof DirectoryAway)) log.warn({ err }, 'it could not be seen whether people are still in the directory')
      })
      .finally(() => {
        if (!closed) callOff = wait(everyMs, look)
      })
  }
  return {
    [Symbol.dispose]() {
      closed = true
      callOff()
    },
  }
}

const FAILED: unique symbol = Symbol('not asked')

/** One after another. When the directory is away, everybody stays as they were. Rejects with DirectoryAway. */
export async function recheck({ core, publish }: Pick<RechecksGiven, 'core' | 'publish'>): Promise<void> {
  const { directory } = core
  if (directory === undefined) return
  let failure: unknown
  for (const known of await core.store.read((tx) => identities.ofSource(tx, LDAP))) {
    const now = await directory.look(known.subject).catch((why: unknown): typeof FAILED => {
      // One who cannot be asked about keeps nobody else from being asked about; two in a row, and it is the directory.
      if (failure !== undefined) throw why
      failure = why
      return FAILED
    })
    if (now === FAILED) continue
    failure = undefined
    const isOn = now !== undefined && !now.isOff
    if (isOn) await letIn(core, publish, now)
    else if (known.offAt === null) await putOut(core, publish, known)
  }
  if (failure !== undefined) throw failure
}

async function letIn(core: Core, publish: Publish, now: Vouched): Promise<void> {
  const work = async () => core.store.write(async (tx) => (await personOf(core, tx, LDAP, now, false)).tellings, publish)
  await work().catch((why: unknown) => {
    // Their account here is deleted.
    if (!(why instanceof ChatError)) throw why
  })
}

function putOut(core: Core, publish: Publish, { subject, user }: identities.IdentityRow): Promise<unknown> {
  return core.store.write(async (tx) => {
    await identities.change(tx, LDAP, subject, core.now(), core.now())
    await note(core, tx, { by: null, deed: 'account.off', user })
    return cutSessions(core, tx, user, 'session_unknown')
  }, publish)
}
