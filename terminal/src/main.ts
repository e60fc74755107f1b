// hearth chat, send, tail and token: what can be asked of them, in one place. What each does is loaded when it is asked for.

import type { Scope } from '@hearth/protocol/scopes.ts'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { ChatOptions, ExitCode } from './app/start.ts'
import { addressOf } from './connect/address.ts'
import type { TokenDeed } from './scripts/token.ts'

type Common = { readonly server?: string; readonly ca?: string; readonly token?: string; readonly trust?: string }
type Waiting = Common & { readonly wait: number }

/** The words after `hearth` that are meant for this program. */
export const terminalCommands: readonly string[] = ['chat', 'send', 'tail', 'token']

/**
 * Runs one of them to its end.
 * @param args what stands behind `hearth`
 * @returns 0 done · 1 refused · 2 asked for wrongly · 3 no way to the server · 4 not signed in, or a token that does not reach so far
 */
export async function runTerminal(args: readonly string[], process: NodeJS.Process): Promise<number> {
  let code: ExitCode = 0
  const program = buildProgram(process, (job) => job.then((to) => void (code = to)))
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { ErrandFailed } = await import('./scripts/errand.ts')
    if (!(error instanceof ErrandFailed) && !(error instanceof UsageError)) throw error
    process.stderr.write(`hearth: ${error.message}\n`)
    return error instanceof ErrandFailed ? error.code : 2
  }
}

class UsageError extends Error {}
type Run = (job: Promise<ExitCode>) => Promise<void>

function buildProgram(process: NodeJS.Process, run: Run): Command {
  const program = new Command('hearth').exitOverride().showHelpAfterError()
  addChat(program, process, run)
  addSend(program, process, run)
  addTail(program, process, run)
  addToken(program, process, run)
  return program
}

/** For all of them. */
function common(command: Command): Command {
  return command
    .option('--server <url>', 'where it is: https://ADDRESS:8443 (or HEARTH_SERVER); else the one you were at, or one nearby')
    .option('--token <token>', 'who you are, for this run (or HEARTH_TOKEN; a list of processes shows what is given here)')
    .option('--ca <file>', 'the server’s certificate authority as PEM (or HEARTH_CA)')
    .option('--trust <fingerprint>', 'believe the server with this authority, as hearth serve prints it')
}

const patience = () =>
  new Option('--wait <seconds>', 'how long a server that is away is waited for, each time').default(60).argParser(number(0, 86_400))

function addChat(program: Command, process: NodeJS.Process, run: Run): void {
  common(program.command('chat [address]').description('chat in the terminal'))
    .option('--plain', 'line by line: for pipes and screen readers')
    .action((address: string | undefined, options: Common & { plain?: boolean }) => {
      const { stdin, stdout } = process
      const isPlain = options.plain === true || !stdin.isTTY || !stdout.isTTY || process.env['TERM'] === 'dumb'
      const asked = async () => {
        const settled = await settle(process, address === undefined ? options : { ...options, server: address })
        return isPlain
          ? (await import('./plain/chat.ts')).startPlain(settled, stdin, stdout)
          : (await import('./app/start.ts')).startScreen(settled, stdin, stdout)
      }
      return run(asked())
    })
}

function addSend(program: Command, process: NodeJS.Process, run: Run): void {
  common(program.command('send <room> [text...]').description('say something from a script; without text: what comes on standard input'))
    .option(
      '--file <path>',
      'send a file; may be given again',
      (path: string, before: readonly string[]) => [...before, path],
      [] as readonly string[],
    )
    .option('--lines', 'each line of standard input is a message of its own')
    .addOption(patience())
    .action((room: string, words: readonly string[], options: Waiting & { file: readonly string[]; lines?: boolean }) => {
      const asked = async () => {
        const { passOf } = await import('./scripts/pass.ts')
        const { checkWanted, send } = await import('./scripts/send.ts')
        const text = words.length === 0 ? undefined : words.join(' ')
        const wanted = { room, text, files: options.file, byLines: options.lines === true, patienceMs: options.wait * 1000 }
        // Before anything is asked of anybody.
        checkWanted(wanted)
        return send(await passOf(await settle(process, options)), wanted, process.stdin)
      }
      return run(asked())
    })
}

function addTail(program: Command, process: NodeJS.Process, run: Run): void {
  common(program.command('tail <room>').description('print what is said in a room, until it is stopped'))
    .option('--json', 'one JSON object a line')
    .addOption(new Option('-n, --last <number>', 'with so many messages of before').default(10).argParser(number(0, 50)))
    .option('--once', 'end after those')
    .action((room: string, options: Common & { json?: boolean; last: number; once?: boolean }) => {
      const asked = async () => {
        const { passOf } = await import('./scripts/pass.ts')
        const { tail } = await import('./scripts/tail.ts')
        const over = Promise.withResolvers<undefined>()
        // Who has read enough may hang up: `hearth tail … | head`.
        process.stdout.on('error', () => over.resolve(undefined))
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.resolve(undefined))
        const wanted = { room, asJson: options.json === true, last: options.last, isOnce: options.once === true }
        return tail(await passOf(await settle(process, options)), wanted, (line) => void process.stdout.write(`${line}\n`), over.promise)
      }
      return run(asked())
    })
}

function addToken(program: Command, process: NodeJS.Process, run: Run): void {
  const group = program.command('token').description('tokens for programs: made, seen, ended')
  const deed = async (options: Common, what: TokenDeed) => {
    const { passOf } = await import('./scripts/pass.ts')
    const { token } = await import('./scripts/token.ts')
    const print = (line: string) => void process.stdout.write(`${line}\n`)
    const note = (line: string) => void process.stderr.write(`${line}\n`)
    return token(await passOf(await settle(process, options)), what, 10_000, print, note)
  }
  common(group.command('create').description('make one, and print it'))
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--scope <scope...>', 'what it may do').choices(['read', 'send']).makeOptionMandatory())
    .addOption(new Option('--days <number>', 'how long it lasts').default(90).argParser(number(1, 3650)))
    .option('--json', 'as JSON, with its id and its end')
    .action((options: Common & { name: string; scope: readonly Scope[]; days: number; json?: boolean }) =>
      run(
        deed(options, {
          do: 'create',
          name: options.name,
          scope: [...new Set(options.scope)],
          days: options.days,
          asJson: options.json === true,
        }),
      ),
    )
  common(group.command('list').description('those there are'))
    .option('--json', 'one JSON object a line')
    .action((options: Common & { json?: boolean }) => run(deed(options, { do: 'list', asJson: options.json === true })))
  common(group.command('revoke <which>').description('end one, by its id or its name')).action((which: string, options: Common) =>
    run(deed(options, { do: 'revoke', which })),
  )
}

/** Options, then variables. Throws UsageError. */
async function settle({ env }: NodeJS.Process, options: Common): Promise<ChatOptions> {
  const { readCa } = await import('./plain/way.ts')
  const address = options.server ?? env['HEARTH_SERVER']
  const server = address === undefined ? undefined : addressOf(address)
  if (address !== undefined && !server)
    throw new UsageError(`${address} is no address of a server; it looks like https://192.168.1.5:8443.`)
  const file = options.ca ?? env['HEARTH_CA']
  try {
    const ca = file === undefined ? undefined : readCa(file)
    return { server, ca, token: options.token ?? env['HEARTH_TOKEN'], trust: options.trust, env }
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function number(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!/^\d{1,9}$/u.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}
