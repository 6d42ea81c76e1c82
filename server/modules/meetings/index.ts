export { selectMeetingEvent } from './meeting-event.ts'
export type { MeetingView } from './contract.ts'
export type { MeetingsDeps } from './deps.ts'
export { createMeeting } from './create-meeting.ts'
export { purgeIfDeleted } from './delete-meeting.ts'
export { resumeResolved, resumeWithinLimits } from './resume-waiting.ts'
export { currentParticipants, linkSpeakers, addSpeakersAsParticipants } from './participants.ts'
export type { OpenUploads, PinnedScenario, ScenarioCatalogue } from './ports.ts'
export { readTimeZone } from './meeting-start.ts'
export { ownedMeetings } from './owned-meetings.ts'
export { readHistory, readMeeting } from './read-meeting.ts'
export { getMeeting, getMeetingForChange, moveMeetingsOfClient, updateMeeting } from './repo.ts'
export { maxMeetingEvents, recordChange, recordChanges, recordHistory } from './record-change.ts'
export { meetingRoutes } from './routes.ts'
export { type MeetingRow, toMeetingView } from './rows.ts'
export {
  markUploading,
  attachRecording,
  attachTranscript,
  markUploadEnded,
  failWork,
  queueNext,
  queueUploadSweep,
} from './work.ts'
export { isBusy } from './stage.ts'
