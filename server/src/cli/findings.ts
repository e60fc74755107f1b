// What `hearth doctor` makes of what it sees: one line each, and what to do. Pure: nothing is looked at here.
import type { Address } from '#lan/addresses.ts'

export type Finding = {
  readonly about: string
  /** `hint`: it works, and could be better. `bad`: somebody cannot get in, or something may be lost. */
  readonly is: 'fine' | 'hint' | 'bad'
  readonly says: string
  readonly todo?: string
}

const DAY_MS = 86_400_000
const MB = 1_048_576

export function aboutRuntime(version: string, isRoot: boolean): readonly Finding[] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const isNew = major > 24 || (major === 24 && minor >= 11)
  return [
    isNew
      ? { about: 'node', is: 'fine', says: version }
      : { about: 'node', is: 'bad', says: `${version} is too old`, todo: 'run bin/setup, which brings a newer one along' },
    isRoot
      ? { about: 'user', is: 'hint', says: 'this is root', todo: 'run the server as a user of its own (packaging/hearth.service does)' }
      : { about: 'user', is: 'fine', says: 'not root' },
  ]
}

/** `ended`: it was not asked to, and has left its mark. */
export type ServerState = 'running' | 'stopped' | 'ended'

export function aboutServer(folder: string, state: ServerState): Finding {
  if (state === 'running') return { about: 'server', is: 'fine', says: 'running' }
  const start = `bin/hearth serve --data ${folder}`
  if (state === 'stopped') return { about: 'server', is: 'hint', says: 'none is running', todo: `start it: ${start}` }
  return {
    ...{ about: 'server', is: 'bad', says: 'none is running, and the last one was not asked to stop' },
    todo: `look at the end of its log, and start it: ${start} (all that was answered is there)`,
  }
}

export const noServerOn = (folder: string): string =>
  `No server is running on ${folder}. Start it with bin/hearth serve --data ${folder}, or say with --data where the one that runs keeps its data.`

/** @param open how many files anybody else may read */
export function aboutFolder(folder: string, state: 'there' | 'absent' | 'refused', open: number): readonly Finding[] {
  if (state === 'absent')
    return [
      { about: 'data', is: 'hint', says: `${folder} is not there yet`, todo: 'start the server once, or say where it is with --data' },
    ]
  if (state === 'refused')
    return [
      { about: 'data', is: 'bad', says: `${folder} cannot be written`, todo: 'run this as the user the server runs as, or mend its owner' },
    ]
  if (open > 0) return [{ about: 'data', is: 'bad', says: `${open} of its files can be read by others`, todo: `chmod -R go= ${folder}` }]
  return [{ about: 'data', is: 'fine', says: folder }]
}

export function aboutDisk(freeBytes: number, leftFree: number): Finding {
  const free = `${Math.round(freeBytes / MB).toLocaleString('en')} MB free`
  if (freeBytes < 100 * MB) return { about: 'disk', is: 'bad', says: free, todo: 'make room: without it nothing is kept' }
  if (freeBytes < leftFree)
    return { about: 'disk', is: 'hint', says: `${free}: no more files are taken`, todo: 'make room, or lower limits.freeBytes' }
  return { about: 'disk', is: 'fine', says: free }
}

export function aboutAddresses(addresses: readonly Address[]): Finding {
  const near = addresses.filter(({ scope, family }) => scope === 'private' || (scope === 'public' && family === 4))
  if (near.length > 0) return { about: 'addresses', is: 'fine', says: near.map(({ address }) => address).join(', ') }
  const link = addresses.some(({ scope, family }) => scope === 'link' && family === 4)
  return {
    ...{ about: 'addresses', is: 'bad' },
    says: link ? 'only one that this machine gave itself' : 'none but this machine’s own',
    todo: link ? 'nobody gives out addresses here: set one by hand, or look at the router' : 'connect to a network',
  }
}

/** @param neighbours machines this one has spoken with lately; undefined: this system does not say */
export function aboutNeighbours(neighbours: number | undefined): Finding {
  if (neighbours === undefined) return { about: 'neighbours', is: 'fine', says: 'this system does not say' }
  if (neighbours > 1) return { about: 'neighbours', is: 'fine', says: `${neighbours} machines seen on the network` }
  return {
    ...{ about: 'neighbours', is: 'hint', says: neighbours === 1 ? 'only one machine seen, perhaps the router' : 'no other machine seen' },
    todo: 'if others cannot get in: guest networks keep devices apart (AP or client isolation); use another network, or turn that off',
  }
}

export function aboutMulticast(wanted: boolean, running: boolean, heard: 'self' | 'others' | 'nobody' | 'failed'): Finding {
  if (!wanted) return { about: 'multicast', is: 'fine', says: 'not used (mdns is off)' }
  if (heard === 'self') return { about: 'multicast', is: 'fine', says: 'this server is found nearby' }
  if (heard === 'failed')
    return { about: 'multicast', is: 'hint', says: 'could not be tried', todo: 'look whether a firewall closes UDP port 5353' }
  if (!running)
    return { about: 'multicast', is: 'fine', says: heard === 'others' ? 'other servers are found' : 'no server announces itself' }
  return {
    ...{ about: 'multicast', is: 'hint', says: 'this server is not found by its announcement' },
    todo: 'open UDP port 5353 in the firewall; many wireless networks carry no multicast: use the address or the QR code there',
  }
}

