import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { Closed, IdParams, Uuid } from '../../http/contract.ts'
import { setEtag } from '../../http/etag.ts'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { expectedRev } from '../../http/session/request-context.ts'
import { ItemView } from '../analysis/contract.ts'
import { MeetingView } from '../meetings/contract.ts'
import { acceptMeeting, acceptSection, reopenMeeting } from './accept.ts'
import { addItem } from './add-item.ts'
import {
  AcceptedSection,
  AcceptItem,
  AddItem,
  ItemPage,
  ItemsQuery,
  PatchItem,
  UndoItems,
  UndoneItems,
} from './contract.ts'
import { decideItem, undoItem } from './decide-item.ts'
import type { ReviewDeps } from './deps.ts'
import { editItem } from './edit-item.ts'
import { listItems, readItem } from './list-items.ts'
import { undoItems } from './undo-items.ts'

const group = 'Review'
const view = { params: IdParams, response: { 200: ItemView } }

export const itemRoutes = (deps: ReviewDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/items', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listItems(deps, ctx, query), {
      ...needs('meetings:read', group, 'Items of all visible meetings, newest first', [
        'invalid_request',
      ]),
      query: ItemsQuery,
      response: { 200: ItemPage },
    })
    .get(
      '/:id',
      async ({ ctx, params, set }) => setEtag(set, await readItem(deps, ctx, params.id)),
      {
        ...needs('meetings:read', group, 'Read an item with its evidence', ['not_found']),
        ...view,
      },
    )
    .patch(
      '/:id',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(set, await editItem(deps, ctx, params.id, body, expectedRev(headers))),
      {
        ...needs(
          'meetings:write',
          group,
          'Change an item; it is checked against the transcript again',
          ['not_found', 'wrong_state', 'precondition_failed', 'invalid_request'],
        ),
        body: PatchItem,
        ...view,
      },
    )
    .post(
      '/:id/accept',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(
          set,
          await decideItem(deps, ctx, params.id, 'accept', {
            overrideNote: body?.overrideNote,
            expectedRev: expectedRev(headers),
          }),
        ),
      {
        ...needs('meetings:write', group, 'Accept an item', [
          'not_found',
          'wrong_state',
          'override_needed',
        ]),
        body: AcceptItem,
        ...view,
      },
    )
    .post(
      '/:id/reject',
      async ({ ctx, params, headers, set }) =>
        setEtag(
          set,
          await decideItem(deps, ctx, params.id, 'reject', { expectedRev: expectedRev(headers) }),
        ),
      {
        ...needs('meetings:write', group, 'Reject an item', [
          'not_found',
          'precondition_failed',
          'wrong_state',
        ]),
        ...view,
      },
    )
    .post(
      '/:id/reopen',
      async ({ ctx, params, headers, set }) =>
        setEtag(
          set,
          await decideItem(deps, ctx, params.id, 'reopen', { expectedRev: expectedRev(headers) }),
        ),
      {
        ...needs('meetings:write', group, 'Take a decision about an item back', [
          'not_found',
          'precondition_failed',
          'wrong_state',
        ]),
        ...view,
      },
    )
    .post(
      '/:id/undo',
      async ({ ctx, params, headers, set }) =>
        setEtag(set, await undoItem(deps, ctx, params.id, expectedRev(headers))),
      {
        ...needs('meetings:write', group, 'Undo the newest change of an item', [
          'not_found',
          'precondition_failed',
          'nothing_to_undo',
        ]),
        ...view,
      },
    )

export const reviewRoutes = (deps: ReviewDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/meetings/:id', normalize: false })
    .use(deps.session)
    .post(
      '/accept',
      async ({ ctx, params, headers, set }) =>
        setEtag(set, await acceptMeeting(deps, ctx, params.id, expectedRev(headers))),
      {
        ...needs('meetings:write', group, 'Accept the meeting once every item is decided', [
          'not_found',
          'precondition_failed',
          'items_undecided',
        ]),
        params: IdParams,
        response: { 200: MeetingView },
      },
    )
    .post(
      '/reopen',
      async ({ ctx, params, headers, set }) =>
        setEtag(set, await reopenMeeting(deps, ctx, params.id, expectedRev(headers))),
      {
        ...needs('meetings:write', group, 'Open the review of an accepted meeting again', [
          'not_found',
          'precondition_failed',
          'wrong_state',
        ]),
        params: IdParams,
        response: { 200: MeetingView },
      },
    )
    .post(
      '/sections/:name/accept',
      ({ ctx, params }) => acceptSection(deps, ctx, params.id, params.name),
      {
        ...needs('meetings:write', group, 'Accept the open items of a section', [
          'not_found',
          'wrong_state',
        ]),
        params: Closed({ id: Uuid(), name: Type.String({ maxLength: 80 }) }),
        response: { 200: AcceptedSection },
      },
    )
    .post(
      '/items',
      async ({ ctx, params, body, set }) => {
        set.status = 201
        return setEtag(set, await addItem(deps, ctx, params.id, body))
      },
      {
        ...named(
          'addItem',
          needs(
            'meetings:write',
            group,
            'Add an item that was missed, with the words that prove it',
            ['not_found', 'wrong_state', 'invalid_request', 'precondition_failed'],
          ),
        ),
        params: IdParams,
        body: AddItem,
        response: { 201: ItemView },
      },
    )
    .post('/items/undo', ({ ctx, params, body }) => undoItems(deps, ctx, params.id, body.items), {
      ...named(
        'undoItems',
        needs('meetings:write', group, 'Undo one change of several items at once', [
          'not_found',
          'wrong_state',
        ]),
      ),
      params: IdParams,
      body: UndoItems,
      response: { 200: UndoneItems },
    })
