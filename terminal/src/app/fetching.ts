// Fetching the file of the marked message.
import { filesHere, save } from '../commands/files.ts'
import { inPlainWords } from '../commands/table.ts'
import type { App } from './app.ts'

export function fetchMarked(app: App): void {
  const file = app.desk.marked?.files?.[0] ?? filesHere(app.desk)[0]
  if (!file) return app.tell('There is no file in this message.')
  save(app.desk, file)
    .catch((error: unknown) => app.tell(inPlainWords(error), true))
    .catch((error: unknown) => app.tell(String(error), true))
}
