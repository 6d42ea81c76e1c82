import { createHash } from 'node:crypto'
import { Elysia } from 'elysia'
import { setEtag } from '../../http/etag.ts'
import { named, needs, upTo } from '../../http/needs.ts'
import { readBytes } from '../../http/read-bytes.ts'
import { anyTenantOf, type SessionPlugin } from '../../http/session/session.ts'
import { expectedRev } from '../../http/session/request-context.ts'
import {
  AccentQuery,
  AccentView,
  BrandQuery,
  LogoParams,
  PatchSettings,
  SettingsView,
} from './contract.ts'
import type { SettingsDeps } from './deps.ts'
import { changeSettings, readSettings } from './general/settings.ts'
import { adjustAccent } from './branding/accent.ts'
import { renderBrandSheet } from './branding/brand-sheet.ts'
import { proposalRoutes } from './proposals/routes.ts'
import { retentionRoutes } from './retention/routes.ts'
import { deleteLogo, logoMostBytes, logoTooLarge, putLogo, readLogo } from './branding/logo.ts'

const group = 'Settings'

const pictureBody = {
  required: true,
  content: {
    'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
  },
}

export const settingsRoutes = (deps: SettingsDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(generalRoutes(deps))
    .use(brandingRoutes(deps))
    .use(retentionRoutes(deps))
    .use(proposalRoutes(deps))

const generalRoutes = (deps: SettingsDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/settings', async ({ ctx, set }) => setEtag(set, await readSettings(deps, ctx)), {
      ...named('readSettings', needs('settings:read', group, 'Read the organisation’s settings')),
      response: { 200: SettingsView },
    })
    .patch(
      '/settings',
      async ({ ctx, body, headers, set }) =>
        setEtag(set, await changeSettings(deps, ctx, body, expectedRev(headers))),
      {
        ...named(
          'changeSettings',
          needs(
            'settings:write',
            group,
            'Change name, language, time zone, default scenario or colour',
            ['precondition_failed', 'invalid_request', 'unknown_scenario'],
          ),
        ),
        body: PatchSettings,
        response: { 200: SettingsView },
      },
    )

const putDeclared = upTo(
  logoMostBytes,
  named(
    'putLogo',
    needs(
      'settings:write',
      group,
      'Set the logo; it is made small',
      ['precondition_failed', 'invalid_request', 'payload_too_large', 'unavailable'],
      'The body is the picture itself: PNG, JPEG or WebP of at most 1 MB, not animated. It is kept as a PNG of at most 256 × 256 without anything else that the file told.',
    ),
  ),
)

const brandingRoutes = (deps: SettingsDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get(
      '/settings/accent',
      ({ query }) => adjustAccent((query as AccentQuery).colour.toLowerCase()),
      {
        ...named(
          'previewAccent',
          needs('settings:read', group, 'What a colour becomes in both themes', [
            'invalid_request',
          ]),
        ),
        query: AccentQuery,
        response: { 200: AccentView },
      },
    )
    .put(
      '/settings/logo',
      async ({ ctx, request, headers, set }) => {
        const bytes = await readBytes(request, logoMostBytes)
        if (bytes === null) throw logoTooLarge()
        return setEtag(set, await putLogo(deps, ctx, bytes, expectedRev(headers)))
      },
      {
        detail: { ...putDeclared.detail, requestBody: pictureBody },
        parse: 'none',
        response: { 200: SettingsView },
      },
    )
    .delete(
      '/settings/logo',
      async ({ ctx, headers, set }) =>
        setEtag(set, await deleteLogo(deps, ctx, expectedRev(headers))),
      {
        ...named(
          'deleteLogo',
          needs('settings:write', group, 'Remove the logo', ['precondition_failed']),
        ),
        response: { 200: SettingsView },
      },
    )
    .get(
      '/settings/logo/:hash',
      async ({ requestContext, params }) =>
        new Response((await readLogo(deps, anyTenantOf(requestContext).id, params.hash)) as never, {
          headers: {
            'content-type': 'image/png',
            'cache-control': 'public, max-age=31536000, immutable',
            'content-security-policy': "default-src 'none'",
          },
        }),
      {
        ...named('readLogo', needs('public', group, 'The organisation’s logo', ['not_found'])),
        params: LogoParams,
      },
    )
    .get(
      '/settings/brand.css',
      ({ requestContext, headers }) => {
        const sheet = renderBrandSheet(requestContext.tenant?.accent ?? null)
        const etag = `"${createHash('sha256').update(sheet).digest('base64url').slice(0, 22)}"`
        const known = { etag, 'cache-control': 'no-cache' }
        if (headers['if-none-match'] === etag)
          return new Response(null, { status: 304, headers: known })
        return new Response(sheet, {
          headers: { ...known, 'content-type': 'text/css; charset=utf-8' },
        })
      },
      {
        ...named(
          'readBrandSheet',
          needs('public', group, 'The organisation’s colour as a style sheet'),
        ),
        query: BrandQuery,
      },
    )
