// What a link leads to, as its page says.
import { type Static, Type } from 'typebox'
import { FileId } from './ids.ts'

const Image = Type.Object({
  file: Type.Unsafe<FileId>({ ...FileId, description: 'a copy on this server: small pictures at `/files/<id>/<size>`' }),
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
})

export const Preview = Type.Object({
  url: Type.String({ description: 'the link, as it stands in the message' }),
  title: Type.String(),
  description: Type.Optional(Type.String()),
  site: Type.Optional(Type.String()),
  image: Type.Optional(Image),
})
export type Preview = Static<typeof Preview>
