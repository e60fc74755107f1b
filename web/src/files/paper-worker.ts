// Reads PDF beside the page: its parser runs in a thread that has no page to touch.
import 'pdfjs-dist/build/pdf.worker.min.mjs'
