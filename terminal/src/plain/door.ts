// Signing in, by questions.
import type { Client, SignIn } from '@hearth/client/client.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { Lines } from './lines.ts'

/** Until somebody is signed in; false when there is no more input. */
export async function comeIn(client: Client, screen: Lines): Promise<boolean> {
  while (!client.state.me) {
    const how = await askHow(screen)
    if (!how) return false
    try {
      await client.signIn(how)
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      screen.print(`* ${error.message}`)
    }
  }
  return true
}

async function askHow(screen: Lines): Promise<SignIn | undefined> {
  const kind = await screen.ask('Sign in, new account or guest? [s/n/g] ')
  if (kind === undefined) return undefined
  const name = await screen.ask('Name: ')
  if (name === undefined) return undefined
  if (kind.startsWith('g')) return { do: 'guest.enter', with: { name } }
  const password = await screen.ask('Password: ', true)
  if (password === undefined) return undefined
  return { do: kind.startsWith('n') ? 'account.register' : 'session.open', with: { name, password } }
}
