export { ingestMeeting } from './ingest/ingest-meeting.ts'
export {
  type AudioPlan,
  type ExtractedMedia,
  type ExtractRequest,
  MediaFault,
  type MediaTools,
  type ProbedMedia,
} from './ports.ts'
export { mediaRoutes } from './routes.ts'
export { sweepUploads } from './sweep-uploads.ts'
