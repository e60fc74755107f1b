import type { Catalogue } from '../language.ts'

/** Who waits to be let in, threads one takes part in, previews of links, and what is done without a connection. */
export const together: Catalogue = {
  'Chat of a call, {when}': 'Obrolan sebuah panggilan, {when}',
  'Write in this chat…': 'Tulis di obrolan ini…',
  'In the chat of a call': 'Dalam obrolan sebuah panggilan',
  'You are at the door of {server}': 'Kamu di depan pintu {server}',
  'Your account is made. Whoever looks after this server was told, and lets you in.':
    'Akunmu sudah dibuat. Pengurus server ini sudah diberi tahu dan akan membukakan pintu.',
  'This page goes on by itself. You may close it and come back with your name and password.':
    'Halaman ini berlanjut sendiri. Kamu boleh menutupnya dan kembali dengan nama dan kata sandimu.',
  'Sign in as somebody else': 'Masuk sebagai orang lain',
  'You were not let in. Nothing of you is kept here.': 'Kamu tidak diizinkan masuk. Tidak ada datamu yang disimpan di sini.',
  'Then somebody who looks after this server lets you in.': 'Setelah itu pengurus server ini akan membukakan pintu.',
  'At the door': 'Di depan pintu',
  'asked to come in {when}': 'minta masuk {when}',
  'invited by {name}': 'diundang {name}',
  'to {room}': 'ke {room}',
  'Let in': 'Izinkan masuk',
  'Let in {name}': 'Izinkan {name} masuk',
  '{name} is in.': '{name} sudah masuk.',
  Refuse: 'Tolak',
  'Refuse {name}': 'Tolak {name}',
  '{name} stays outside.': '{name} tetap di luar.',
  'With approval': 'Dengan persetujuan',
  'Who comes by it waits until a moderator lets them in': 'Yang datang lewat undangan ini menunggu sampai moderator mengizinkan',
  'Who comes by it waits until an admin lets them in': 'Yang datang lewat undangan ini menunggu sampai admin mengizinkan',
  'asks first': 'dengan persetujuan',
  'lets nobody in just now': 'saat ini tidak membuka pintu bagi siapa pun',
  'You wait to be let in. Whoever looks after this server was told.':
    'Kamu menunggu diizinkan masuk. Pengurus server ini sudah diberi tahu.',
  'Many people wait to be let in already. Try again later.': 'Sudah banyak orang yang menunggu. Coba lagi nanti.',
  'Many people from your address wait to be let in already. Ask whoever looks after this server to look at them first.':
    'Sudah banyak orang dari alamatmu yang menunggu. Minta pengurus server ini memeriksa mereka dahulu.',
  'You yourself, or somebody who does not stand below you, comes from that device or address. Ban the person alone.':
    'Perangkat atau alamat itu juga dipakai olehmu, atau oleh orang yang tidak berada di bawahmu. Keluarkan orangnya saja.',
  'Refuse all': 'Tolak semua',
  'Refuse all of them?': 'Tolak semuanya?',
  'Let in first whom you know: the {count} accounts that wait here are gone then, their names are free.': {
    other: 'Izinkan dahulu yang kamu kenal: {count} akun yang menunggu di sini akan hilang, namanya bebas.',
  },
  Threads: 'Utas',
  '{count} new replies': { other: '{count} balasan baru' },
  '{count} with something new': { other: '{count} dengan yang baru' },
  'You are in no thread yet': 'Kamu belum ada di utas mana pun',
  'Reply to a message in a thread, or follow one, and it waits for you here.':
    'Balas sebuah pesan dalam utas, atau ikuti satu, dan utas itu menunggumu di sini.',
  'Follow the thread': 'Ikuti utas',
  'Unfollow the thread': 'Berhenti mengikuti utas',
  'Preview of {title}': 'Pratinjau {title}',
  'Remove the preview': 'Hapus pratinjau',
  Links: 'Tautan',
  'This server looks at the links people send. Nothing is loaded from elsewhere by your device.':
    'Server ini membuka tautan yang dikirim orang. Perangkatmu tidak memuat apa pun dari luar.',
  'Show what links lead to': 'Tampilkan tujuan tautan',
  'this thread': 'utas ini',
  'Alt click': 'Alt klik',
  'All threads': 'Semua utas',
  Draft: 'Draf',
  'No connection': 'Tidak ada koneksi',
  'This list comes from the server, as soon as it answers again.': 'Daftar ini datang dari server, begitu ia menjawab lagi.',
  'Called off': 'Dibatalkan',
  'Not called off. {why}': 'Tidak dibatalkan. {why}',
  'A new private chat': 'Obrolan pribadi baru',
  'There is no connection: the change waits here until there is one. If it is sent before that, it is sent as it was.':
    'Tidak ada sambungan: perubahannya menunggu di sini sampai ada. Jika terkirim sebelum itu, pesannya terkirim seperti semula.',
  'There is no connection: the change waits here until there is one.': 'Tidak ada sambungan: perubahannya menunggu di sini sampai ada.',
  'There is no connection. What you write here waits, and begins your private chat with {name} as soon as there is one.':
    'Tidak ada sambungan. Yang Anda tulis di sini menunggu, dan memulai obrolan pribadi Anda dengan {name} begitu ada.',
  'It is asked by now, and cannot be changed any more.': 'Sudah ditanyakan, dan tidak bisa diubah lagi.',
  'Change the poll': 'Ubah jajak pendapat',
  'Not changed; the new words are back where you write. {why}': 'Tidak diubah; kata-kata barunya kembali ke tempat Anda menulis. {why}',
  'It may have been sent before it was called off. {why}': 'Mungkin sudah terkirim sebelum dibatalkan. {why}',
  'It may have been sent with the new words already; they are back where you write: look before you send them. {why}':
    'Mungkin sudah terkirim dengan kata-kata baru; kata-kata itu kembali ke tempat Anda menulis: periksa dulu sebelum mengirimnya. {why}',
  'Not sent; the words are kept where you wrote them. {why}': 'Tidak terkirim; kata-katanya disimpan di tempat Anda menulisnya. {why}',
  'Not marked as read. {why}': 'Tidak ditandai sudah dibaca. {why}',
}
