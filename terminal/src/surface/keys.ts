// What a terminal sends: keys, pasted text, the mouse, and whether it is looked at. Bytes in, what happened out; pieces may end anywhere.

export type Heard =
  /** `name`: 'a', 'enter', 'pageup', 'f1', with 'ctrl+', 'alt+', 'shift+' before it, in this order. */
  | { readonly is: 'key'; readonly name: string }
  | { readonly is: 'text'; readonly text: string }
  /** `isCut`: there was more of it, which is dropped. */
  | { readonly is: 'paste'; readonly text: string; readonly isCut?: true }
  | { readonly is: 'focus'; readonly on: boolean }
  | { readonly is: 'mouse'; readonly deed: 'press' | 'up' | 'down'; readonly x: number; readonly y: number }

export type Keys = {
  hear(text: string): readonly Heard[]
  /** Nothing more came: an escape that stands alone is the key. */
  settle(): readonly Heard[]
  readonly isWaiting: boolean
}

const ESC = '\u001b'
const PASTE_BEGINS = `${ESC}[200~`
const PASTE_ENDS = `${ESC}[201~`
/** More than anybody pastes on purpose; the rest of it is dropped, and that is said. */
const LONGEST_PASTE = 4_194_304

const FINAL: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift+tab',
}
const TILDE: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
}
const CODES: Readonly<Record<number, string>> = { 9: 'tab', 13: 'enter', 27: 'escape', 32: 'space', 127: 'backspace', 57_414: 'enter' }
// oxlint-disable-next-line no-control-regex
const SEQUENCE = /^\u001b(?:\[(?<csi>[<=>?]?[0-9;:]*)(?<final>[@-~])|O(?<ss3>[A-Za-z]))/u
// oxlint-disable-next-line no-control-regex
const UNFINISHED = /^\u001b{1,2}(?:\[[<=>?]?[0-9;:]*|O)?$/u
// Answers to what was asked of the terminal (OSC, DCS, APC): never text of a person.
// oxlint-disable-next-line no-control-regex
const ANSWER = /^\u001b[\]P_^][^\u0007\u001b]*(?:\u0007|\u001b\\)/u
// oxlint-disable-next-line no-control-regex
const ANSWER_BEGINS = /^\u001b[\]P_^][^\u0007\u001b]*\u001b?$/u
// oxlint-disable-next-line no-control-regex
const WORDS = /^[^\u0000-\u001f\u007f]+/u

export function createKeys(): Keys {
  let rest = ''
  let pasted: string | undefined
  let isCut = false

  function next(isOver: boolean): Heard | 'more' | undefined {
    if (pasted !== undefined) return paste()
    if (rest === '') return 'more'
    if (rest.startsWith(PASTE_BEGINS)) {
      take(PASTE_BEGINS.length)
      pasted = ''
      return undefined
    }
    if (!rest.startsWith(ESC)) return plain()
    if (!isOver && (UNFINISHED.test(rest) || ANSWER_BEGINS.test(rest))) return 'more'
    return escaped()
  }

  function paste(): Heard | 'more' {
    const end = rest.indexOf(PASTE_ENDS)
    const upto = end >= 0 ? end : Math.max(0, rest.length - PASTE_ENDS.length)
    pasted = (pasted ?? '') + take(upto)
    if (pasted.length > LONGEST_PASTE) {
      pasted = pasted.slice(0, LONGEST_PASTE)
      isCut = true
    }
    if (end < 0) return 'more'
    take(PASTE_ENDS.length)
    const text = pasted
    const more = isCut ? ({ isCut: true } as const) : {}
    pasted = undefined
    isCut = false
    return { is: 'paste', text, ...more }
  }

  function plain(): Heard {
    const [words] = WORDS.exec(rest) ?? []
    if (words !== undefined) return { is: 'text', text: take(words.length) }
    return { is: 'key', name: control(take(1)) }
  }

  function escaped(): Heard | undefined {
    const [answer] = ANSWER.exec(rest) ?? []
    if (answer !== undefined) {
      take(answer.length)
      return undefined
    }
    const sequence = SEQUENCE.exec(rest)
    if (sequence) {
      take(sequence[0].length)
      return meaning(sequence.groups ?? {}, take)
    }
    take(1)
    const behind = SEQUENCE.exec(rest)
    if (behind) {
      // Some say Alt with an escape before the key's own.
      take(behind[0].length)
      const heard = meaning(behind.groups ?? {}, take)
      return heard?.is === 'key' ? { is: 'key', name: `alt+${heard.name}` } : heard
    }
    const [letter] = rest.startsWith(ESC) ? [] : rest
    if (letter === undefined) return { is: 'key', name: 'escape' }
    take(letter.length)
    return { is: 'key', name: `alt+${letter < ' ' || letter === '\u007f' ? control(letter) : letter === ' ' ? 'space' : letter}` }
  }

  function take(length: number): string {
    const taken = rest.slice(0, length)
    rest = rest.slice(length)
    return taken
  }

  function all(isOver: boolean): readonly Heard[] {
    const heard: Heard[] = []
    for (;;) {
      const one = next(isOver)
      if (one === 'more') return heard
      if (one !== undefined) heard.push(one)
    }
  }

  return {
    hear(text) {
      rest += text
      return all(false)
    },
    settle: () => all(true),
    get isWaiting() {
      return pasted === undefined && rest !== ''
    },
  }
}

