// What lies together in one file. Left alone, each icon and each small part that a later screen uses, too, would be a file of its own, and the
// first screen would ask for forty of them.
import { join } from 'node:path'

const source = join(import.meta.dirname, '../src')
/** What main.ts needs to ask the server; then what it needs to draw the answer. Whoever comes first has what both need. */
const starts = { begin: join(source, 'main.ts'), house: join(source, 'page.tsx') } as const

type Module = { readonly code: string | null; readonly importedIds: readonly string[] }
type Find = (id: string) => Module | null

const OURS = /^(?!.*\/node_modules\/)|\/node_modules\/(?:react|react-dom|scheduler|zustand)\//
const ICONS = /\/lucide-react\/dist\//

/** The name of the file a module goes into; null: as the bundler sees fit. */
export function chunkOf(): (id: string, context: { getModuleInfo(id: string): Module | null }) => string | null {
  let places: ReadonlyMap<string, string> | undefined
  return (id, context) => {
    places ??= placed((module) => context.getModuleInfo(module))
    return places.get(id) ?? null
  }
}

function placed(find: Find): ReadonlyMap<string, string> {
  const places = new Map<string, string>()
  for (const [name, start] of Object.entries(starts)) {
    const waiting = [start]
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (places.has(id)) continue
      places.set(id, name)
      const { code, importedIds = [] } = find(id) ?? {}
      waiting.push(...importedIds.filter((next) => OURS.test(next)))
      for (const icon of iconsIn(code ?? '', importedIds, find)) if (!places.has(icon)) places.set(icon, name)
    }
  }
  return places
}

/** The library's own list says in which file an icon is; all of the list would be all of its icons. */
function iconsIn(code: string, imported: readonly string[], find: Find): readonly string[] {
  const list = imported.find((id) => ICONS.test(id))
  if (list === undefined) return []
  const files = find(list)?.importedIds ?? []
  const names = [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*["']lucide-react["']/g)].flatMap(([, inside = '']) => inside.split(','))
  const wanted = new Set(names.map((name) => fileOf(name.trim().split(/\s+as\s+/)[0] ?? '')))
  return files.filter((id) => wanted.has(/\/([\w-]+)\.m?js$/.exec(id)?.[1] ?? ''))
}

/** `Trash2` is in `trash-2`, `EyeOff` in `eye-off`. */
const fileOf = (name: string): string => name.replace(/([a-z])(?=[A-Z0-9])|([A-Z0-9])(?=[A-Z][a-z])/g, '$&-').toLowerCase()
