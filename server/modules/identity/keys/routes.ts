import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { named, needs, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import {
  CreateKey,
  CreateServiceAccount,
  KeyList,
  KeysQuery,
  NewKey,
  PatchServiceAccount,
  RotateKey,
  ServiceAccountList,
  ServiceAccountsQuery,
  ServiceAccountView,
} from './contract.ts'
import { createKey, type KeyDeps } from './create-key.ts'
import { listKeys, revokeKey, rotateKey } from './keys.ts'
import {
  changeServiceAccount,
  createServiceAccount,
  listServiceAccounts,
} from './service-accounts.ts'

const group = 'API keys'

export const keyRoutes = (deps: KeyDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/api-keys', ({ ctx, query }) => listKeys(deps, ctx, query as KeysQuery), {
      ...named(
        'listApiKeys',
        needs('keys:read', group, 'List your API keys; for admins, everybody’s', [
          'invalid_request',
        ]),
      ),
      query: KeysQuery,
      response: { 200: KeyList },
    })
    .post(
      '/api-keys',
      async ({ ctx, body, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return createKey(deps, ctx, body)
      },
      {
        ...named(
          'createApiKey',
          steppedUp(
            needs('keys:write', group, 'Make an API key; it is shown this once', [
              'scope_missing',
              'key_limit_reached',
              'already_exists',
              'not_found',
              'wrong_state',
            ]),
          ),
        ),
        body: CreateKey,
        response: { 201: NewKey },
      },
    )
    .delete(
      '/api-keys/:id',
      async ({ ctx, params, set }) => {
        await revokeKey(deps, ctx, params.id)
        set.status = 204
      },
      {
        ...named(
          'revokeApiKey',
          needs('keys:write', group, 'Revoke an API key at once', ['not_found']),
        ),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )
    .post(
      '/api-keys/:id/rotate',
      async ({ ctx, params, body, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return rotateKey(deps, ctx, params.id, body ?? {})
      },
      {
        ...named(
          'rotateApiKey',
          steppedUp(
            needs('keys:write', group, 'Replace an API key; the old one works on for a while', [
              'not_found',
              'wrong_state',
              'scope_missing',
              'key_limit_reached',
              'already_exists',
            ]),
          ),
        ),
        params: IdParams,
        body: RotateKey,
        response: { 201: NewKey },
      },
    )
    .get(
      '/service-accounts',
      ({ ctx, query }) => listServiceAccounts(deps, ctx, query as ServiceAccountsQuery),
      {
        ...named(
          'listServiceAccounts',
          needs('members:read', group, 'List service accounts', ['invalid_request']),
        ),
        query: ServiceAccountsQuery,
        response: { 200: ServiceAccountList },
      },
    )
    .post(
      '/service-accounts',
      async ({ ctx, body, set }) => {
        set.status = 201
        return createServiceAccount(deps, ctx, body)
      },
      {
        ...named(
          'createServiceAccount',
          steppedUp(needs('members:write', group, 'Add a service account for programs')),
        ),
        body: CreateServiceAccount,
        response: { 201: ServiceAccountView },
      },
    )
    .patch(
      '/service-accounts/:id',
      ({ ctx, params, body }) => changeServiceAccount(deps, ctx, params.id, body),
      {
        ...named(
          'changeServiceAccount',
          steppedUp(
            needs('members:write', group, 'Change a service account; its keys follow at once', [
              'not_found',
            ]),
          ),
        ),
        params: IdParams,
        body: PatchServiceAccount,
        response: { 200: ServiceAccountView },
      },
    )
