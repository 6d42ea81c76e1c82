import { Elysia } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { expectedRev } from '../../../http/session/request-context.ts'
import {
  ChangedSegments,
  PatchSegment,
  PatchSpeakers,
  SegmentParams,
  SpeakersView,
} from '../contract.ts'
import type { TranscriptionDeps } from '../deps.ts'
import { changeSegment } from './change-segment.ts'
import { changeSpeakers } from './change-speakers.ts'
import { readSpeakers } from './read-speakers.ts'

const group = 'Transcripts'

/** Below `/api/v1/meetings/:id`. */
export const speakerRoutes = (deps: TranscriptionDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/transcript/speakers', ({ ctx, params }) => readSpeakers(deps, ctx, params.id), {
      ...needs(
        'meetings:read',
        group,
        'Who speaks, and who the unnamed speakers may be',
        ['not_found'],
        'Suggestions come from how people present themselves, how others call them, and who is left of the participants. None is applied by itself.',
      ),
      params: IdParams,
      response: { 200: SpeakersView },
    })
    .patch(
      '/transcript/speakers',
      ({ ctx, params, body }) => changeSpeakers(deps, ctx, params.id, body),
      {
        ...needs(
          'meetings:write',
          group,
          'Name speakers, link them to people, merge them',
          ['not_found', 'wrong_state', 'invalid_request'],
          'Items that cite a segment of a merged speaker become stale. A name alone makes nothing stale.',
        ),
        params: IdParams,
        body: PatchSpeakers,
        response: { 200: SpeakersView },
      },
    )
    .patch(
      '/transcript/segments/:segmentId',
      async ({ ctx, params, body, headers, set }) => {
        const { id, segmentId } = params
        const changed = await changeSegment(deps, ctx, id, segmentId, body, expectedRev(headers))
        set.headers.etag = `"${changed.data[0]?.rev}"`
        return changed
      },
      {
        ...needs(
          'meetings:write',
          group,
          'Correct a segment, or give it or a range to a speaker',
          ['not_found', 'wrong_state', 'precondition_failed', 'invalid_request'],
          '`If-Match` is the segment’s `rev`. Items that cite a changed segment become stale.',
        ),
        params: SegmentParams,
        body: PatchSegment,
        response: { 200: ChangedSegments },
      },
    )
