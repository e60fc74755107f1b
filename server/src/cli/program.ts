// Every command, its flags and its help.
import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ConfigError, readConfig, type Settled, settings, shown } from '#server/config.ts'
import { gatewayFlag, gatewayNames } from '#server/gateway-settings.ts'
import { Failure, plainly } from './failure.ts'

type Typed = string | readonly string[] | boolean
// Loaded when they are asked for: `hearth help` need not wait for the server's parts.
const deeds = () => import('./deeds.ts')
const backups = () => import('./backup.ts')
const exports = () => import('./export.ts')

type Options = Readonly<Record<string, Typed | undefined>>

export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version

export function buildProgram(): Command {
  const program = new Command('hearth')
    .description('Chat for people on the same network.')
    .version(version, '-v, --version')
    .exitOverride()
    .showHelpAfterError('(hearth help shows what there is)')
    .addHelpText(
      'after',
      '\nTaking part (hearth chat --help and the like say more):\n  chat [address]   chat in the terminal\n  send <room>      say something from a script\n  tail <room>      print what is said in a room\n  token            tokens for programs',
    )
  configured(program.command('serve').description('start the server')).action((options: Options) =>
    plainly(async () => (await import('./serve.ts')).serveUntilStopped(noticed(settle(options)), version, fileOf(options))),
  )
  addUserCommands(program)
  addBanCommands(program)
  addModerationCommands(program)
  addStorageCommands(program)
  onData(program.command('invite').description('make an invitation for people who may register'))
    .addOption(new Option('--uses <number>', 'how many may use it').default(1).argParser(wholeNumber(1, 10_000)))
    .addOption(new Option('--days <number>', 'how long it lasts').default(7).argParser(wholeNumber(1, 3650)))
    .action((options: Options & { uses: number; days: number }) =>
      plainly(async () => (await deeds()).makeInvite(settle(options), options)),
    )
  addBackupCommands(program)
  addExportCommands(program)
  onData(
    program.command('legacy <name>').description('how to point an older program at this server: prmp, vases, disbroad, pychat, pycord'),
  ).action((name: string, options: Options) => plainly(async () => (await import('./legacy.ts')).explainLegacy(settle(options), name)))
  addLooking(program)
  configured(
    program.command('config').description('settings').command('explain').description('each setting, its value and where it came from'),
  ).action((options: Options) => plainly(async () => explain(noticed(settle(options)))))
  program
    .command('version')
    .description('say the version')
    .action(() => say(version))
  return program
}

function addStorageCommands(program: Command): void {
  onData(program.command('storage').description('what files and old messages take up: by room, person and kind'))
    .addOption(new Option('--most <number>', 'how many rooms and people').default(20).argParser(wholeNumber(1, 10_000)))
    .option('--check', 'read every stored file instead, and name those that are damaged or lost')
    .action((options: Options & { most: number }) =>
      plainly(async () =>
        options['check'] === true
          ? (await import('./check.ts')).checkStorage(settle(options))
          : (await deeds()).showStorage(settle(options), options),
      ),
    )
  onData(
    program
      .command('archive <room> <days>')
      .description(
        'keep messages of a room compressed once they are so old: a number of days, never, or server (limits.messageArchiveDays)',
      ),
  ).action((room: string, days: string, options: Options) =>
    plainly(async () => (await deeds()).archiveRoom(settle(options), { room, days: ageOf(days) })),
  )
}

function addUserCommands(program: Command): void {
  const user = program.command('user').description('people with an account')
  onData(user.command('add <name>').description('make an account; the password is one line on standard input'))
    .option('--admin', 'may look after the server')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .action((name: string, options: Options) =>
      plainly(async () => (await deeds()).addUser(settle(options), { name, admin: options['admin'] === true })),
    )
  onData(user.command('list').description('list everybody')).action((options: Options) =>
    plainly(async () => (await deeds()).listUsers(settle(options))),
  )
  onData(user.command('password <name>').description('set a new password; every sign-in of that person ends'))
    .requiredOption('--password-stdin', 'read the password from standard input')
    .action((name: string, options: Options) => plainly(async () => (await deeds()).setPassword(settle(options), { name })))
}

function addBanCommands(program: Command): void {
  const ban = program.command('ban').description('shut out people, their devices, and addresses')
  onData(ban.command('add <what>').description('shut out a name, an address or a range'))
    .option('--reason <text>', 'why, for the list', '')
    .option('--devices', 'of a person: also the devices they are signed in on', false)
    .addOption(new Option('--days <number>', 'how long; 0 is until it is lifted').default(0).argParser(wholeNumber(0, 3650)))
    .action((what: string, options: Options & { days: number }) => {
      const ban = { what, reason: String(options['reason']), days: options.days, devices: options['devices'] === true }
      return plainly(async () => (await deeds()).addBan(settle(options), ban))
    })
  onData(ban.command('list').description('list who is shut out')).action((options: Options) =>
    plainly(async () => (await deeds()).listBans(settle(options))),
  )
  onData(ban.command('remove <what>').description('let somebody in again')).action((what: string, options: Options) =>
    plainly(async () => (await deeds()).removeBan(settle(options), { what })),
  )
}

