// Every sentence a vases client is sent. The document's words, letter by letter, where it has any; the rest in its manner.

/** word → what follows it, as the document writes it down. */
export const forms = {
  '/public': '<message>',
  '/msg': '<username> <message>',
  '/file': '<username> <filename>',
  '/list': '',
  '/showgroups': '',
  '/create': '<groupname>',
  '/join': '<groupname>',
  '/showgroupmembers': '<groupname>',
  '/group': '<groupname> <message>',
  '/groupfile': '<groupname> <filename>',
  '/quit': '',
} as const satisfies Record<string, string>
export type Word = keyof typeof forms

/** What a line of this form is called when it is wrong. */
const called: Readonly<Record<Word, string>> = {
  '/public': 'public message',
  '/msg': 'private message',
  '/file': 'file',
  '/list': 'list',
  '/showgroups': 'group list',
  '/create': 'create group',
  '/join': 'join group',
  '/showgroupmembers': 'group members',
  '/group': 'group message',
  '/groupfile': 'group file',
  '/quit': 'quit',
}

export const texts = {
  finished: 'Handshake Finished',
  registered: 'SUCCESS: Username registered.',
  taken: 'ERROR: Username already taken. Please choose another one.',
  goodbye: 'Goodbye!',

  broadcast: (from: string, text: string) => `[Broadcast from ${from}]: ${text}`,
  privateTo: (to: string, text: string) => `Private message to ${to}: ${text}`,
  privateFrom: (from: string, text: string) => `Private message from ${from}: ${text}`,
  groupTo: (group: string, text: string) => `Group message to ${group}: ${text}`,
  groupFrom: (group: string, from: string, text: string) => `[Receive group ${group} message from ${from}]: ${text}`,

  created: (group: string) => `Group ${group} created and joined.`,
  exists: (group: string) => `Group '${group}' already exists.`,
  joined: (group: string) => `Joined group ${group}`,
  noGroups: `No groups yet. Use /create ${forms['/create']}`,
  noGroup: (group: string) => `Group '${group}' does not exist.`,
  notIn: (group: string) => `ERROR: You are not a member of group '${group}'.`,
  addedTo: (group: string) => `You were added to group ${group}.`,
  topicOf: (group: string, topic: string) => `Topic of group ${group}: ${topic}`,
  removedFrom: (group: string) => `You were removed from group ${group}.`,

  fileSent: (name: string, to: string) => `File ${name} sent to ${to} successfully.`,
  fileFrom: (name: string, from: string) => `You received file '${name}' from ${from}.`,
  groupFile: (name: string, group: string, from: string) => `[Receive ${name} from Group ${group} ${from}]`,
  fileTooLarge: 'ERROR: File too large.',
  fileGarbled: 'ERROR: The file did not arrive as Latin-1 text.',
  fileStays: (name: string, size: string) => `(file ${name}, ${size}: too large for this program, open it in the web page)`,

  noUser: (name: string) => `ERROR: User '${name}' does not exist.`,
  wrongForm: (word: Word) => `ERROR: Invalid ${called[word]} format. Use ${`${word} ${forms[word]}`.trimEnd()}`,
  unknown: (word: string) => `ERROR: Unknown command '${word}'. Commands: ${Object.keys(forms).join(', ')}`,
  notText: 'ERROR: Message is not UTF-8 text.',
  repeated: 'ERROR: This message came before and was not sent again.',
  wait: (ms: number) => `Please wait ${(Math.max(100, ms) / 1000).toFixed(1)} seconds before sending another message.`,
  failed: (says: string) => `ERROR: ${says}`,
  stopping: 'Server is shutting down.',
} as const
