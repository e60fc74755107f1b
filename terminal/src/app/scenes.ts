// What comes before the first room: which server, is it the right one, and who one is. One thing at a time fills the screen.
import type { Client, SignIn } from '@hearth/client/client.ts'
import { ticketOf } from '@hearth/client/second-step.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import { addressOf } from '../connect/address.ts'
import type { Browse } from '../connect/find.ts'
import type { Trust, Verdict } from '../connect/trust.ts'
import { type Choice, createChooser } from '../screen/chooser.ts'
import { createForm } from '../screen/form.ts'
import type { Overlay } from '../screen/model.ts'
import type { Theme } from '../screen/theme.ts'
import type { Heard } from '../surface/keys.ts'
import type { Surface } from '../surface/surface.ts'
import { turned } from '../text/bidi.ts'
import { row } from '../text/spans.ts'

export type Stage = {
  readonly surface: Surface
  readonly theme: Theme
  readonly turns: boolean
  /** There is something to be kept before the end. */
  isTalking: boolean
}

/** Shows one thing until it is done with. */
export function perform<T>(
  { surface, theme, turns }: Stage,
  make: (done: (result: T) => void, changed: () => void) => Overlay,
): Promise<T> {
  return new Promise((resolve) => {
    let isOver = false
    const done = (result: T) => {
      if (isOver) return
      isOver = true
      for (const stop of stops) stop()
      resolve(result)
    }
    const overlay: Overlay = make(done, () => draw())
    const draw = () => {
      if (isOver) return
      const { rows, cursor } = overlay.draw(surface.columns, surface.rows, theme)
      surface.draw({ rows: rows.map((one) => turned(one, turns)), cursor })
    }
    const hear = (heard: Heard) => {
      if (!isOver) overlay.hear(heard)
      draw()
    }
    const stops = [surface.hears(hear), surface.resized(draw), surface.drained(draw)]
    draw()
  })
}

/** Servers known and servers nearby; or an address typed by hand. Undefined: none was wanted. */
export async function chooseServer(stage: Stage, trust: Trust, browse: Browse): Promise<URL | undefined> {
  const nearby: Choice[] = []
  let found: () => void = () => undefined
  const browsing = await browse((server) => {
    nearby.push({
      label: server.name,
      detail: `${server.url.origin}${server.fingerprint ? `  ${server.fingerprint}…` : ''}`,
      run: () => pick(server.url),
    })
    found()
  }).catch(() => undefined)
  let pick: (server: URL | undefined) => void = () => undefined
  try {
    return await perform<URL | undefined>(stage, (done, changed) => {
      pick = done
      found = changed
      return createChooser({
        title: 'Which server',
        empty: 'No server has answered yet. Type its address, say 192.168.1.5, and press Enter; whoever started it was shown it.',
        changed,
        left: () => done(undefined),
        choices: (words) => [
          ...trust.all.map(
            ({ origin, name }): Choice => ({
              label: name || new URL(origin).host,
              detail: `${origin}  (you were here)`,
              run: () => done(new URL(origin)),
            }),
          ),
          ...nearby.filter(({ detail }) => !trust.all.some(({ origin }) => detail?.startsWith(origin))),
          ...typedAddress(words, done),
        ],
      })
    })
  } finally {
    browsing?.stop()
  }
}

function typedAddress(words: string, done: (server: URL) => void): readonly Choice[] {
  const server = addressOf(words)
  return server && /[.:]|^localhost/u.test(words) ? [{ label: words.trim(), detail: server.origin, run: () => done(server) }] : []
}

/** Shown once for each server: is this its authority? */
export function askTrust(stage: Stage, server: URL, { fingerprint }: Extract<Verdict, { is: 'new' }>): Promise<boolean> {
  return perform<boolean>(stage, (done, changed) =>
    createForm({
      title: `First time at ${server.host}`,
      says: [
        'This server vouches for itself. Compare its fingerprint (SHA-256) with what hearth serve printed, or with the page it shows to new devices:',
        '',
        fingerprint,
        '',
        'Enter: they are the same, remember it. Esc: leave.',
      ],
      fields: [],
      wrong: () => '',
      done: () => done(true),
      left: () => done(false),
      changed,
    }),
  )
}

