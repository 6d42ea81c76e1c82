export { importTranscript } from './import-transcript.ts'
export { purgeFiles } from './purge-files.ts'
export { loadSegments, type SpokenSegment } from './repo.ts'
export { attachment, transcriptRoutes } from './routes.ts'
