// Reads PDF beside the page: its parser runs in a thread that has no page to touch.
export { WorkerMessageHandler } from 'pdfjs-dist/build/pdf.worker.min.mjs'
