import { Elysia, t } from 'elysia'
import { Closed, IdParams, Uuid } from '../../http/contract.ts'
import { setEtag } from '../../http/etag.ts'
import { named, needs, unchecked } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { expectedRev, type UserCtx } from '../../http/session/request-context.ts'
import { changeMeeting } from './change-meeting.ts'
import {
  CreateMeeting,
  ListMeetingsQuery,
  MeetingHistory,
  MeetingPage,
  MeetingView,
  PatchMeeting,
  TranscribeAgainBody,
  ViewersBody,
  ViewersView,
} from './contract.ts'
import { createMeeting } from './create-meeting.ts'
import { deleteMeeting } from './delete-meeting.ts'
import { listMeetings } from './list-meetings.ts'
import { readHistory, readMeeting } from './read-meeting.ts'
import {
  discardReplacement,
  runMeetingCommand,
  type MeetingCommand,
  type MeetingCommandDeps,
  transcribeMeetingAgain,
} from './meeting-commands.ts'
import { readViewers, replaceViewers, transferMeeting } from './viewers.ts'

const group = 'Meetings'

export const meetingRoutes = (deps: MeetingCommandDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/meetings', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listMeetings(deps, ctx, query), {
      ...unchecked(
        needs('meetings:read', group, 'List meetings, newest first', ['invalid_request']),
        MeetingPage,
      ),
      query: ListMeetingsQuery,
    })
    .post(
      '/',
      async ({ ctx, body, set }) => {
        set.status = 201
        return setEtag(set, await createMeeting(deps, ctx, body))
      },
      {
        ...needs('meetings:write', group, 'Create a meeting that waits for its transcript', [
          'unknown_scenario',
          'scenario_outdated',
          'invalid_request',
        ]),
        body: CreateMeeting,
        response: { 201: MeetingView },
      },
    )
    .get(
      '/:id',
      async ({ ctx, params, set }) => setEtag(set, await readMeeting(deps, ctx, params.id)),
      {
        ...needs('meetings:read', group, 'Read a meeting', ['not_found']),
        params: IdParams,
        response: { 200: MeetingView },
      },
    )
    .patch(
      '/:id',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(set, await changeMeeting(deps, ctx, params.id, body, expectedRev(headers))),
      {
        ...needs('meetings:write', group, 'Change title, client, start or participants', [
          'not_found',
          'precondition_failed',
          'invalid_request',
        ]),
        params: IdParams,
        body: PatchMeeting,
        response: { 200: MeetingView },
      },
    )
    .delete(
      '/:id',
      async ({ ctx, params, headers, set }) => {
        await deleteMeeting(deps, ctx, params.id, expectedRev(headers))
        set.status = 204
      },
      {
        ...needs('meetings:write', group, 'Delete a meeting with its transcript and results', [
          'not_found',
          'precondition_failed',
        ]),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )
    .use(commandRoutes(deps))

interface SteeringRequest {
  ctx: UserCtx
  params: { id: string }
  headers: Record<string, string | undefined>
  set: { headers: Record<string, unknown> }
}

const handleCommand =
  (deps: MeetingCommandDeps, command: MeetingCommand) =>
  async ({ ctx, params, headers, set }: SteeringRequest) =>
    setEtag(set, await runMeetingCommand(deps, ctx, params.id, command, expectedRev(headers)))

const commandRoutes = (deps: MeetingCommandDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post('/:id/process', handleCommand(deps, 'process'), {
      ...needs('meetings:write', group, 'Start the analysis of a meeting that has a transcript', [
        'not_found',
        'precondition_failed',
        'wrong_state',
      ]),
      params: IdParams,
      response: { 200: MeetingView },
    })
    .post('/:id/retry', handleCommand(deps, 'retry'), {
      ...needs('meetings:write', group, 'Try a failed or waiting meeting again', [
        'not_found',
        'precondition_failed',
        'wrong_state',
      ]),
      params: IdParams,
      response: { 200: MeetingView },
    })
    .post('/:id/cancel', handleCommand(deps, 'cancel'), {
      ...needs('meetings:write', group, 'Stop what is being done with a meeting', [
        'not_found',
        'precondition_failed',
        'wrong_state',
      ]),
      params: IdParams,
      response: { 200: MeetingView },
    })
    .post(
      '/:id/transcribe-again',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(
          set,
          await transcribeMeetingAgain(deps, ctx, params.id, body, expectedRev(headers)),
        ),
      {
        ...named(
          'transcribeAgain',
          needs(
            'meetings:write',
            group,
            'Transcribe a recording once more',
            [
              'not_found',
              'precondition_failed',
              'wrong_state',
              'retention_over',
              'invalid_request',
            ],
            'In another language, by another provider or with other key terms, without a new upload. What is shown stays until the new transcript has its own result; the old transcript is kept.',
          ),
        ),
        params: IdParams,
        body: TranscribeAgainBody,
        response: { 200: MeetingView },
      },
    )
    .delete(
      '/:id/replacement',
      async ({ ctx, params, headers, set }) =>
        setEtag(set, await discardReplacement(deps, ctx, params.id, expectedRev(headers))),
      {
        ...named(
          'discardReplacement',
          needs(
            'meetings:write',
            group,
            'Give up a recording or transcript that was to replace what is shown',
            ['not_found', 'precondition_failed'],
            'The meeting goes on with what it shows, and the discarded recording is deleted. Also dismisses the note about a recording that could not be used.',
          ),
        ),
        params: IdParams,
        response: { 200: MeetingView },
      },
    )
    .post(
      '/:id/transfer',
      ({ ctx, params, body, headers }) =>
        transferMeeting(deps, ctx, params.id, body.userId, expectedRev(headers)),
      {
        ...needs('meetings:write', group, 'Give a meeting to another member', [
          'not_found',
          'precondition_failed',
          'invalid_request',
        ]),
        params: IdParams,
        body: Closed({ userId: Uuid() }),
        response: { 200: MeetingView },
      },
    )
    .get('/:id/viewers', ({ ctx, params }) => readViewers(deps, ctx, params.id), {
      ...needs('meetings:read', group, 'Who besides the owner and admins may read a meeting', [
        'not_found',
      ]),
      params: IdParams,
      response: { 200: ViewersView },
    })
    .put(
      '/:id/viewers',
      ({ ctx, params, body, headers }) =>
        replaceViewers(deps, ctx, params.id, body, expectedRev(headers)),
      {
        ...needs('meetings:write', group, 'Set who may read a meeting', [
          'not_found',
          'precondition_failed',
          'invalid_request',
        ]),
        params: IdParams,
        body: ViewersBody,
        response: { 200: ViewersView },
      },
    )
    .get('/:id/history', ({ ctx, params }) => readHistory(deps, ctx, params.id), {
      ...needs('meetings:read', group, 'What happened to a meeting, in order', ['not_found']),
      params: IdParams,
      response: { 200: MeetingHistory },
    })
