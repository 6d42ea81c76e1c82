import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { beforeFactor, named, needs, sessionOnly, steppedUp } from '../../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../../http/session/session.ts'
import type { ErrorCode } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import {
  AddedPasskey,
  ConfirmTotp,
  FactorsView,
  FirstCodes,
  NewPasskey,
  NewTotp,
  PasskeyOptions,
  PasskeyView,
  RecoveryCodes,
  RenamePasskey,
} from './contract.ts'
import { listFactors } from './list-factors.ts'
import { addPasskey, removePasskey, renameOwnPasskey, startPasskey } from './passkeys.ts'
import { renewOwnCodes } from './recovery.ts'
import { confirmOwnTotp, removeTotp, setUpTotp } from './totp.ts'
import { siteOf } from './verify-passkey.ts'

const own = (name: string, summary: string, failures: ErrorCode[] = []) =>
  named(name, sessionOnly(needs('session', 'Sign-in', summary, [...failures, 'session_needed'])))

const done = { response: { 204: t.Void() } } as const

/** A person's own second factors. Also open to people who must set one up first. */
export const factorRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/me/factors', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx }) => listFactors(deps, ctx), {
      ...beforeFactor(own('listFactors', 'By what you sign in beside your password')),
      response: { 200: FactorsView },
    })
    .post(
      '/totp',
      async ({ ctx, requestContext, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return setUpTotp(deps, ctx, tenantOf(requestContext))
      },
      {
        ...beforeFactor(
          steppedUp(own('setUpTotp', 'Begin with an authenticator app', ['wrong_state'])),
        ),
        response: { 201: NewTotp },
      },
    )
    .post(
      '/totp/confirm',
      async ({ ctx, body, set }) => {
        set.headers['cache-control'] = 'no-store'
        return confirmOwnTotp(deps, ctx, body)
      },
      {
        ...beforeFactor(
          steppedUp(
            own('confirmTotp', 'Take the app into use by a code of it', [
              'wrong_state',
              'invalid_request',
              'too_many_requests',
            ]),
          ),
        ),
        body: ConfirmTotp,
        response: { 200: FirstCodes },
      },
    )
    .delete(
      '/totp',
      async ({ ctx, set }) => {
        await removeTotp(deps, ctx)
        set.status = 204
      },
      { ...steppedUp(own('removeTotp', 'Remove the authenticator app', ['not_found'])), ...done },
    )
    .post(
      '/recovery-codes',
      async ({ ctx, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return renewOwnCodes(deps, ctx)
      },
      {
        ...steppedUp(
          own('renewRecoveryCodes', 'Make new recovery codes; earlier ones stop working', [
            'wrong_state',
          ]),
        ),
        response: { 201: RecoveryCodes },
      },
    )
    .post(
      '/passkey-options',
      async ({ ctx, requestContext, set }) => {
        set.headers['cache-control'] = 'no-store'
        return startPasskey(deps, ctx, tenantOf(requestContext), siteOf(requestContext))
      },
      {
        ...beforeFactor(steppedUp(own('startPasskey', 'What the browser needs to make a passkey'))),
        response: { 200: PasskeyOptions },
      },
    )
    .use(passkeyRoutes(deps))

const passkeyRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/passkeys', normalize: false })
    .use(deps.session)
    .post(
      '/',
      async ({ ctx, requestContext, body, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return addPasskey(deps, ctx, siteOf(requestContext), body)
      },
      {
        ...beforeFactor(
          steppedUp(
            own('addPasskey', 'Keep a passkey that the browser made', [
              'invalid_request',
              'wrong_state',
            ]),
          ),
        ),
        body: NewPasskey,
        response: { 201: AddedPasskey },
      },
    )
    .patch('/:id', ({ ctx, params, body }) => renameOwnPasskey(deps, ctx, params.id, body), {
      ...own('renamePasskey', 'Give a passkey of yours another name', ['not_found']),
      params: IdParams,
      body: RenamePasskey,
      response: { 200: PasskeyView },
    })
    .delete(
      '/:id',
      async ({ ctx, params, set }) => {
        await removePasskey(deps, ctx, params.id)
        set.status = 204
      },
      {
        ...steppedUp(own('removePasskey', 'Remove a passkey of yours', ['not_found'])),
        params: IdParams,
        ...done,
      },
    )
