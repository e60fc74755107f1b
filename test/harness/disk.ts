// A disk of a test's own: ext4 in a file, seen only by who is put into its namespace of mounts. Its power can be cut.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporary } from './server.ts'
import { until } from './until.ts'

export type Disk = AsyncDisposable & {
  /** Where it is mounted, for who sees it. */
  readonly path: string
  /** Put before a command, it sees the disk; the command keeps its process id. */
  readonly under: readonly string[]
  /** Runs a script of the shell in there and gives what it says. */
  inside(script: string): string
  /**
   * From here on nothing reaches the disk, and who asks it is told so (EIO). What was not synced is lost, as the file system has it.
   * @param whose the process that writes there. It stops at the same moment, as it would with its machine: a sync that is under way while ext4 is
   * shut down may say that it succeeded and have kept nothing (a bare loop of write and fdatasync is lied to in one cut of seven).
   */
  cutPower(whose?: number): void
  /** The disk alone goes, between two syncs; the process goes on and is told of it. */
  loseDisk(whose: number): Promise<void>
  /** As after a new start of the machine: the journal is played back. Nobody may have a file open. */
  powerUp(): Promise<void>
}

/** `EXT4_IOC_SHUTDOWN`: _IOR('X', 125, __u32); with 2 the journal is not flushed either. Perl is on every Debian. */
const CUT = `open(my $disk, '<', $ARGV[0]) or die $!; my $how = pack('I', 2); kill('STOP', $ARGV[1]) if $ARGV[1]; ioctl($disk, 0x8004587D, $how) or die $!`

/** Why there can be none on this machine: a sentence; undefined where there can. */
export function whyNoDisk(): string | undefined {
  if (process.getuid?.() !== 0) return 'a file system of its own wants root'
  try {
    execFileSync(
      'unshare',
      ['-m', 'sh', '-c', 'command -v mkfs.ext4 && command -v perl && test -e /dev/loop-control && grep -qw ext4 /proc/filesystems'],
      {
        stdio: 'ignore',
      },
    )
    return undefined
  } catch {
    return 'a file system of its own wants namespaces of mounts, loop devices, ext4 (e2fsprogs) and perl'
  }
}

export async function openDisk(megabytes = 256): Promise<Disk> {
  const folder = temporary('disk')
  const [image, path] = [join(folder.path, 'image'), join(folder.path, 'disk')]
  execFileSync('truncate', ['-s', `${megabytes}M`, image])
  execFileSync('mkfs.ext4', ['-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image])
  // Holds the namespace: what is mounted there goes with it, whatever ends it.
  const holder = spawn('unshare', ['-m', 'sh', '-c', 'mkdir "$0" && echo ready && exec cat', path], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  const under = ['nsenter', '-m', '-t', String(holder.pid), '--']
  const inside = (script: string): string =>
    execFileSync(under[0] ?? '', [...under.slice(1), 'sh', '-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const mount = (): string => inside(`mount -o loop '${image}' '${path}'`)
  const cutPower = (whose = 0): void =>
    void execFileSync(under[0] ?? '', [...under.slice(1), 'perl', '-e', CUT, join(path, 'power'), String(whose)])
  mount()
  inside(`echo on > '${path}/power' && sync -f '${path}/power'`)
  return {
    ...{ path, under, inside },
    cutPower,
    async loseDisk(whose) {
      process.kill(whose, 'SIGSTOP')
      await until('every thread to stand still', () => standsStill(whose), { within: 10_000, every: 5 })
      cutPower()
      process.kill(whose, 'SIGCONT')
    },
    async powerUp() {
      // Whoever was killed may take a moment to let go.
      await until('the disk to be let go', () => unmounted(inside, path), { within: 30_000, every: 50 })
      mount()
    },
    [Symbol.asyncDispose]: () => end(holder, folder.drop),
  }
}

/** Also those who were in the middle of a sync. */
const standsStill = (pid: number): boolean =>
  readdirSync(`/proc/${pid}/task`).every((task) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8')))

function unmounted(inside: Disk['inside'], path: string): boolean {
  try {
    inside(`umount '${path}'`)
    return true
  } catch {
    return false
  }
}

async function end(holder: ChildProcess, drop: () => void): Promise<void> {
  const gone = once(holder, 'close')
  holder.kill('SIGKILL')
  await gone
  drop()
}
