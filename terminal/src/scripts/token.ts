// hearth token: making, seeing and ending tokens for programs.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Scope } from '@hearth/protocol/scopes.ts'
import type { AccessToken } from '@hearth/protocol/shapes.ts'
import type { ExitCode } from '../app/start.ts'
import { cleanJson, cleanLine } from '../clean.ts'
import { createErrand, ErrandFailed } from './errand.ts'
import type { Pass } from './pass.ts'

export type TokenDeed =
  | { readonly do: 'create'; readonly name: string; readonly scope: readonly Scope[]; readonly days: number; readonly asJson: boolean }
  | { readonly do: 'list'; readonly asJson: boolean }
  | { readonly do: 'revoke'; readonly which: string }

/** The secret alone goes to standard output, so that it can be caught: TOKEN=$(hearth token create …). */
export async function token(
  pass: Pass,
  deed: TokenDeed,
  patienceMs: number,
  print: (line: string) => void,
  note: (line: string) => void,
): Promise<ExitCode> {
  const errand = createErrand({ ...pass, token: () => pass.token, patienceMs })
  if (deed.do === 'create') {
    const { token: secret, made } = await errand.ask('token.create', { name: deed.name, scope: [...deed.scope], days: deed.days })
    print(deed.asJson ? cleanJson({ token: secret, ...made }) : secret)
    if (!deed.asJson) note(`${inWords(made)}. It is shown this once; hearth token revoke ${made.id} ends it.`)
    return 0
  }
  const { tokens } = await errand.ask('token.list', {})
  if (deed.do === 'list') {
    for (const one of tokens) print(deed.asJson ? cleanJson(one) : `${one.id}  ${inWords(one)}`)
    if (tokens.length === 0 && !deed.asJson) note('There are none. hearth token create --name WHAT --scope send makes one.')
    return 0
  }
  const found = tokens.filter(({ id, name }) => id === deed.which || name === deed.which)
  const [only] = found
  if (!only) throw new ErrandFailed(new ChatError('token_unknown').message, 1)
  if (found.length > 1) throw new ErrandFailed(`Several are called ${deed.which}; say which by its id.`, 1)
  await errand.ask('token.revoke', { token: only.id })
  note(`${cleanLine(only.name)} is ended.`)
  return 0
}

const inWords = ({ name, scope, expiresAt }: AccessToken): string =>
  `${cleanLine(name)}: may ${scope.join(' and ')} until ${new Date(expiresAt).toISOString().slice(0, 10)}`
