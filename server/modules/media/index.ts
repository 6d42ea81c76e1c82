export { cleanUploads } from './clean-uploads.ts'
export { ingestMeeting } from './ingest/ingest-meeting.ts'
export { mediaRoutes } from './routes.ts'
export { sweepUploads } from './sweep-uploads.ts'
