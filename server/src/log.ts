// The server's log: JSON lines on stderr, for whatever the machine does with them, and the newest of them in memory for admins.
import { type Level, type Logger, multistream, pino } from 'pino'

/** What the log leaves out, at the top and in what lies in it. */
export const secretPaths: readonly string[] = [
  'token',
  'password',
  'oldPassword',
  'text',
  'words',
  'authorization',
  'cookie',
  'setup',
  'invite',
  'sdp',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** One line as it was written; `about`: JSON of all else that stands in it. */
export type Line = { readonly n: number; readonly at: number; readonly level: number; readonly says: string; readonly about: string }
export type Recent = {
  /** The newest first, of at least that level, from behind `before` on. */
  lines(least: number, before: number | undefined, most: number): readonly Line[]
}

const MOST = 1000
const ABOUT_CHARS = 2000
const rings = new WeakMap<Logger, Recent>()

/** To stderr: what is printed for people stays readable. Never a word of what was said, nor a secret. */
export function createLog(level: Level | 'silent', out: { write(line: string): void } = pino.destination({ dest: 2, sync: true })): Logger {
  const ring = createRing()
  const streams = [
    { stream: out, level: 'trace' },
    { stream: ring, level: 'trace' },
  ] as const
  const log = pino({ level, redact: { paths: [...secretPaths], remove: true } }, multistream([...streams]))
  rings.set(log, ring)
  return log
}

/** What a log has written since it was made; of one that was not made here nothing is known. */
export const recentOf = (log: Logger): Recent => rings.get(log) ?? { lines: () => [] }

type Ring = Recent & { write(line: string): void }

/** Lines are kept as they were written, and read only when somebody looks. */
function createRing(): Ring {
  const kept: { readonly n: number; readonly line: string }[] = []
  let written = 0
  return {
    write(line) {
      kept.push({ n: ++written, line })
      if (kept.length > MOST) kept.shift()
    },
    lines(least, before = Number.POSITIVE_INFINITY, most) {
      const found: Line[] = []
      for (const { n, line } of kept.toReversed()) {
        if (n >= before) continue
        const read = readLine(n, line)
        if (read.level >= least) found.push(read)
        if (found.length === most) break
      }
      return found
    },
  }
}

function readLine(n: number, line: string): Line {
  const { level, time, msg, pid: _pid, hostname: _host, ...rest }: Record<string, unknown> = JSON.parse(line)
  const about = Object.keys(rest).length === 0 ? '' : JSON.stringify(rest)
  return { n, at: Number(time), level: Number(level), says: String(msg ?? ''), about: about.slice(0, ABOUT_CHARS) }
}
