// Every part in every state. Built with HEARTH_GALLERY=1 or served by `npm run dev`: `/gallery.html` lists them and shows one at a time as wide
// as one likes; `?show=NAME` is that one alone, with `&theme=dark` and `&density=compact` where wanted. It is the page itself over a server of
// a few lines, so what is shown here is what people see.
import { createClient } from '@hearth/client/client.ts'
import { type ReactElement, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import './tokens.css'
import './base.css'
import { DeskContext, openDesk } from './files/desk.ts'
import styles from './gallery.module.css'
import { CallState, callStates } from './gallery-calls.tsx'
import { type Entry, entries } from './gallery-entries.tsx'
import { Parts } from './gallery-parts.tsx'
import { type GalleryHouse, galleryHouse } from './gallery-server.ts'
import { createKept, memoryShelf } from './kept.ts'
import { App } from './scenes/app.tsx'
import { Boundary } from './scenes/boundary.tsx'
import { useShell } from './shell/shell.ts'
import { ClientContext, useChat } from './state.ts'
import { type Density, followLanguage, followLooks, type Theme, useUi } from './ui.ts'

const ofCalls: readonly Entry[] = callStates.map((name) => ({
  ...{ group: 'Calls', name: `call: ${name}`, at: '#/', world: 'full', isBusy: false, isWide: false },
}))
const parts: Entry = { group: 'Parts', name: 'parts', at: '#/', world: 'full', isBusy: false, isWide: false }
const all: readonly Entry[] = [parts, ...entries, ...ofCalls]

const widths = [360, 768, 1440] as const

function Index(): ReactElement {
  const [name, setName] = useState('home')
  const [width, setWidth] = useState<number>(1440)
  const [theme, setTheme] = useState<Theme>('light')
  const groups = [...new Set(all.map(({ group }) => group))]
  return (
    <div className={styles.gallery}>
      <nav aria-label="Every state" className={styles.list}>
        {widths.map((one) => (
          <button key={one} type="button" aria-pressed={one === width} onClick={() => setWidth(one)}>
            {one}
          </button>
        ))}
        <button type="button" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
          {theme}
        </button>
        {groups.map((group) => (
          <section key={group}>
            <h2>{group}</h2>
            {all
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <a
                  key={entry.name}
                  href={addressOf(entry.name, theme)}
                  data-entry={entry.name}
                  data-busy={entry.isBusy || undefined}
                  data-wide={entry.isWide || undefined}
                  aria-current={entry.name === name || undefined}
                  onClick={(event) => {
                    event.preventDefault()
                    setName(entry.name)
                  }}
                >
                  {entry.name}
                </a>
              ))}
          </section>
        ))}
      </nav>
      <main>
        <iframe key={`${name} ${theme}`} title={name} src={addressOf(name, theme)} style={{ width }} />
      </main>
    </div>
  )
}

/** Nobody is signed in there. */
const outside: ReadonlySet<string> = new Set(['stranger', 'new', 'closed'])

const addressOf = (name: string, theme: Theme): string => `?show=${encodeURIComponent(name)}&theme=${theme}`

type Looks = { readonly theme: Theme; readonly density: Density }
type Wanted = Partial<Looks> & { readonly show: string }

let drawn: { readonly root: Root; close(): void } | undefined

/** Draws one state in place of the one before. It is there when the page's element says so: `data-shown`. */
async function show({ show: name, theme = 'light', density = 'cosy' }: Wanted): Promise<void> {
  const entry = all.find((one) => one.name === name) ?? parts
  delete document.documentElement.dataset['shown']
  drawn?.root.unmount()
  drawn?.close()
  document.body.replaceChildren(document.body.appendChild(document.createElement('div')))
  useUi.setState({ theme, density, dialog: null, panel: false, isSideShut: false, toasts: [] })
  useShell.setState({ isNewer: false })
  // Each is seen by somebody who has just come.
  localStorage.clear()
  history.replaceState(null, '', `${location.pathname}?show=${encodeURIComponent(entry.name)}&theme=${theme}&density=${density}${entry.at}`)
  const house = galleryHouse(entry.world)
  const client = clientOf(house, !outside.has(entry.world))
  const desk = openDesk({ client, newId: () => crypto.randomUUID(), token: () => null })
  const root = createRoot(document.body.firstElementChild ?? document.body)
  drawn = { root, close: client.close }
  root.render(
    <ClientContext value={client}>
      <DeskContext value={desk}>
        <OneState entry={entry} />
      </DeskContext>
    </ClientContext>,
  )
  await entry.then?.(house)
  document.documentElement.dataset['shown'] = entry.name
}

function clientOf({ openSocket }: GalleryHouse, isIn: boolean) {
  const kept = createKept(memoryShelf())
  if (isIn) kept.save({ token: 'gallery' })
  return createClient({
    ...{ openSocket, kept, now: Date.now, newId: () => crypto.randomUUID(), chance: Math.random },
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
}

function OneState({ entry }: { readonly entry: Entry }): ReactElement {
  const isIn = useChat((state) => state.me !== null)
  if (entry.at === '#stumble')
    return (
      <Boundary>
        <Stumbling />
      </Boundary>
    )
  if (entry.group === 'Parts') return isIn ? <Parts /> : <></>
  if (entry.group === 'Calls') return isIn ? <CallState name={entry.name.slice('call: '.length)} /> : <></>
  return <App />
}

function Stumbling(): never {
  throw new Error('the gallery stumbles here on purpose')
}

async function begin(): Promise<void> {
  followLooks()
  await followLanguage()
  const asked = new URLSearchParams(location.search)
  const name = asked.get('show')
  if (name === null) return createRoot(document.getElementById('root') ?? document.body).render(<Index />)
  const theme = asked.get('theme') === 'dark' ? 'dark' : 'light'
  await show({ show: name, theme, density: asked.get('density') === 'compact' ? 'compact' : 'cosy' })
}

// Whoever looks at many asks for the next without loading all of it anew.
document.addEventListener('gallery:show', (event) => {
  if (event instanceof CustomEvent) void show(event.detail)
})
void begin()
