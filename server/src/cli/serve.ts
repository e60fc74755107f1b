// hearth serve: start, say where, wait, stop.
import { resolve } from 'node:path'
import type { Settled } from '#server/config.ts'
import { createLog, type Running, serve } from '#server/main.ts'
import { collectAfterStart } from './collect.ts'

/** The promise is to be gone within five seconds; what was answered is on disk long before. */
const LONGEST_STOP_MS = 4500

/** @param settingsFile given with --config */
export async function serveUntilStopped({ config }: Settled, version: string, settingsFile: string | undefined): Promise<void> {
  const asked = untilAskedToStop()
  const file = settingsFile === undefined ? null : resolve(settingsFile)
  const running = await serve(config, createLog(config.logLevel), undefined, file)
  process.stdout.write(await banner(running, config.name, version, process.stdout.isTTY))
  collectAfterStart()
  await asked
  process.stdout.write('Stopping.\n')
  setTimeout(() => process.exit(0), LONGEST_STOP_MS).unref()
  await running.stop()
  process.exit(0)
}

/**
 * Resolves at the first SIGTERM or SIGINT. One that comes a second later ends the process at once: whoever asks twice means it.
 * Not sooner, for `npm start` passes Ctrl-C on to a process that the terminal has told already.
 */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = Number.POSITIVE_INFINITY
    const ask = () => {
      if (performance.now() > asked + 1000) process.exit(1)
      asked = Math.min(asked, performance.now())
      resolve()
    }
    process.on('SIGTERM', ask)
    process.on('SIGINT', ask)
  })
}

/** What whoever started the server needs: where to open it, how to trust it, how to become its admin. */
export async function banner(running: Running, name: string, version: string, colours: boolean): Promise<string> {
  const [first = `https://localhost:${running.httpsPort}`] = running.addresses
  const trust =
    running.caFingerprint !== null && running.httpPort !== null ? `http://${new URL(first).hostname}:${running.httpPort}` : undefined
  const lines = [
    `${name === 'Hearth' ? 'Hearth' : `Hearth “${name}”`} ${version} is running. Open one of these:`,
    '',
    ...running.addresses.map((address) => `    ${address}`),
    '',
    ...(running.caFingerprint === null ? [] : trustLines(running.caFingerprint, trust)),
    ...(running.plainPort === null ? [] : [`Without TLS, for a reverse proxy on this machine: http://127.0.0.1:${running.plainPort}`, '']),
    ...olderLines(running.gatewayPorts),
    ...(running.setupToken === null
      ? []
      : ['There is no admin yet. This link makes one; it works once, for a day:', '', `    ${first}/#setup=${running.setupToken}`, '']),
    await qrCode(trust ?? first, colours),
    `Scan this with a phone on the same network: ${trust ?? first}`,
    'Ctrl-C stops the server.',
    '',
  ]
  return `${lines.join('\n')}\n`
}

/** `pychat on port 8000, pychat.json on port 10005` */
function olderLines(ports: Running['gatewayPorts']): string[] {
  const all = Object.entries(ports).map(([name, port]) => `${name} on port ${port}`)
  return all.length === 0 ? [] : [`For older programs: ${all.join(', ')}. \`hearth legacy NAME\` says how to use them.`, '']
}

function trustLines(fingerprint: string, trust: string | undefined): string[] {
  const where = trust === undefined ? [] : [`A new device learns this server’s certificate here first: ${trust}`]
  return [...where, 'The certificate’s fingerprint (SHA-256), to compare there:', `    ${fingerprint}`, '']
}

/** A phone that has never been here meets the page that explains; one that has is led on from there by one tap. */
async function qrCode(url: string, colours: boolean): Promise<string> {
  // Some fifty files: nobody waits for them to come in.
  const { default: QRCode } = await import('qrcode')
  return colours ? QRCode.toString(url, { type: 'terminal', small: true }) : QRCode.toString(url, { type: 'utf8' })
}
