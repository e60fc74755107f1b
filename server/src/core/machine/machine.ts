// What admins see and change of the machine. What is chosen is on disk before it holds, and stands in the audit log.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MachineCommandName } from '@hearth/protocol/machine-commands.ts'
import type { BackupsKept, GatewaySet } from '@hearth/protocol/machine-shapes.ts'
import type { Tx } from '#store/open.ts'
import * as backups from '../backups.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkStaff } from '../moderation/staff.ts'
import type { Member } from '../outcome.ts'
import type { GatewayNow } from './keeper.ts'
import { type Chosen, chosenGateway, chosenLimit, holdsNow, isLimit, keep, limitNames, limitView, mayBe, read } from './running.ts'
import { endOne, listOthers } from './sign-ins.ts'

const HOUR_MS = 3_600_000
const KEPT = 7
const LINES = 100

const checkAdmin = (core: Core, caller: Member): Promise<unknown> => core.store.read((tx) => checkStaff(tx, caller, 'runServer'))
const givenLimits = ({ settings }: Core) => settings.given ?? settings.limits

const machine: Handler<'admin.machine'> = async (core, caller) => {
  await checkAdmin(core, caller)
  const kept = await backupsKept(core)
  return inRead(async () =>
    quietly({ machine: { versions: core.keeper().versions(), certificate: core.keeper().certificate(), backups: kept } }),
  )
}

async function backupsKept(core: Core): Promise<BackupsKept> {
  const { plan, last } = await core.store.read(backups.read)
  const keeper = core.keeper()
  return {
    plan: plan && { ...plan },
    last: last && {
      at: last.at,
      file: 'file' in last ? last.file : null,
      says: last.says ?? null,
      ...(last.about && { about: last.about }),
    },
    files: (await keeper.backupsIn(plan?.folder ?? keeper.backupFolder)).map((one) => ({ ...one })),
    making: keeper.isBackingUp(),
  }
}

const limits: Handler<'admin.limits'> = (core, caller) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const chosen = await read(tx)
    return quietly({ limits: limitNames().map((name) => limitView(givenLimits(core), chosen, name)) })
  })

const limit: Handler<'admin.limit'> = (core, caller, { name, value }) =>
  inWrite(
    async (tx) => {
      await checkStaff(tx, caller, 'runServer')
      if (!isLimit(name)) throw new ChatError('bad_request', { at: '/name' })
      if (value !== null && !mayBe(name, value)) throw new ChatError('bad_request', { at: '/value' })
      const chosen = chosenLimit(await read(tx), name, value)
      await keep(tx, chosen)
      await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: `limits.${name} ${value ?? 'as at the start'}` })
      return quietly({ limit: limitView(givenLimits(core), chosen, name) })
    },
    (outcome) => {
      // One object, which all who are bound by it ask each time.
      if (isLimit(name) && holdsNow(name)) Object.assign(core.settings.limits, { [name]: outcome.reply.limit.value })
      return outcome
    },
  )

const gateways: Handler<'admin.gateways'> = (core, caller) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const chosen = await read(tx)
    const all = core.keeper().gateways()
    return quietly({ gateways: all.map((one) => gatewayView(one, chosen)) })
  })

const gatewayView = ({ given, ...now }: GatewayNow, chosen: Chosen): GatewaySet => ({
  ...now,
  wanted: chosen.gateways[now.name] ?? given,
  set: chosen.gateways[now.name] !== undefined,
})

const gateway: Handler<'admin.gateway'> = async (core, caller, { name, on }) => {
  await checkAdmin(core, caller)
  const keeper = core.keeper()
  const find = (): GatewayNow | undefined => keeper.gateways().find((one) => one.name === name)
  const before = find()
  if (before === undefined) throw new ChatError('bad_request', { at: '/name' })
  await keeper.turn(name, on ?? before.given).catch((why: unknown) => {
    throw new ChatError('gateway_failed', {}, why)
  })
  return inWrite(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const chosen = chosenGateway(await read(tx), name, on)
    await keep(tx, chosen)
    const how = on === null ? 'as at the start' : on ? 'on' : 'off'
    await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: `gateway ${name} ${how}` })
    return quietly({ gateway: gatewayView(find() ?? before, chosen) })
  })
}

const renew: Handler<'admin.renew'> = async (core, caller) => {
  await checkAdmin(core, caller)
  const certificate = await core.keeper().renew()
  return inWrite(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    await note(core, tx, { by: caller.user, deed: 'settings.changed', detail: 'certificate renewed' })
    return quietly({ certificate })
  })
}

/** The folder is chosen on the server's own machine alone: nobody makes the server write elsewhere from afar. */
const plan: Handler<'admin.plan'> = async (core, caller, { everyHours, keep: most }) => {
  await checkAdmin(core, caller)
  const { plan: before } = await core.store.read(backups.read)
  const folder = before?.folder ?? core.keeper().backupFolder
  const wanted = everyHours === null ? null : { everyMs: everyHours * HOUR_MS, keep: most ?? before?.keep ?? KEPT, folder }
  const kept = await backupsKept(core)
  return inWrite(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const detail = wanted === null ? 'no backups by plan' : `backups every ${everyHours} h, ${wanted.keep} kept`
    await note(core, tx, { by: caller.user, deed: 'settings.changed', detail })
    const tellings = await backups.replacePlan(tx, wanted)
    return { reply: { backups: { ...kept, plan: wanted, last: null } }, tellings }
  })
}

const backup: Handler<'admin.backup'> = async (core, caller) => {
  await checkAdmin(core, caller)
  const kept = await backupsKept(core)
  const folder = kept.plan?.folder ?? core.keeper().backupFolder
  return inWrite(
    async (tx: Tx) => {
      await checkStaff(tx, caller, 'runServer')
      await note(core, tx, { by: caller.user, deed: 'backup.made' })
      return quietly({ backups: { ...kept, making: true } })
    },
    (outcome) => {
      core.keeper().backUp(folder)
      return outcome
    },
  )
}

const log: Handler<'admin.log'> = (core, caller, { least = 'debug', before }) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'runServer')
    const lines = core.keeper().log(least, before, LINES + 1)
    return quietly({ lines: lines.slice(0, LINES).map((line) => ({ ...line })), more: lines.length > LINES })
  })

export const machineHandlers: { readonly [N in MachineCommandName]: Handler<N> } = {
  'admin.machine': machine,
  'admin.limits': limits,
  'admin.limit': limit,
  'admin.gateways': gateways,
  'admin.gateway': gateway,
  'admin.renew': renew,
  'admin.plan': plan,
  'admin.backup': backup,
  'admin.sessions': listOthers,
  'admin.end': endOne,
  'admin.log': log,
}
