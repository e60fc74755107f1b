// A room of socket.io: who connects is in the rooms named in the address, and what is said goes to all of the room.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { ROOM_AT, ROOM_DIGITS } from '../load/traffic.ts'

const http = createServer()
const io = new Server(http)
io.on('connection', (socket) => {
  void socket.join(String(socket.handshake.query['rooms'] ?? '').split(','))
  socket.on('say', (text: string) => io.to(String(Number(text.slice(ROOM_AT, ROOM_AT + ROOM_DIGITS)))).emit('said', text))
})
http.listen(Number(process.argv[2]), '127.0.0.1')
