// Lines in, lines out: what is printed never tears what is being typed, and a password is not shown.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

export type Lines = {
  print(text: string): void
  /** Only where somebody sits at a terminal. */
  bell(): void
  /** Asks and waits for one line; undefined at the end of input. */
  ask(question: string, hidden?: boolean): Promise<string | undefined>
  /** The next line, typed or piped. */
  line(): Promise<string | undefined>
  prompt(text: string): void
  /** Asked of each typed line while nobody waits for one: true where it was meant to be obeyed at once. */
  atOnce(hear: (line: string) => boolean): void
  readonly isTyped: boolean
  /** What was typed before is not shown to whoever comes next. */
  forget(): void
  /** What Tab may make of what stands before the cursor: all of them, and the end of the text they take the place of. */
  completes(ask: (text: string) => readonly [readonly string[], string]): void
  close(): void
}

export function createLines(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Lines {
  const isTyped = input.isTTY && output.isTTY
  let hidden = false
  let completion = (text: string): readonly [readonly string[], string] => [[], text]
  const out = new Writable({ write: (chunk, _encoding, done) => (hidden ? done() : void output.write(chunk, () => done())) })
  const lines = createInterface({
    input,
    output: isTyped ? Object.assign(out, { columns: output.columns }) : undefined,
    terminal: isTyped,
    historySize: 200,
    completer(text: string) {
      const [all, typed] = hidden ? [[], text] : completion(text)
      return [[...all], typed]
    },
  })
  const ready: string[] = []
  let past: string[] = []
  let waiting: ((line: string | undefined) => void) | undefined
  let ended = false
  let urgent = (_line: string): boolean => false

  lines.on('line', (line) => {
    if (!waiting) return void ((isTyped && urgent(line)) || ready.push(line))
    const then = waiting
    waiting = undefined
    then(line)
  })
  // The arrow up must not bring back a password.
  lines.on('history', (history: string[]) => {
    if (hidden) history.shift()
    past = history
  })
  lines.on('SIGINT', () => lines.close())
  lines.on('close', () => {
    ended = true
    waiting?.(undefined)
  })

  const line = () => {
    const next = ready.shift()
    if (next !== undefined || ended) return Promise.resolve(next)
    if (isTyped && !hidden) lines.prompt(true)
    return new Promise<string | undefined>((resolve) => void (waiting = resolve))
  }
  return {
    line,
    async ask(question, isHidden = false) {
      lines.setPrompt(question)
      if (isTyped && isHidden) output.write(question)
      hidden = isTyped && isHidden
      const answer = await line()
      if (hidden) output.write('\n')
      hidden = false
      return answer
    },
    prompt: (text) => lines.setPrompt(text),
    atOnce: (hear) => void (urgent = hear),
    isTyped,
    forget: () => void past.splice(0),
    completes: (ask) => void (completion = ask),
    bell: () => void (isTyped && output.write('\u0007')),
    print(text) {
      if (isTyped) output.write('\r\u001b[K')
      output.write(`${text}\n`)
      if (isTyped && !ended && !hidden) lines.prompt(true)
    },
    close: () => lines.close(),
  }
}
