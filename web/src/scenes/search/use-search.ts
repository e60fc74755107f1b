// A search as it is typed: its words, its chips, and what it finds.
import { calledBy } from '@hearth/client/own.ts'
import type { Narrowed, Search } from '@hearth/client/search.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Has } from '@hearth/protocol/mark-shapes.ts'
import type { Found, User } from '@hearth/protocol/shapes.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import { dayOf, meantIn, type Operator, type Typed, takeOperator, thingOf } from './operators.ts'

/** One narrowing, as it is shown and as it is asked. */
export type Chip = { readonly operator: Operator; readonly label: string; readonly room?: RoomId; readonly narrowed: Narrowed }

export type SearchHold = {
  readonly text: string
  readonly chips: readonly Chip[]
  /** What an operator said that nobody understood. */
  readonly puzzled: string | undefined
  /** Several are called so: one of these is meant. */
  readonly doubt: readonly Chip[]
  choose(chip: Chip): void
  readonly found: readonly Found[]
  readonly state: 'empty' | 'looking' | 'done' | 'more'
  readonly failed: string | undefined
  write(text: string, isDone?: boolean): void
  drop(chip: Chip): void
  add(operator: Operator): void
  more(): void
}

const PAUSE_MS = 250
const MOST_DOUBTS = 8

export function useSearch(start: readonly Chip[], words = ''): SearchHold {
  const [text, setText] = useState(words)
  const [chips, setChips] = useState<readonly Chip[]>(start)
  const [puzzled, setPuzzled] = useState<string>()
  const [doubt, setDoubt] = useState<readonly Chip[]>([])
  const resolve = useResolve()
  const results = useResults(text, chips)
  const choose = (chip: Chip): void => {
    setDoubt([])
    setChips((before) => [...before.filter((one) => !isReplaced(one, chip)), chip])
  }
  const write = (typed: string, isDone = false): void => {
    const taken = takeOperator(typed, isDone)
    setPuzzled(undefined)
    setDoubt([])
    setText(taken ? taken.rest : typed)
    if (!taken) return
    void resolve(taken.typed).then((meant) => {
      const [chip, ...others] = meant
      if (others.length > 0) setDoubt(meant.slice(0, MOST_DOUBTS))
      else if (chip) choose(chip)
      else setPuzzled(`${taken.typed.operator}:${taken.typed.value}`)
    })
  }
  return {
    ...{ text, chips, puzzled, doubt, choose, write, ...results },
    drop: (chip) => setChips((before) => before.filter((one) => one !== chip)),
    add: (operator) => setText((before) => `${before}${before === '' || before.endsWith(' ') ? '' : ' '}${operator}:`),
  }
}

/** Of most there is one; things add up. */
const isReplaced = (old: Chip, fresh: Chip): boolean =>
  old.operator === fresh.operator && (fresh.operator !== 'has' || old.label === fresh.label)

/** What a typed operator means. */
function useResolve(): (typed: Typed) => Promise<readonly Chip[]> {
  const client = useClient()
  const me = useMe()
  return useCallback(
    async ({ operator, value }) => {
      if (operator === 'has') {
        const thing = thingOf(value)
        return thing ? [{ operator, label: t('has: {thing}', { thing }), narrowed: { has: [thing] } }] : []
      }
      if (operator === 'before' || operator === 'after') {
        const day = dayOf(value, Date.now())
        const says = operator === 'before' ? t('before {day}', { day: value }) : t('from {day} on', { day: value })
        return day === undefined ? [] : [{ operator, label: says, narrowed: { [operator]: day } }]
      }
      if (operator === 'in') {
        const rooms = meantIn(client.state.rooms.values(), value, ({ name }) => [name])
        return rooms.map((room) => ({ operator, label: t('in {room}', { room: room.name }), room: room.id, narrowed: {} }))
      }
      const people = /^me$/i.test(value) ? [me] : await whoIs(client, value)
      return people.map((user) => ({ operator, label: fromWhom(user, people), narrowed: { by: user.id } }))
    },
    [client, me],
  )
}

/** Two of one name are told apart by what they sign in with. */
const fromWhom = ({ name, displayName }: User, among: readonly User[]): string =>
  among.filter((one) => one.displayName === displayName).length > 1
    ? t('from {name}', { name: `${displayName} (@${name})` })
    : t('from {name}', { name: displayName })

async function whoIs(client: ReturnType<typeof useClient>, value: string): Promise<readonly User[]> {
  const text = value.replace(/^@/, '')
  const answer = await client.ask('people.search', { text }).catch(() => undefined)
  const known = new Map([...(answer?.people ?? []), ...client.state.people.values()].map((user) => [user.id, user]))
  return meantIn(known.values(), text, (user) => [user.name, user.displayName, calledBy(client.state, user)])
}

function narrowedBy(chips: readonly Chip[]): Narrowed {
  const things = chips.flatMap(({ narrowed }): readonly Has[] => narrowed.has ?? [])
  const rest = Object.assign({}, ...chips.map(({ narrowed }) => narrowed)) as Narrowed
  return things.length === 0 ? rest : { ...rest, has: [...things] }
}

type Results = Pick<SearchHold, 'found' | 'state' | 'failed' | 'more'>

function useResults(text: string, chips: readonly Chip[]): Results {
  const client = useClient()
  const search = useRef<Search>(undefined)
  const [shown, setShown] = useState<Omit<Results, 'more'>>({ found: [], state: 'empty', failed: undefined })
  const words = text.trim()
  const more = useCallback(() => {
    const running = search.current
    if (!running) return
    setShown((before) => ({ ...before, state: 'looking' }))
    const settle = (failed?: unknown): void => {
      if (search.current !== running) return
      const state = running.isDone ? 'done' : 'more'
      setShown({ found: running.found, state, failed: failed === undefined ? undefined : sentence(failed) })
    }
    running.more().then(() => settle(), settle)
  }, [])
  useEffect(() => {
    search.current = undefined
    if (words === '' && chips.every(({ operator }) => operator === 'in')) {
      setShown({ found: [], state: 'empty', failed: undefined })
      return
    }
    const timer = setTimeout(() => {
      const room = chips.find((chip) => chip.room !== undefined)?.room
      search.current = client.search(words, room, narrowedBy(chips))
      more()
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [client, words, chips, more])
  return { ...shown, more }
}
