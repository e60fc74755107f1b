// Signing in, by questions.
import type { Client, SignIn } from '@hearth/client/client.ts'
import { ticketOf } from '@hearth/client/second-step.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Lines } from './lines.ts'

/** Until somebody is signed in; false when there is no more input. */
export async function comeIn(client: Client, screen: Lines): Promise<boolean> {
  while (!client.state.me) {
    const how = await askHow(client, screen)
    if (!how) return false
    for (let next: SignIn | undefined = how; next; ) {
      const failure: ChatError | undefined = await tried(client, next)
      if (failure === undefined) break
      screen.print(`* ${failure.message}`)
      const ticket: string | undefined = ticketOf(failure, next)
      const code: string | undefined = ticket && (await screen.ask('Code: '))
      next = ticket && code ? { do: 'session.prove', with: { ticket, code } } : undefined
    }
  }
  return true
}

async function tried(client: Client, how: SignIn): Promise<ChatError | undefined> {
  try {
    await client.signIn(how)
    return undefined
  } catch (error) {
    if (error instanceof ChatError) return error
    throw error
  }
}

async function askHow({ state: { hello } }: Client, screen: Lines): Promise<SignIn | undefined> {
  const { registration = 'open', guests = true } = hello ?? {}
  const ways = ['Sign in', ...(registration === 'closed' ? [] : ['New account']), ...(guests ? ['Guest'] : [])]
  const kind =
    ways.length === 1 ? 's' : await screen.ask(`${ways.join(', ')}? [${ways.map((way) => way.charAt(0).toLowerCase()).join('/')}] `)
  if (kind === undefined) return undefined
  const name = await screen.ask('Name: ')
  if (name === undefined) return undefined
  if (kind.startsWith('g')) return { do: 'guest.enter', with: { name } }
  const password = await screen.ask('Password: ', true)
  if (password === undefined) return undefined
  if (!kind.startsWith('n')) return { do: 'session.open', with: { name, password } }
  const invite = registration === 'invite' ? ((await screen.ask('Invitation: ')) ?? '') : ''
  return { do: 'account.register', with: { name, password, ...(invite === '' ? {} : { invite }) } }
}