function control(letter: string): string {
  const code = letter.charCodeAt(0)
  if (code === 13) return 'enter'
  if (code === 10) return 'ctrl+j'
  if (code === 9) return 'tab'
  if (code === 127 || code === 8) return 'backspace'
  if (code === 27) return 'escape'
  if (code === 0) return 'ctrl+space'
  return code < 27 ? `ctrl+${String.fromCharCode(code + 96)}` : `ctrl+${'\\]^_'.charAt(code - 28)}`
}

/** `ESC [ 1 ; MODIFIERS LETTER`, `ESC [ NUMBER ; MODIFIERS ~`, `ESC [ CODE ; MODIFIERS u`, `ESC [ < BUTTON ; X ; Y M`. */
function meaning(groups: { [key: string]: string | undefined }, take: (length: number) => string): Heard | undefined {
  const { csi = '', final = '', ss3 } = groups
  if (ss3 !== undefined) return named(FINAL[ss3])
  if (csi.startsWith('<')) return mouse(csi.slice(1), final)
  if (csi === '' && final === 'M') {
    // The old way of telling of the mouse: three bytes that are no keys.
    take(3)
    return undefined
  }
  if (csi === '' && (final === 'I' || final === 'O')) return { is: 'focus', on: final === 'I' }
  if (/^[=>?]/u.test(csi)) return undefined
  const [first = '', second = ''] = csi.split(';')
  const before = modifiers(second)
  if (final === '~') return named(TILDE[first], before)
  if (final === 'u') return unicode(Number(first.split(':')[0]), before)
  return named(FINAL[final], before)
}

const named = (name: string | undefined, before = ''): Heard | undefined =>
  name === undefined ? undefined : { is: 'key', name: before.includes('shift+') && name.startsWith('shift+') ? name : before + name }

function unicode(code: number, before: string): Heard | undefined {
  const name = CODES[code] ?? (code > 32 && code < 57_344 ? String.fromCodePoint(code) : undefined)
  if (name === undefined) return undefined
  if (before === '' || before === 'shift+') {
    if (name === 'space') return { is: 'text', text: ' ' }
    if (CODES[code] === undefined) return { is: 'text', text: before === '' ? name : name.toUpperCase() }
  }
  return { is: 'key', name: before + name }
}

function modifiers(text: string): string {
  const bits = Math.max(0, Number(text.split(':')[0] || 1) - 1)
  return `${bits & 4 ? 'ctrl+' : ''}${bits & 2 ? 'alt+' : ''}${bits & 1 ? 'shift+' : ''}`
}

function mouse(text: string, final: string): Heard | undefined {
  const [button = 0, x = 1, y = 1] = text.split(';').map(Number)
  if (final !== 'M') return undefined
  const deed = button === 64 ? 'up' : button === 65 ? 'down' : (button & 3) === 0 && button < 32 ? 'press' : undefined
  return deed && { is: 'mouse', deed, x: x - 1, y: y - 1 }
}
