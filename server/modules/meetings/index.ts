export type { MeetingView } from './contract.ts'
export type { Cursors, MeetingsDeps } from './deps.ts'
export { createMeeting } from './create-meeting.ts'
export { deleteMeeting } from './delete-meeting.ts'
export { listMeetings, staleCursor } from './list-meetings.ts'
export type { PinnedScenario, ScenarioCatalogue } from './ports.ts'
export { readMeeting } from './read-meeting.ts'
export {
  changedMeanwhile,
  getMeeting,
  getMeetingForChange,
  recordChange,
  replaceParticipants,
  updateMeeting,
} from './repo.ts'
export { meetingRoutes } from './routes.ts'
export { type MeetingRow, toMeetingView } from './rows.ts'
export { queueAnalysis, steerMeeting } from './steer-meeting.ts'
