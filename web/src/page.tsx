// All that is drawn.
import type { Client } from '@hearth/client/client.ts'
import { createRoot } from 'react-dom/client'
import { type Desk, DeskContext } from './files/desk.ts'
import { App, foresee } from './scenes/app.tsx'
import { ClientContext } from './state.ts'

/** @param isStranger nobody was signed in here when the page was left */
export async function draw(root: HTMLElement, client: Client, desk: Desk, isStranger: boolean): Promise<void> {
  await foresee(isStranger)
  createRoot(root).render(
    <ClientContext value={client}>
      <DeskContext value={desk}>
        <App />
      </DeskContext>
    </ClientContext>,
  )
}
