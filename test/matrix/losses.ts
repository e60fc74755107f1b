// The expected losses as a page: what each program cannot say or show, and why. `node test/matrix/losses.ts` writes docs/gateways/matrix.md anew.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '#harness/server.ts'
import { type Deed, type Driver, deeds } from './driver.ts'
import { drivers } from './drivers/all.ts'

const says: Readonly<Record<Deed, string>> = {
  private: 'private words',
  group: 'words in a group',
  broadcast: 'words to all, in the Lobby',
  channel: 'words in a channel',
  long: 'a text of 7,000 characters',
  unicode: 'any script, emoji, marks of direction',
  file: 'a file',
  poll: 'a question with choices, in a group',
  presence: 'who is here',
}

export const file = join(root, 'docs/gateways/matrix.md')

/** The page as it should be. */
export function page(): string {
  const head = `| program | ${deeds.join(' | ')} |\n| --- | ${deeds.map(() => '---').join(' | ')} |`
  const rows = drivers.map((driver) => `| ${driver.name} | ${deeds.map((deed) => cell(driver, deed)).join(' | ')} |`)
  const reasons = drivers.flatMap((driver) => deeds.flatMap((deed) => whyNot(driver, deed)))
  return `# Who can say what to whom

Each program of the field, and our own clients, say each of these to all others; \`npx vitest run --project whole test/matrix\` shows it.
*both*: said and shown. *said*, *shown*: only the one. *none*: neither. What is lost, and why, stands below.

${deeds.map((deed) => `- **${deed}**: ${says[deed]}`).join('\n')}

${[head, ...rows].join('\n')}

## What is lost

${reasons.join('\n')}
`
}

function cell({ cannotSay, cannotHear }: Driver, deed: Deed): string {
  const [isSaid, isShown] = [cannotSay[deed] === undefined, cannotHear[deed] === undefined]
  return isSaid && isShown ? 'both' : isSaid ? 'said' : isShown ? 'shown' : 'none'
}

function whyNot({ name, cannotSay, cannotHear }: Driver, deed: Deed): string[] {
  const [say, hear] = [cannotSay[deed], cannotHear[deed]]
  if (say === undefined && hear === undefined) return []
  if (say === hear) return [`- ${name}, ${deed}: ${say}.`]
  return [
    ...(say === undefined ? [] : [`- ${name} cannot say ${deed}: ${say}.`]),
    ...(hear === undefined ? [] : [`- ${name} cannot show ${deed}: ${hear}.`]),
  ]
}

export const written = (): Promise<string> => readFile(file, 'utf8')

if (process.argv[1]?.endsWith('losses.ts') === true) await writeFile(file, page())
