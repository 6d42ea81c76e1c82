export { chooseForMinutes, minuteReasons } from './speech/minutes.ts'
export type { TranscriptionDeps } from './deps.ts'
export { importTranscript } from './import-transcript.ts'
export { purgeFiles } from './purge-files.ts'
export { findPeopleNames } from './speakers/repo.ts'
export {
  listSpeakers,
  loadSegments,
  loadSegmentsNear,
  requireTranscript,
  type SpokenSegment,
} from './repo.ts'
export {
  endedBySpeech,
  noSpeechProvider,
  passingReasons,
  SpeechError,
  type SpeechProvider,
} from './ports.ts'
export { attachment, transcriptRoutes } from './routes.ts'
export { transcribeMeeting } from './speech/transcribe-meeting.ts'
