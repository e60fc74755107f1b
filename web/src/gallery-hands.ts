// What one does in the gallery before a state is there to be looked at: pressing, typing and pointing, as somebody would.

const DEADLINE_MS = 15_000

/** The first that is drawn and fits. */
export async function found(what: string, which: (one: HTMLElement) => boolean = () => true): Promise<HTMLElement> {
  const until = performance.now() + DEADLINE_MS
  for (;;) {
    const one = [...document.querySelectorAll<HTMLElement>(what)].find((some) => some.getClientRects().length > 0 && which(some))
    if (one) return one
    if (performance.now() > until) throw new Error(`the gallery found no ${what}`)
    await new Promise((next) => setTimeout(next, 16))
  }
}

const named = (name: string) => (one: HTMLElement) => (one.ariaLabel ?? one.textContent ?? '').trim().startsWith(name)

/** A button, link, tab or row of a menu by the beginning of its name. */
/** @param within where several are called so */
export async function press(name: string, within = ''): Promise<void> {
  const one = await found(
    ['button', 'a', '[role="menuitem"]', '[role="radio"]', 'label'].map((one) => `${within} ${one}`).join(),
    named(name),
  )
  one.focus()
  one.click()
}

/** Into where one writes, or into the field that fits. */
export async function write(text: string, into = '[data-landmark="composer"] textarea'): Promise<void> {
  const area = await found(into)
  area.focus()
  document.execCommand('selectAll')
  document.execCommand('insertText', false, text)
  area.dispatchEvent(new KeyboardEvent('keyup', { key: text.slice(-1), bubbles: true }))
}

const row = (text: string): Promise<HTMLElement> => found('[role="article"][data-seq]', (one) => one.textContent?.includes(text) ?? false)

export async function point(text: string): Promise<void> {
  const one = await row(text)
  one.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))
}

/** @param by `touch`: the sheet of a phone */
export async function menuOf(text: string, by: 'mouse' | 'touch'): Promise<void> {
  const one = await row(text)
  const { left, top } = one.getBoundingClientRect()
  one.dispatchEvent(
    new PointerEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      pointerType: by,
      clientX: left + 120,
      clientY: Math.max(top, 60) + 20,
    }),
  )
  await found(by === 'touch' ? '[role="dialog"]' : '[role="menu"]')
}

/** A key where one writes. @param held what is held down meanwhile */
export async function key(pressed: string, held: KeyboardEventInit = {}): Promise<void> {
  const one = await found('[data-landmark="composer"] textarea')
  one.focus()
  one.dispatchEvent(new KeyboardEvent('keydown', { ...held, key: pressed, bubbles: true, cancelable: true }))
}

export async function dropOver(what: string): Promise<void> {
  const one = await found(what)
  const files = new DataTransfer()
  files.items.add(new File(['x'], 'drawing.svg'))
  for (const kind of ['dragenter', 'dragover'])
    one.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: files }))
}
