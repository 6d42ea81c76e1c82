import { Elysia, t } from 'elysia'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import {
  DiffQuery,
  DiffView,
  PublishVersion,
  ScenarioParams,
  ScenarioVersionView,
  VersionParams,
  VersionStateView,
} from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { deprecateVersion } from './deprecate-version.ts'
import { diffVersions } from './diff-versions.ts'
import { exportVersion } from './export-version.ts'
import { publishVersion } from './publish-version.ts'

const group = 'Scenarios'

export const versionRoutes = (deps: ScenarioDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post(
      '/:id/publish',
      async ({ ctx, params, body, set }) => {
        set.status = 201
        return publishVersion(deps, ctx, params.id, body.version)
      },
      {
        ...needs(
          'scenarios:write',
          group,
          'Publish the draft as a version that meetings can use and that never changes',
          [
            'not_found',
            'already_exists',
            'conflict',
            'regression_needed',
            'scenario_invalid',
            'version_unfit',
            'unavailable',
          ],
        ),
        params: ScenarioParams,
        body: PublishVersion,
        response: { 201: ScenarioVersionView },
      },
    )
    .post(
      '/:id/versions/:version/deprecate',
      ({ ctx, params }) => deprecateVersion(deps, ctx, params.id, params.version),
      {
        ...needs(
          'scenarios:write',
          group,
          'Deprecate this version, so that no new meeting can use it',
          ['not_found'],
        ),
        params: VersionParams,
        response: { 200: VersionStateView },
      },
    )
    .get(
      '/:id/versions/:version/export',
      async ({ ctx, params: { id, version }, set }) => {
        const bundle = await exportVersion(deps, ctx, id, version)
        set.headers['content-type'] = 'application/json'
        set.headers['content-disposition'] = `attachment; filename="${id}-${version}.aam.json"`
        return bundle
      },
      {
        ...needs('scenarios:read', group, 'A version as one file', ['not_found']),
        params: VersionParams,
        response: { 200: t.String() },
      },
    )
    .get('/:id/diff', ({ ctx, params, query }) => diffVersions(deps, ctx, params.id, query), {
      ...needs(
        'scenarios:read',
        group,
        'Differences between two versions, or a version and the draft',
        ['not_found', 'scenario_invalid'],
      ),
      params: ScenarioParams,
      query: DiffQuery,
      response: { 200: DiffView },
    })
