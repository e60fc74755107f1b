// A whole client, following docs/protocol.md alone. Node 22 or newer, nothing to install:
//   NODE_EXTRA_CA_CERTS=ca.pem node talk.mjs wss://ADDRESS:8443/ws NAME PASSWORD [CODE]
// Makes the account (or signs in), enters the lobby (or the room of CODE), says each line you type, prints what is said.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'

const [address, name, password, code] = process.argv.slice(2)
const unsent = new Map() // clientId → text, until the server has answered
const names = new Map() // user → what to call them
let token, room, seq, socket, ask, epoch

function connect() {
  const waiting = []
  socket = new WebSocket(address)
  ask = (what, takes) =>
    new Promise((resolve, reject) => {
      const id = waiting.push({ resolve, reject })
      socket.send(JSON.stringify({ id, do: what, with: takes }))
    })
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(data)
    if (frame.event === 'server.hello') return void comeIn(frame.with).catch(giveUp)
    if (frame.event) return hear(frame)
    const asked = waiting[frame.id - 1]
    if (frame.error) asked?.reject(frame.error)
    else asked?.resolve(frame.ok)
  }
  socket.onclose = () => void setTimeout(connect, 300 + Math.random() * 2000)
}

const signIn = (no) => (no.code === 'name_taken' ? ask('session.open', { name, password }) : Promise.reject(no))
async function comeIn(hello) {
  if (epoch !== (epoch = hello.epoch)) seq = undefined // the first time, or a backup was put back
  token ??= (await ask('account.register', { name, password }).catch(signIn)).token
  const { user, rooms, people } = await ask('session.resume', { token, since: seq && { [room]: seq } })
  for (const one of [user, ...people]) names.set(one.id, one.displayName)
  const there = rooms.find(({ id, kind }) => (room ? id === room : !code && kind === 'lobby'))
  if (!seq) ({ id: room, seq } = there ?? (await ask('room.join', { code })).room)
  console.log(`* in as ${user.displayName}`)
  for (const [clientId, text] of unsent) send(clientId, text)
}

function hear({ event, room: where, seq: at, with: it }) {
  if (event === 'resume_too_far' && it.room === room) return void (seq = it.seq)
  if (event === 'room.joined') names.set(it.user.id, it.user.displayName)
  if (where !== room || !(at > seq)) return
  seq = at
  if (event === 'message.said') console.log(`${names.get(it.author) ?? it.author}: ${it.text ?? '(deleted)'}`)
}

const send = (clientId, text) =>
  ask('message.send', { room, text, clientId })
    .catch((error) => console.log(`* not sent: ${error.says}`))
    .then(() => unsent.delete(clientId))
const giveUp = (error) => (console.error(`* ${error.says ?? error}`), process.exit(1))
createInterface({ input: process.stdin }).on('line', (text) => {
  unsent.set(randomUUID(), text)
  if (room && socket.readyState === WebSocket.OPEN) send([...unsent.keys()].at(-1), text)
})
connect()
