import { Elysia, t } from 'elysia'
import { IdParams } from '../../http/contract.ts'
import { setEtag } from '../../http/etag.ts'
import { named, needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { expectedRev } from '../../http/session/request-context.ts'
import {
  changeClient,
  createClient,
  deleteClient,
  listClients,
  readClient,
  readClientUsage,
} from './clients.ts'
import {
  ClientPage,
  ClientUsage,
  ClientView,
  CreateClient,
  CreatePerson,
  DeleteClientQuery,
  DirectoryQuery,
  PatchClient,
  PatchPerson,
  PeopleQuery,
  PersonPage,
  PersonView,
} from './contract.ts'
import type { DirectoryDeps } from './deps.ts'
import { changePerson, createPerson, deletePerson, listPeople, readPerson } from './people.ts'

const group = 'Directory'

export const directoryRoutes = (deps: DirectoryDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(clientRoutes(deps))
    .use(peopleRoutes(deps))

const clientRoutes = (deps: DirectoryDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/clients', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listClients(deps, ctx, query), {
      ...needs('directory:read', group, 'List clients, newest first', ['invalid_request']),
      query: DirectoryQuery,
      response: { 200: ClientPage },
    })
    .post(
      '/',
      async ({ ctx, body, set }) => {
        set.status = 201
        return setEtag(set, await createClient(deps, ctx, body))
      },
      {
        ...needs('directory:write', group, 'Add a client', ['already_exists', 'invalid_request']),
        body: CreateClient,
        response: { 201: ClientView },
      },
    )
    .get(
      '/:id',
      async ({ ctx, params, set }) => setEtag(set, await readClient(deps, ctx, params.id)),
      {
        ...needs('directory:read', group, 'Read a client', ['not_found']),
        params: IdParams,
        response: { 200: ClientView },
      },
    )
    .patch(
      '/:id',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(set, await changeClient(deps, ctx, params.id, body, expectedRev(headers))),
      {
        ...needs('directory:write', group, 'Change a client', ['not_found', 'precondition_failed']),
        params: IdParams,
        body: PatchClient,
        response: { 200: ClientView },
      },
    )
    .get('/:id/usage', ({ ctx, params }) => readClientUsage(deps, ctx, params.id), {
      ...named(
        'readClientUsage',
        needs('directory:read', group, 'Count what belongs to a client', ['not_found']),
      ),
      params: IdParams,
      response: { 200: ClientUsage },
    })
    .delete(
      '/:id',
      async ({ ctx, params, query, headers, set }) => {
        await deleteClient(deps, ctx, params.id, query, expectedRev(headers))
        set.status = 204
      },
      {
        ...needs(
          'directory:write',
          group,
          'Delete a client; `moveTo` says whose its meetings and people become',
          ['not_found', 'precondition_failed', 'invalid_request', 'in_use'],
        ),
        params: IdParams,
        query: DeleteClientQuery,
        response: { 204: t.Void() },
      },
    )

const peopleRoutes = (deps: DirectoryDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/people', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listPeople(deps, ctx, query), {
      ...needs('directory:read', group, 'List people, newest first', ['invalid_request']),
      query: PeopleQuery,
      response: { 200: PersonPage },
    })
    .post(
      '/',
      async ({ ctx, body, set }) => {
        set.status = 201
        return setEtag(set, await createPerson(deps, ctx, body))
      },
      {
        ...needs('directory:write', group, 'Add a person', ['already_exists', 'invalid_request']),
        body: CreatePerson,
        response: { 201: PersonView },
      },
    )
    .get(
      '/:id',
      async ({ ctx, params, set }) => setEtag(set, await readPerson(deps, ctx, params.id)),
      {
        ...needs('directory:read', group, 'Read a person', ['not_found']),
        params: IdParams,
        response: { 200: PersonView },
      },
    )
    .patch(
      '/:id',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(set, await changePerson(deps, ctx, params.id, body, expectedRev(headers))),
      {
        ...needs('directory:write', group, 'Change a person', ['not_found', 'precondition_failed']),
        params: IdParams,
        body: PatchPerson,
        response: { 200: PersonView },
      },
    )
    .delete(
      '/:id',
      async ({ ctx, params, headers, set }) => {
        await deletePerson(deps, ctx, params.id, expectedRev(headers))
        set.status = 204
      },
      {
        ...needs('directory:write', group, 'Remove a person from the directory', [
          'not_found',
          'precondition_failed',
        ]),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )
