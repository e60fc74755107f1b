// Who is given which slot, and how large a picture. Pure.
import type { Source, Wanted } from '@hearth/protocol/call-shapes.ts'
import { FILLS, MOST_SCREENS } from '@hearth/protocol/call-sizes.ts'
import type { ParticipantId } from '@hearth/protocol/ids.ts'

/** Slots that are needed to be shown and to hear so many others: some in advance, so that most who come need no new offer. */
export function slotsFor(others: number, voices: number, videos: number): { readonly audio: number; readonly video: number } {
  const ahead = 2 ** Math.ceil(Math.log2(Math.max(1, others)))
  // One more of each: for a screen, and its sound.
  return { audio: Math.min(voices, ahead) + 1, video: Math.min(videos, ahead) + 1 }
}

/**
 * Puts who is wanted into slots. Who has one keeps it; who is not wanted any more makes room for the others, in their order.
 * @param held who is in each slot now; undefined: nobody
 */
export function place<T extends object>(held: readonly (T | undefined)[], wanted: readonly T[]): (T | undefined)[] {
  const fitting = wanted.slice(0, held.length)
  const kept = held.map((one) => (one !== undefined && fitting.includes(one) ? one : undefined))
  const coming = fitting.filter((one) => !kept.includes(one))
  return kept.map((one) => one ?? coming.shift())
}

export type Layer = { readonly height: number; readonly isSent: boolean }

/**
 * The layer for a tile: the smallest that nearly fills it, else the largest that comes; never above `most`, the lowest being 0.
 * @param layers the smallest first @returns its place, or -1 where none is sent
 */
export function layerFor(layers: readonly Layer[], height: number, most: number): number {
  const sent = layers.map(({ isSent }, at) => (isSent ? at : -1)).filter((at) => at >= 0)
  const allowed = sent.filter((at) => at <= most)
  const fitting = allowed.find((at) => (layers[at]?.height ?? 0) >= height * FILLS)
  return fitting ?? allowed.at(-1) ?? sent[0] ?? -1
}

/** Somebody who may be heard and seen by others. Each of their sources is always the same `origin`: who has it in a slot keeps the slot. */
export type Sender<Origin> = {
  readonly id: ParticipantId
  readonly origins: Readonly<Record<Source, Origin>>
  /** Something of it comes in, lately. */
  sends(source: Source): boolean
}

/** Who may be heard and seen in a call at one moment. It is the same for all who choose then, and made once for them: a hundred look at a hundred. */
export type Company<Origin> = {
  /** Who speaks or spoke last, then everybody in the order they came. */
  readonly inOrder: readonly Sender<Origin>[]
  /** Pictures are in that order as well, the sound of screens in that of coming. */
  readonly sending: Readonly<Record<'camera' | 'screen' | 'sound', ReadonlyMap<ParticipantId, Sender<Origin>>>>
}

/** @param all in the order they came @param ranked who speaks or spoke, see `Speakers` */
export function companyOf<O>(all: readonly Sender<O>[], ranked: readonly ParticipantId[]): Company<O> {
  const byId = new Map(all.map((one) => [one.id, one]))
  const inOrder = [...new Set([...ranked.flatMap((id) => byId.get(id) ?? []), ...all])]
  const sending = (source: Source, among: readonly Sender<O>[]) =>
    new Map(among.filter((one) => one.sends(source)).map((one) => [one.id, one]))
  return { inOrder, sending: { camera: sending('camera', inOrder), screen: sending('screen', inOrder), sound: sending('sound', all) } }
}

/**
 * Who is to be heard, at most so many: the sound of what is shown first, then who speaks or spoke last, then everybody in the order they came.
 * @param voices no more of them, see `Pace` @param self hears the others @param seen what is seen: of several screens that sound those are heard that are looked at
 */
export function voicesFor<O>({ inOrder, sending }: Company<O>, self: ParticipantId, seen: readonly O[], most: number, voices = most): O[] {
  const isSeen = ({ origins }: Sender<O>): boolean => seen.includes(origins.screen)
  const heard = [...sending.sound.values()]
    .filter(({ id }) => id !== self)
    .sort((one, other) => Number(isSeen(other)) - Number(isSeen(one)))
    .slice(0, Math.min(MOST_SCREENS, most))
    .map(({ origins }) => origins.sound)
  const full = Math.min(most, heard.length + voices)
  for (const { id, origins } of inOrder) {
    if (heard.length >= full) break
    if (id !== self) heard.push(origins.mic)
  }
  return heard
}

/** Who is to be seen: screens, then the cameras that were asked for, or of who speaks. @param wanted undefined: nothing was asked for */
export function picturesFor<O>({ sending }: Company<O>, self: ParticipantId, wanted: readonly Wanted[] | undefined, most: number): O[] {
  const sent = (source: 'camera' | 'screen'): readonly Sender<O>[] => {
    const all = sending[source]
    if (all.size === 0) return []
    if (wanted === undefined) return [...all.values()].filter(({ id }) => id !== self)
    return wanted.flatMap((one) => (one.source === source && one.participant !== self ? (all.get(one.participant) ?? []) : []))
  }
  const [screens, cameras] = [sent('screen').slice(0, MOST_SCREENS), sent('camera').slice(0, most)]
  return [...screens.map(({ origins }) => origins.screen), ...cameras.map(({ origins }) => origins.camera)]
}