function addModerationCommands(program: Command): void {
  const moderation = () => import('./moderation.ts')
  onData(program.command('role <name> <role>').description('give somebody a role on the server: owner, admin, moderator or member')).action(
    (name: string, role: string, options: Options) =>
      plainly(async () => (await moderation()).setRole(settle(options), { name, role: roleNamed(role) })),
  )
  onData(program.command('mute <name>').description('let somebody say nothing for a while'))
    .addOption(new Option('--minutes <number>', 'how long; 0 lets them speak again').default(60).argParser(wholeNumber(0, 525_600)))
    .option('--reason <text>', 'why, for the log', '')
    .action((name: string, options: Options & { minutes: number }) =>
      plainly(async () =>
        (await moderation()).mute(settle(options), { name, minutes: options.minutes, reason: String(options['reason']) }),
      ),
    )
  onData(program.command('signout <name>').description('end all sign-ins of somebody')).action((name: string, options: Options) =>
    plainly(async () => (await moderation()).signOut(settle(options), { name })),
  )
  onData(program.command('audit').description('who did what, to whom, and when'))
    .addOption(new Option('--most <number>', 'how many lines').default(50).argParser(wholeNumber(1, 1000)))
    .action((options: Options & { most: number }) => plainly(async () => (await moderation()).showAudit(settle(options), options)))
}

function roleNamed(role: string): string {
  const known = ['owner', 'admin', 'moderator', 'member']
  if (!known.includes(role)) throw new Failure(`A role is one of ${known.join(', ')}.`, 2)
  return role
}

function addLooking(program: Command): void {
  program
    .command('find')
    .description('list servers nearby')
    .addOption(new Option('--seconds <number>', 'how long to listen').default(3).argParser(wholeNumber(1, 60)))
    .action(({ seconds }: { seconds: number }) => plainly(() => printFound(seconds)))
  onData(program.command('doctor').description('look at everything that keeps people from getting in, and say what to do'))
    .option('--json', 'for programs')
    .action((options: Options) =>
      plainly(async () => (await import('./doctor.ts')).examine(settle(options), { json: options['json'] === true })),
    )
  onData(program.command('top').description('how the running server is doing, again and again'))
    .addOption(new Option('--seconds <number>', 'how often').default(2).argParser(wholeNumber(1, 3600)))
    .option('--once', 'say it once')
    .action((options: Options & { seconds: number }) =>
      plainly(async () => (await import('./top.ts')).watch(settle(options), { seconds: options.seconds, once: options['once'] === true })),
    )
}

function addBackupCommands(program: Command): void {
  onData(
    program
      .command('backup [file]')
      .description('write everything into one checked file, also while the server runs; or have it do so by itself'),
  )
    .option('--force', 'replace a file that is there')
    .option('--every <time>', 'have the server make one so often by itself: 12h, 1d, 2w; or off')
    .addOption(new Option('--keep <number>', 'how many of those are kept').default(7).argParser(wholeNumber(1, 10_000)))
    .option('--to <folder>', 'where those are put; built in: beside the data folder')
    .option('--list', 'show what the server makes by itself')
    .action((file: string | undefined, options: Options & { keep: number }) => plainly(async () => backUp(file, options)))
  program
    .command('verify <file>')
    .description('read a backup, check every byte, and say what is in it')
    .action((file: string) => plainly(async () => (await backups()).verifyBackup(file, version)))
  onData(program.command('restore <file>').description('put a backup back into an empty data folder')).action(
    (file: string, options: Options) => plainly(async () => (await backups()).restoreBackup(settle(options), { file, version })),
  )
}

function addExportCommands(program: Command): void {
  onData(program.command('export <file>').description('take words along: a zip to read anywhere (HTML, JSON, CSV)'))
    .option('--room <room>', 'one room only: its id or its name')
    .option('--person <name>', 'what this person may read only')
    .option('--force', 'replace a file that is there')
    .action((file: string, options: Options) =>
      plainly(async () => {
        const { room, person, force } = options
        const text = (value: Typed | undefined) => (typeof value === 'string' ? value : undefined)
        return (await exports()).exportTo(settle(options), { file, force: force === true, room: text(room), person: text(person), version })
      }),
    )
  onData(program.command('import <file>').description('read an export of everything into an empty data folder')).action(
    (file: string, options: Options) => plainly(async () => (await exports()).importFrom(settle(options), { file, version })),
  )
}

