// All that is drawn.
import type { Client } from '@hearth/client/client.ts'
import { createRoot } from 'react-dom/client'
import { type Desk, DeskContext } from './files/desk.ts'
import { App } from './scenes/app.tsx'
import { ClientContext } from './state.ts'

export function draw(root: HTMLElement, client: Client, desk: Desk): void {
  createRoot(root).render(
    <ClientContext value={client}>
      <DeskContext value={desk}>
        <App />
      </DeskContext>
    </ClientContext>,
  )
}
