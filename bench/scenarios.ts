// What is measured: who is in which room, who talks, and how much at once. Hearth, the floors and the peers run the same rows.

export type Scenario = {
  readonly name: string
  /** For the table. */
  readonly says: string
  readonly people: number
  readonly rooms: number
  /** Rooms each person is in. */
  readonly each: number
  /** How many talk in each room: the first so many, or everybody. */
  readonly talkers: number | 'everybody'
  /** Messages of one talker that may be on their way at once. Large enough to keep the server busy all the time. */
  readonly window: number
  /** Rooms of two that come to be by talking to each other. */
  readonly direct?: true
  /** Messages in a second, all talkers together; absent: as many as come through. */
  readonly pace?: number
  /** How long a run is measured, where little happens in one. */
  readonly seconds?: number
  /** Is it also measured at half the rate it reached, for the time until a message is on everybody's screen? */
  readonly alsoAtHalf?: true
  readonly against: readonly Contestant[]
  /** Do other servers know something like it? */
  readonly forPeers?: true
  /** Does the history checker look at it in every whole run? */
  readonly inShort?: true
}

/**
 * joined: a bare `ws` room, frames joined per connection and tick, one write per socket.
 * single: a bare `ws` room, one send per member.
 * kept: bare TCP, SQLite with synchronous=FULL, all that waits in one commit.
 * Every scenario is run by Hearth on its plain port; `tls` is Hearth over TLS.
 */
export type Contestant = 'joined' | 'single' | 'kept' | 'tls'

const rows = [
  {
    name: 'room-100',
    says: 'one room of 100, 10 talk',
    people: 100,
    rooms: 1,
    each: 1,
    talkers: 10,
    window: 50,
    forPeers: true,
    inShort: true,
    against: ['joined', 'single', 'tls'],
  },
  {
    name: 'room-1000',
    says: 'one room of 1,000, 10 talk',
    people: 1000,
    rooms: 1,
    each: 1,
    talkers: 10,
    window: 10,
    against: ['joined', 'single'],
  },
  {
    name: 'rooms-of-5',
    says: '200 rooms of 5, everybody talks',
    people: 1000,
    rooms: 200,
    each: 1,
    talkers: 'everybody',
    window: 1,
    alsoAtHalf: true,
    forPeers: true,
    against: ['joined', 'single'],
  },
  {
    name: 'pairs',
    says: '500 pairs in direct rooms',
    people: 1000,
    rooms: 500,
    each: 1,
    talkers: 'everybody',
    window: 1,
    direct: true,
    alsoAtHalf: true,
    forPeers: true,
    against: ['joined', 'single'],
  },
  {
    name: 'real-place',
    says: '200 people, each in 10 of 40 rooms of 50',
    people: 200,
    rooms: 40,
    each: 10,
    talkers: 'everybody',
    window: 10,
    forPeers: true,
    inShort: true,
    against: ['joined', 'single', 'tls'],
  },
  {
    name: 'durable-200',
    says: 'durable writes, 10 senders alone, 200 outstanding in all',
    people: 10,
    rooms: 10,
    each: 1,
    talkers: 'everybody',
    window: 20,
    against: ['kept'],
  },
  {
    name: 'durable-1',
    says: 'durable writes, 10 senders alone, one outstanding each',
    people: 10,
    rooms: 10,
    each: 1,
    talkers: 'everybody',
    window: 1,
    against: ['kept'],
  },
  {
    name: 'paced',
    says: '100 messages a second to 100 people',
    people: 100,
    rooms: 1,
    each: 1,
    talkers: 10,
    window: 1,
    pace: 100,
    seconds: 2.5,
    against: ['single', 'joined'],
  },
] as const satisfies readonly Scenario[]

export type ScenarioName = (typeof rows)[number]['name']
export const scenarios: readonly Scenario[] = rows

export function scenarioOf(name: ScenarioName): Scenario {
  const found = scenarios.find((row) => row.name === name)
  if (!found) throw new Error(`there is no scenario ${name}`)
  return found
}

/** Small enough for a test, large enough that joining frames pays. */
export const smallRoom: Scenario = { ...scenarioOf('room-100'), name: 'small room', people: 50, talkers: 5, window: 40 }

export type Seating = {
  /** Rooms by person. */
  readonly rooms: readonly (readonly number[])[]
  /** People by room. */
  readonly people: readonly (readonly number[])[]
  /** Who talks. */
  readonly talkers: readonly number[]
}

export function seat(scenario: Scenario): Seating {
  const rooms = Array.from({ length: scenario.people }, (_, person) => roomsOf(scenario, person))
  const people = Array.from({ length: scenario.rooms }, (): number[] => [])
  for (const [person, mine] of rooms.entries()) for (const room of mine) people[room]?.push(person)
  const many = scenario.talkers === 'everybody' ? scenario.people : scenario.talkers
  const talkers = new Set(people.flatMap((seated) => seated.slice(0, many)))
  return { rooms, people, talkers: [...talkers].sort((a, b) => a - b) }
}

/** Steps that share no factor with the number of rooms: each of five groups of people is spread over them in its own way. */
const STEPS = [1, 3, 7, 9, 11]

function roomsOf({ people, rooms, each }: Scenario, person: number): number[] {
  if (each === 1) return [Math.floor(person / (people / rooms))]
  // Nobody shares a room with anybody.
  if (people * each === rooms) return Array.from({ length: each }, (_, index) => person * each + index)
  const step = STEPS[Math.floor(person / rooms) % STEPS.length] ?? 1
  return Array.from({ length: each }, (_, index) => (person + index * step) % rooms)
}
