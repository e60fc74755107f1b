// What holds in a room besides its roles. Nothing of it is set in most rooms.
import { type Static, Type } from 'typebox'

const set = (description: string) => Type.Optional(Type.Literal(true, { description }))

export const RoomRules = Type.Object({
  slowSeconds: Type.Optional(Type.Integer({ minimum: 1, description: 'between two messages of one member' })),
  locked: set('only its admins speak, for now'),
  approval: set('its admins let in who asks; a code or its being public is not enough'),
  filtered: set('messages with certain words are refused; its admins know which'),
})
export type RoomRules = Static<typeof RoomRules>
