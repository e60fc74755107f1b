// The command line. Says what there is; the deeds are in the files beside it.
import { runTerminal, terminalCommands } from '@hearth/terminal/main.ts'
import { CommanderError } from 'commander'
import { Failure } from './failure.ts'

// Everything the server writes is for its owner's eyes.
process.umask(0o077)

// `hearth config explain | head`: who has read enough may hang up, and a server whose reader is gone still stops in order.
process.stdout.on('error', () => {})

try {
  const args = process.argv.slice(2)
  // Who only chats need not wait for the server's parts.
  if (terminalCommands.includes(args[0] ?? '')) process.exitCode = await runTerminal(args, process)
  else await (await import('./program.ts')).buildProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

function exitCodeOf(error: unknown): number {
  // commander has said what was wrong, or what was asked for (help, version).
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof Failure) {
    process.stderr.write(`hearth: ${error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`hearth: something went wrong that should not.\n${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
