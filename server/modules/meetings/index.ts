export { announcement } from './announcement.ts'
export type { MeetingView } from './contract.ts'
export type { MeetingsDeps } from './deps.ts'
export { createMeeting } from './create-meeting.ts'
export { purgeIfGone } from './delete-meeting.ts'
export { resumeEnded, resumeWithin } from './resume-waiting.ts'
export { currentParticipants, linkSpeakers, takeParticipants } from './participants.ts'
export type { OpenUploads, PinnedScenario, ScenarioCatalogue } from './ports.ts'
export { readTimeZone } from './meeting-start.ts'
export { ownedMeetings } from './owned-meetings.ts'
export { readHistory, readMeeting } from './read-meeting.ts'
export { getMeeting, getMeetingForChange, moveMeetingsOfClient, updateMeeting } from './repo.ts'
export { maxMeetingsTold, recordChange, recordChanges, recordHistory } from './record-change.ts'
export { meetingRoutes } from './routes.ts'
export { type MeetingRow, toMeetingView } from './rows.ts'
export {
  beginUploading,
  bringRecording,
  bringTranscript,
  endUploading,
  failWork,
  queueNext,
  removeDropped,
} from './work.ts'
export { isBusy } from './stage.ts'
