import type { Catalogue } from '../language.ts'

/** What stands beside a room, the list of rooms, posters, emoji. */
export const looks: Catalogue = {
  'The thread could not be opened': 'Utas tidak dapat dibuka',
  'Show the list': 'Tampilkan daftar',
  'Put the list away': 'Sembunyikan daftar',
  'Width of the list': 'Lebar daftar',
  'Show or hide the list of rooms': 'Tampilkan atau sembunyikan daftar ruang',
  'Beside the room': 'Di samping ruang',
  Pinned: 'Disematkan',
  'No files yet': 'Belum ada berkas',
  'What is sent here stands here, the newest first.': 'Yang dikirim di sini ada di sini, yang terbaru lebih dulu.',
  'Show more': 'Tampilkan lagi',
  '{name}, {ago}': '{name}, {ago}',
  'Print it': 'Cetak',
  'Poster for the wall': 'Poster untuk dinding',
  Poster: 'Poster',
  'this poster': 'poster ini',
  'Talk with the people around you. Nothing leaves this network.':
    'Bicaralah dengan orang di sekitar Anda. Tidak ada yang keluar dari jaringan ini.',
  'A room of {house}. Talk with the people around you.': 'Sebuah ruang di {house}. Bicaralah dengan orang di sekitar Anda.',
  'Be on this network, and point the camera of your phone at the picture. Or open:':
    'Sambungkan ke jaringan ini, lalu arahkan kamera ponsel ke gambar. Atau buka:',
  'Good until {when}': 'Berlaku sampai {when}',
  'Used lately': 'Terakhir dipakai',
  'Tone of skin': 'Warna kulit',
  Yellow: 'Kuning',
  'Light [tone]': 'Terang',
  'Medium light [tone]': 'Agak terang',
  'Medium [tone]': 'Sedang',
  'Medium dark [tone]': 'Agak gelap',
  'Dark [tone]': 'Gelap',
}