type Way = 'in' | 'new' | 'guest'

/** Until somebody is signed in; false when they left. */
export async function comeIn(stage: Stage, client: Client): Promise<boolean> {
  while (!client.state.me) {
    const way = await perform<Way | undefined>(stage, (done, changed) => door(client, done, changed))
    if (way === undefined) return false
    await signIn(stage, client, way)
  }
  return true
}

function door(client: Client, done: (way: Way | undefined) => void, changed: () => void): Overlay {
  const { hello } = client.state
  return createChooser({
    title: hello ? `Welcome to ${hello.name}` : 'Welcome',
    empty: '',
    changed,
    left: () => done(undefined),
    choices: () => [
      { label: 'Sign in', detail: 'with a name and a password', run: () => done('in') },
      ...(hello?.registration === 'closed'
        ? []
        : [{ label: 'New account', detail: 'choose a name and a password', run: () => done('new') }]),
      ...(hello?.guests === false ? [] : [{ label: 'Look around as guest', detail: 'a name is enough', run: () => done('guest') }]),
    ],
  })
}

async function signIn(stage: Stage, client: Client, way: Way): Promise<void> {
  let wrong = ''
  let values: Readonly<Record<string, string>> | undefined = {}
  const needsInvite = way === 'new' && client.state.hello?.registration === 'invite'
  while (values && !client.state.me) {
    const before: Readonly<Record<string, string>> = values
    values = await perform<Readonly<Record<string, string>> | undefined>(stage, (done, changed) =>
      createForm({
        title: way === 'in' ? 'Sign in' : way === 'new' ? 'New account' : 'Look around as guest',
        says: [],
        fields: [
          { name: 'name', label: 'Name', value: before['name'] ?? '' },
          ...(way === 'guest' ? [] : [{ name: 'password', label: 'Password', isHidden: true }]),
          ...(needsInvite ? [{ name: 'invite', label: 'Invitation', value: before['invite'] ?? '' }] : []),
        ],
        wrong: () => wrong,
        done,
        left: () => done(undefined),
        changed,
      }),
    )
    if (!values) return
    stage.surface.draw({ rows: [row(' One moment…', stage.theme.faint)], cursor: undefined })
    wrong = await tried(stage, client, howOf(way, values))
  }
}

/** Empty: it went well. Where a second step is wanted, it is asked for until it is right or they leave. */
async function tried(stage: Stage, client: Client, first: SignIn): Promise<string> {
  for (let how = first; ; ) {
    const failure = await client.signIn(how).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ChatError) return error
        throw error
      },
    )
    if (failure === undefined) return ''
    const ticket = ticketOf(failure, how)
    const code = ticket && (await askCode(stage, failure))
    if (!ticket || !code) return failure.message
    how = { do: 'session.prove', with: { ticket, code } }
  }
}

async function askCode(stage: Stage, failure: ChatError): Promise<string | undefined> {
  const values = await perform<Readonly<Record<string, string>> | undefined>(stage, (done, changed) =>
    createForm({
      title: 'Second step',
      says: ['The code that your authenticator app shows now, or one of your recovery codes.'],
      fields: [{ name: 'code', label: 'Code' }],
      wrong: () => (failure.code === 'second_factor_needed' ? '' : failure.message),
      done,
      left: () => done(undefined),
      changed,
    }),
  )
  return values?.['code']
}

function howOf(way: Way, { name = '', password = '', invite = '' }: Readonly<Record<string, string>>): SignIn {
  if (way === 'guest') return { do: 'guest.enter', with: { name } }
  if (way === 'in') return { do: 'session.open', with: { name, password } }
  return { do: 'account.register', with: { name, password, ...(invite === '' ? {} : { invite }) } }
}
