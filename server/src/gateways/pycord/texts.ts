// Every sentence a pycord client is sent: in French, the document's own where it has one.

export const texts = {
  ok: 'ok',

  pseudoTaken: 'Pseudo déjà utilisé',
  pseudoInvalid: 'Ce pseudo ne peut pas être utilisé',
  registrationClosed: 'Les inscriptions sont fermées',
  notHashed: 'Le mot de passe doit être un sha256 en hexadécimal',
  ownPassword: 'Ce compte a son propre mot de passe : changez-le dans la page web',

  alreadyFriend: (name: string) => `Vous êtes déjà ami avec ${name}`,
  notFriend: (name: string) => `Vous n'êtes pas ami avec ${name}`,
  noUser: (name: string) => `L'utilisateur ${name} n'existe pas`,
  noFriends: "L'utilisateur n'a pas d'ami",
  friendsFull: "La liste d'amis est pleine",

  noSuchUser: "Cet utilisateur n'existe pas",
  notInGroup: (name: string, group: string) => `${name} n'appartient pas au groupe '${group}'`,
  noGroups: "L'utilisateur n'appartient à aucun groupe",
  noSuchGroup: "Ce groupe n'existe pas",
  groupName: 'Ce nom de groupe ne peut pas être utilisé',
  groupFixed: 'On ne peut ni rejoindre ni quitter ce groupe',
  groupFull: 'Ce groupe est plein',

  noUserOrGroup: "L'utilisateur ou le groupe n'existe pas",
  noMessages: 'Aucun message',
  noSuchMessage: "Le message n'existe pas",
  mayNotSpeak: 'Vous ne pouvez pas écrire dans ce groupe',
  emptyText: 'Le message est vide',
  longText: 'Le message est trop long',

  notSignedIn: "Vous n'êtes pas connecté depuis cette adresse",
  notAllowed: "Vous n'avez pas le droit de faire cela",
  banned: 'Vous êtes banni',
  tooFast: (ms: number) => `Trop de requêtes, attendez ${Math.max(1, Math.ceil(ms / 1000))} s`,

  noPath: "Cette adresse n'existe pas",
  notPost: 'Seules les requêtes POST sont acceptées',
  notAForm: 'Le corps doit être un formulaire (application/x-www-form-urlencoded)',
  foreignPage: "Cette page n'a pas le droit d'utiliser ce serveur",
  missing: (field: string) => `Il manque le champ '${field}'`,
  repeated: (field: string) => `Le champ '${field}' est donné plusieurs fois`,
  tooLongField: (field: string) => `Le champ '${field}' est trop long`,
  notANumber: (field: string) => `Le champ '${field}' doit être un nombre`,
  tooLarge: 'La requête est trop grande',
  internal: "Une erreur est survenue sur le serveur, rien n'a été changé",

  file: (name: string, size: string) => `[fichier : ${name}, ${size}]`,
} as const

const UNITS = ['octets', 'ko', 'Mo', 'Go', 'To'] as const

/** 1234567 → 1,2 Mo */
export function sizeWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${step === 0 ? bytes : (bytes / 1000 ** step).toFixed(1).replace('.', ',')} ${UNITS[step]}`
}