async function backUp(file: string | undefined, options: Options & { keep: number }): Promise<void> {
  const { makeBackup, planBackups, listBackups } = await backups()
  const { every, to } = options
  const ways = [file !== undefined, typeof every === 'string', options['list'] === true].filter(Boolean).length
  if (ways !== 1) throw new Failure('Say what to do: hearth backup FILE, hearth backup --every 1d --keep 7, or hearth backup --list.', 2)
  if (file !== undefined) return makeBackup(settle(options), { file, force: options['force'] === true, settings: fileOf(options), version })
  if (typeof every !== 'string') return listBackups(settle(options))
  return planBackups(settle(options), { every, keep: options.keep, to: typeof to === 'string' ? to : undefined })
}

/** The flags of every setting. Repeated ones are given again, not lined up, so that an argument is never swallowed. */
function configured(command: Command): Command {
  command.option('--config <file>', 'settings in TOML, instead of DATA/hearth.toml')
  for (const [key, { flag, says, helps }] of Object.entries(settings)) {
    if (flag === undefined) continue
    const many = flag.includes('...')
    const option = new Option(flag.replace('...', ''), helps ?? says)
    command.addOption(
      many ? option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]) : option,
    )
    optionNames.set(key, option.attributeName())
  }
  command.option(
    '--gateway <name[=port]>',
    `let in older programs: ${gatewayNames.join(', ')}; may be given again`,
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  )
  return command.option(
    '--limit <name=number>',
    'change a limit; may be given again',
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  )
}

/** For commands that only need to find the data. */
function onData(command: Command): Command {
  return command
    .option('--data <dir>', settings['data']?.says)
    .option('--config <file>', 'settings in TOML, instead of DATA/hearth.toml')
    .option('--database <url>', settings['database']?.says)
}

const optionNames = new Map<string, string>([
  ['data', 'data'],
  ['database', 'database'],
])

function settle(options: Options): Settled {
  const flags: Record<string, Typed> = {}
  for (const [key, name] of optionNames) {
    const typed = options[name]
    // A switch for "no" is true when it is not given at all; that must not hide what a file says.
    if (typed !== undefined && typed !== true) flags[key] = typed
  }
  const limits = options['limit']
  for (const pair of Array.isArray(limits) ? limits : []) {
    const [name = '', ...rest] = String(pair).split('=')
    flags[`limits.${name}`] = rest.join('=')
  }
  Object.assign(flags, gatewayFlags(options['gateway']))
  const file = fileOf(options)
  return readConfig({ flags, ...(file !== undefined && { file }) })
}

function gatewayFlags(typed: Typed | undefined): Record<string, string> {
  const flags = (Array.isArray(typed) ? typed : []).map((one: string) => {
    const flag = gatewayFlag(one)
    if (flag === undefined)
      throw new ConfigError(`--gateway must be one of ${gatewayNames.join(', ')}, but it is ${JSON.stringify(one)}.`, true)
    return flag
  })
  return Object.fromEntries(flags)
}

const fileOf = ({ config }: Options): string | undefined => (typeof config === 'string' ? config : undefined)

/** Where settings are the matter, and not at every `hearth user list`. */
function noticed(settled: Settled): Settled {
  for (const notice of settled.notices) process.stderr.write(`hearth: ${notice}\n`)
  return settled
}

function explain({ explained }: Settled): void {
  const rows = explained.map(({ key, value, from }) => [key, shown({ key, value }), from] as const)
  const width = (column: 0 | 1) => Math.min(44, Math.max(...rows.map((row) => row[column].length)))
  for (const [key, value, from] of rows) say(`${key.padEnd(width(0))}  ${value.padEnd(width(1))}  ${from}`)
}

async function printFound(seconds: number): Promise<void> {
  const { find } = await import('#lan/mdns.ts')
  const servers = await find({ seconds })
  if (servers.length === 0)
    return say(
      'No server answered. It may be on another network, or the network may not carry multicast: open its address or scan its QR code.',
    )
  for (const { name, host, addresses, port, version: theirs, fingerprint } of servers) {
    const shownAddresses = addresses
      .filter((address) => !address.startsWith('fe80:'))
      .map((address) => `https://${address.includes(':') ? `[${address}]` : address}:${port}`)
    say(`${name}  (${theirs || 'version unknown'}${fingerprint ? `, certificate ${fingerprint}…` : ''})`)
    for (const address of [...shownAddresses, `https://${host}:${port}`]) say(`  ${address}`)
  }
}

/** Null: as everywhere; 0: never. */
function ageOf(text: string): number | null {
  if (text === 'server') return null
  if (text === 'never') return 0
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 36_500)
    throw new Failure('Say after how many days: a whole number from 1 to 36500, never, or server.', 2)
  return Number(text)
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
