export type { MeetingView } from './contract.ts'
export type { MeetingsDeps } from './deps.ts'
export { createMeeting } from './create-meeting.ts'
export { resumeResolved, resumeWithinLimits } from './resume-waiting.ts'
export {
  currentParticipants,
  linkSpeakers,
  addSpeakersAsParticipants,
} from './repo/participants.ts'
export type { OpenUploads, PinnedScenario, ScenarioCatalogue } from './ports.ts'
export { ownedMeetings } from './repo/owned-meetings.ts'
export { readHistory, readMeeting } from './read-meeting.ts'
export {
  getMeeting,
  getMeetingForChange,
  moveMeetingsOfClient,
  readTimeZone,
} from './repo/meetings.ts'
export {
  maxMeetingEvents,
  publishMeeting,
  recordChange,
  recordChanges,
  recordHistory,
} from './repo/record-change.ts'
export { meetingRoutes } from './routes.ts'
export type { MeetingRow } from './repo/rows.ts'
export { toMeetingView } from './meeting-view.ts'
export {
  markUploading,
  attachRecording,
  attachTranscript,
  markUploadEnded,
  queueUploadSweep,
} from './stage/work.ts'
export { failWork } from './stage/fail.ts'
export {
  advanceStage,
  claimStage,
  type ClaimedFrom,
  isWaitingFor,
  renewStage,
  type StageClaim,
  waitInStage,
} from './stage/repo/attempt.ts'
export { markAccepted, markReopened, updateMeeting } from './stage/repo/work.ts'
export { claimWithinLimits, progressReporter, runStage, waitForStart } from './stage/run-stage.ts'
export { isBusy } from './stage/states.ts'
