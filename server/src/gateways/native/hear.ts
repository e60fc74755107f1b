// Bytes of our own clients become requests. Here, and only here, what came from outside is doubted.
import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import type { Request, RequestId } from '@hearth/protocol/envelope.ts'
import { type ErrorCode, errors, type Failure } from '@hearth/protocol/errors.ts'
import { Compile, type Validator } from 'typebox/compile'

export type Heard =
  | { readonly is: 'request'; readonly request: Request }
  | { readonly is: 'refused'; readonly id: RequestId | null; readonly failure: Failure }
export type Checked<N extends CommandName> = { readonly takes: Takes<N> } | { readonly failure: Failure }

export type Hearing = {
  /** One frame of the socket. Never throws, whatever the text. */
  hear(text: string): Heard
  /** What `with`, or the body over HTTP, holds for a command. */
  check<N extends CommandName>(name: N, value: unknown): Checked<N>
}

const ID_CHARS = 64

/** Validators are compiled when their command is first heard: a start needs none of them. */
export function createHearing(): Hearing {
  const validators = new Map<string, Validator>()

  function validatorOf(name: CommandName): Validator {
    let validator = validators.get(name)
    if (!validator) validators.set(name, (validator = Compile(commands[name].takes)))
    return validator
  }

  function check<N extends CommandName>(name: N, value: unknown): Checked<N> {
    const validator = validatorOf(name)
    // The one place where the table's word is taken for the value's type: the compiled schema just said so.
    return validator.Check(value) ? { takes: value as Takes<N> } : { failure: badRequest(whereWrong(validator, value)) }
  }

  /** Nearly always heard before, and then it is a command: a map answers that sooner than the table. */
  const isKnown = (name: string): name is CommandName => validators.has(name) || isCommand(name)

  function hear(text: string): Heard {
    const frame = parse(text)
    if (!isObject(frame)) return { is: 'refused', id: null, failure: badRequest('') }
    const id = readId(frame.id)
    if (id === null) return { is: 'refused', id, failure: badRequest('/id') }
    const stray = strayField(frame)
    if (stray !== undefined) return { is: 'refused', id, failure: badRequest(`/${pointer(stray)}`) }
    if (typeof frame.do !== 'string') return { is: 'refused', id, failure: badRequest('/do') }
    if (!isKnown(frame.do)) return { is: 'refused', id, failure: failure('unknown_command') }
    const checked = check(frame.do, frame.with === undefined ? {} : frame.with)
    if ('failure' in checked) return { is: 'refused', id, failure: inside('/with', checked.failure) }
    return { is: 'request', request: { id, do: frame.do, with: checked.takes } as Request }
  }
  return { hear, check }
}

const names: ReadonlySet<string> = new Set(Object.keys(commands))

export const isCommand = (name: string): name is CommandName => names.has(name)

export const failure = (code: ErrorCode, more: Omit<Failure, 'code' | 'says'> = {}): Failure => ({ code, says: errors[code].says, ...more })

const badRequest = (at: string): Failure => failure('bad_request', { at })

const inside = (prefix: string, wrong: Failure): Failure => ({ ...wrong, at: `${prefix}${wrong.at ?? ''}` })

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function strayField(frame: Record<string, unknown>): string | undefined {
  for (const field in frame) if (field !== 'id' && field !== 'do' && field !== 'with') return field
  return undefined
}

const readId = (id: unknown): RequestId | null =>
  (typeof id === 'number' && Number.isFinite(id)) || (typeof id === 'string' && id.length <= ID_CHARS) ? id : null

/** The first place that does not fit, as a JSON pointer; a missing or stray field is named itself. */
function whereWrong(validator: Validator, value: unknown): string {
  const [error] = validator.Errors(value)
  if (!error) return ''
  const field =
    error.keyword === 'required'
      ? error.params.requiredProperties[0]
      : error.keyword === 'additionalProperties'
        ? error.params.additionalProperties[0]
        : undefined
  return field === undefined ? error.instancePath : `${error.instancePath}/${pointer(field)}`
}

/** A field's name within a pointer (RFC 6901), cut short: it comes from outside and goes back there. */
const pointer = (field: string) => field.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')