/** @param newest when something was written here last, by the clock of then */
export function aboutClock(now: number, newest: number | undefined, isSynchronised: boolean | undefined): Finding {
  if (newest !== undefined && now < newest - 5 * 60_000)
    return {
      ...{ about: 'clock', is: 'bad', says: `it stands ${Math.round((newest - now) / 60_000)} minutes before what was written last` },
      todo: 'set it: times that are shown, and the ends of tokens, are wrong',
    }
  if (isSynchronised === false)
    return { about: 'clock', is: 'hint', says: 'nothing keeps it', todo: 'turn on NTP, or set it by hand now and then' }
  return { about: 'clock', is: 'fine', says: new Date(now).toISOString() }
}

export type Shown = { readonly from: number; readonly to: number; readonly names: readonly string[] }

/** @param shown what the server shows; undefined: none runs. */
export function aboutCertificate(shown: Shown | undefined, addresses: readonly Address[], now: number): Finding {
  if (shown === undefined) return { about: 'certificate', is: 'fine', says: 'shown once the server runs' }
  const days = Math.floor((shown.to - now) / DAY_MS)
  if (now < shown.from) return { about: 'certificate', is: 'bad', says: 'it is not good yet', todo: 'the clock is behind: set it' }
  if (days < 0)
    return {
      about: 'certificate',
      is: 'bad',
      says: `it ended ${-days} days ago`,
      todo: 'renew it (tls.cert, tls.key), or restart the server',
    }
  const missing = addresses.filter(({ scope, family, address }) => scope === 'private' && family === 4 && !shown.names.includes(address))
  if (missing.length > 0)
    return {
      ...{ about: 'certificate', is: 'hint', says: `it does not name ${missing.map(({ address }) => address).join(', ')}` },
      todo: 'people who come by that address are warned: wait a few seconds if it is new, or use a name the certificate has',
    }
  if (days < 14)
    return { about: 'certificate', is: 'hint', says: `${days} days left`, todo: 'renew it; one of the local CA is renewed by itself' }
  return { about: 'certificate', is: 'fine', says: `${days} days left` }
}

/** @param state `ours`: the running server answers; `taken`: another program has it */
export function aboutPort(name: string, port: number, state: 'ours' | 'free' | 'taken' | 'silent' | 'forbidden'): Finding {
  const about = `port ${port}`
  switch (state) {
    case 'ours':
      return { about, is: 'fine', says: `${name}: answers` }
    case 'free':
      return { about, is: 'fine', says: `${name}: free` }
    case 'taken':
      return { about, is: 'bad', says: `${name}: another program has it`, todo: 'stop that program, or choose another port' }
    case 'forbidden':
      return { about, is: 'bad', says: `${name}: this user may not open it`, todo: 'choose a port above 1023' }
    case 'silent':
      return { about, is: 'bad', says: `${name}: does not answer`, todo: 'look at the log of the server, and restart it' }
    default:
      return state satisfies never
  }
}

export function aboutDatabase(state: 'fine' | 'full' | 'absent', trouble?: string): Finding {
  if (trouble !== undefined)
    return {
      about: 'database',
      is: 'bad',
      says: trouble,
      todo: 'docs/operating.md says what to do; a backup is put back with hearth restore',
    }
  if (state === 'full') return { about: 'database', is: 'bad', says: 'it cannot be written to', todo: 'make room on its disk' }
  return { about: 'database', is: 'fine', says: state === 'absent' ? 'made at the first start' : 'can be read and written' }
}

/** @param last of those the server makes by itself */
export function aboutBackups(plan: 'none' | 'fine' | 'failing', last: string | undefined): Finding {
  if (plan === 'none')
    return { about: 'backups', is: 'hint', says: 'none are made', todo: 'hearth backup --every 1d --keep 7 --to FOLDER, on another disk' }
  if (plan === 'failing') return { about: 'backups', is: 'bad', says: last ?? 'the last one failed', todo: 'hearth backup --list says why' }
  return { about: 'backups', is: 'fine', says: last ?? 'planned' }
}

/** 0: nothing must be done. 1: something must. */
export const exitCodeOf = (findings: readonly Finding[]): 0 | 1 => (findings.some(({ is }) => is === 'bad') ? 1 : 0)

const MARKS = { fine: 'ok  ', hint: 'hint', bad: 'BAD ' } as const

export function linesOf(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ about }) => about.length))
  return findings.map(
    ({ is, about, says, todo }) => `${MARKS[is]}  ${about.padEnd(width)}  ${says}${todo === undefined ? '' : ` → ${todo}`}`,
  )
}
