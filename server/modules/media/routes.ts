import { Elysia, t } from 'elysia'
import { IdParams } from '../../http/contract.ts'
import { needs, upTo } from '../../http/needs.ts'
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { abortUpload } from './uploads/abort-upload.ts'
import { completeUpload } from './uploads/complete-upload.ts'
import {
  CompleteUpload,
  completeUploadMostBytes,
  CreateUpload,
  MediaView,
  SignedParts,
  SignParts,
  UploadView,
} from './contract.ts'
import { createUpload } from './uploads/create-upload.ts'
import type { MediaDeps } from './deps.ts'
import { readMedia } from './read-media.ts'
import { readUpload } from './uploads/read-upload.ts'
import { signParts } from './uploads/sign-parts.ts'

const group = 'Recordings'

export const mediaRoutes = (deps: MediaDeps & { session: SessionPlugin; notes: AuditNotes }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .post(
      '/meetings/:id/uploads',
      async ({ ctx, params, body, set }) => {
        set.status = 201
        return createUpload(deps, ctx, params.id, body)
      },
      {
        ...needs(
          'meetings:write',
          group,
          'Begin the upload of a recording',
          ['not_found', 'wrong_state', 'invalid_request'],
          'The file is sent in parts straight to the storage: ask for the addresses of parts, PUT each, then complete the upload. At most 2 GiB. Uploads that nobody touches for 24 hours are given up.',
        ),
        params: IdParams,
        body: CreateUpload,
        response: { 201: UploadView },
      },
    )
    .get(
      '/meetings/:id/media',
      async ({ ctx, params, requestContext }) => {
        const media = await readMedia(deps, ctx, params.id, requestContext.origin)
        deps.notes.read(ctx, 'media.read', params.id)
        return media
      },
      {
        ...needs('meetings:read', group, 'Addresses that play a meeting’s recording', [
          'not_found',
          'retention_over',
        ]),
        params: IdParams,
        response: { 200: MediaView },
      },
    )
    .get('/uploads/:id', ({ ctx, params }) => readUpload(deps, ctx, params.id), {
      ...needs('meetings:read', group, 'What has arrived of an upload', ['not_found']),
      params: IdParams,
      response: { 200: UploadView },
    })
    .post(
      '/uploads/:id/parts',
      ({ ctx, params, body, requestContext }) =>
        signParts(deps, ctx, params.id, body, requestContext.origin),
      {
        ...needs('meetings:write', group, 'Addresses that take parts of an upload', [
          'not_found',
          'upload_over',
          'invalid_request',
        ]),
        params: IdParams,
        body: SignParts,
        response: { 200: SignedParts },
      },
    )
    .post(
      '/uploads/:id/complete',
      ({ ctx, params, body }) => completeUpload(deps, ctx, params.id, body),
      {
        ...upTo(
          completeUploadMostBytes,
          needs('meetings:write', group, 'Complete an upload; the work starts by itself', [
            'not_found',
            'upload_incomplete',
            'upload_over',
            'wrong_state',
            'not_media',
            'invalid_request',
          ]),
        ),
        params: IdParams,
        body: CompleteUpload,
        response: { 200: UploadView },
      },
    )
    .delete(
      '/uploads/:id',
      async ({ ctx, params, set }) => {
        await abortUpload(deps, ctx, params.id)
        set.status = 204
      },
      {
        ...needs('meetings:write', group, 'Give an upload up', ['not_found', 'upload_over']),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )
