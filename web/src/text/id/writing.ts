import type { Catalogue } from '../language.ts'

/** The composer and the keys. */
export const writing: Catalogue = {
  'A person, a room, an emoji, a command': 'Orang, ruang, emoji, atau perintah',
  'All as they were': 'Kembalikan semua seperti semula',
  'As it was': 'Seperti semula',
  'As it was: {deed}': 'Seperti semula: {deed}',
  'Back [in time]': 'Kembali',
  'Call so many in {room}?': 'Panggil sebanyak itu di {room}?',
  Change: 'Ubah',
  'Change the keys': 'Ubah tombol',
  'Change the keys for: {deed}': 'Ubah tombol untuk: {deed}',
  Commands: 'Perintah',
  'Everybody here: {people}': 'Semua orang di sini: {people}',
  'Everybody who is connected just now': 'Semua orang yang sedang terhubung',
  'Forward [in time]': 'Maju',
  'Hide the preview': 'Sembunyikan pratinjau',
  'In {room} only admins call everybody at once, and only as long as there are at most {most} people.':
    'Di {room} hanya admin yang memanggil semua orang sekaligus, dan hanya sampai {most} orang.',
  'Nobody could write this letter any more. Hold Ctrl or Alt with it.': 'Huruf ini tidak akan bisa ditulis lagi. Tambahkan Ctrl atau Alt.',
  'Nobody is called by this': 'Tidak ada yang dipanggil oleh pesan ini',
  'Nothing is written yet.': 'Belum ada yang ditulis.',
  'Part of the page before': 'Bagian halaman sebelumnya',
  'Press the new keys. Esc leaves it as it was.': 'Tekan tombol baru. Esc membiarkannya seperti semula.',
  'Others see that I am writing': 'Orang lain melihat bahwa aku sedang menulis',
  Preview: 'Pratinjau',
  'Reply to the last message': 'Balas pesan terakhir',
  'Rooms to link to': 'Ruang untuk ditautkan',
  'See how it will look': 'Lihat pratinjau',
  'The browser keeps these keys for itself. Press others, or Esc.': 'Peramban memakai tombol ini sendiri. Tekan yang lain, atau Esc.',
  'These keys do something else: {deed}. Press others, or Esc.': 'Tombol ini untuk hal lain: {deed}. Tekan yang lain, atau Esc.',
  question: 'pertanyaan',
  words: 'kata',
  'This calls {count} people, whatever they are doing.': {
    other: 'Pesan ini memanggil {count} orang, apa pun yang sedang mereka lakukan.',
  },
  '{count} suggestions: ↓ chooses': { other: '{count} saran: ↓ untuk memilih' },
}
