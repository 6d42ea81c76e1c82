import { Elysia, t } from 'elysia'
import { named, needs, steppedUp } from '../../http/needs.ts'
import {
  ModelProviderBody,
  ProviderList,
  ProviderTest,
  ProviderView,
  SpeechProviderBody,
  TestModelBody,
  TestSpeechBody,
} from './contract.ts'
import type { ProviderRouteDeps } from './deps.ts'
import { removeProvider, setProvider } from './set-provider.ts'
import { testProvider } from './test-provider.ts'
import { listProviders, readProvider } from './view.ts'

const group = 'Settings'
const tests =
  'Makes one cheap request with the key: a list of projects of speech, a few words of a language model. Tests what is saved, or what is given, which stays unsaved.'

export const providerRoutes = (deps: ProviderRouteDeps) =>
  new Elysia({ prefix: '/api/v1/settings', normalize: false })
    .use(deps.session)
    .get('/providers', ({ ctx }) => listProviders(deps, ctx), {
      ...named(
        'listProviders',
        needs('settings:read', group, 'Which speech provider and language model work here'),
      ),
      response: { 200: ProviderList },
    })
    .use(speechRoutes(deps))
    .use(modelRoutes(deps))

const speechRoutes = (deps: ProviderRouteDeps) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/providers/speech', ({ ctx }) => readProvider(deps, ctx, 'speech'), {
      ...named(
        'readSpeechProvider',
        needs('settings:read', group, 'Which speech provider works here'),
      ),
      response: { 200: ProviderView },
    })
    .put('/providers/speech', ({ ctx, body }) => setProvider(deps, ctx, 'speech', body), {
      ...named(
        'setSpeechProvider',
        steppedUp(
          needs('settings:write', group, 'Use your own Deepgram from the next recording on', [
            'invalid_request',
            'conflict',
            'wrong_state',
            'not_in_plan',
          ]),
        ),
      ),
      body: SpeechProviderBody,
      response: { 200: ProviderView },
    })
    .delete(
      '/providers/speech',
      async ({ ctx, set }) => {
        await removeProvider(deps, ctx, 'speech')
        set.status = 204
      },
      {
        ...named(
          'removeSpeechProvider',
          steppedUp(
            needs('settings:write', group, 'Go back to the operator’s speech provider', [
              'not_found',
            ]),
          ),
        ),
        response: { 204: t.Void() },
      },
    )
    .post(
      '/providers/speech/test',
      ({ ctx, body }) => testProvider(deps, ctx, 'speech', body ?? null),
      {
        ...named(
          'testSpeechProvider',
          needs(
            'settings:write',
            group,
            'Ask your speech provider whether it takes the key',
            ['not_found', 'invalid_request', 'wrong_state', 'too_many_requests'],
            tests,
          ),
        ),
        body: TestSpeechBody,
        response: { 200: ProviderTest },
      },
    )

const modelRoutes = (deps: ProviderRouteDeps) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/providers/model', ({ ctx }) => readProvider(deps, ctx, 'model'), {
      ...named(
        'readModelProvider',
        needs('settings:read', group, 'Which language model works here'),
      ),
      response: { 200: ProviderView },
    })
    .put('/providers/model', ({ ctx, body }) => setProvider(deps, ctx, 'model', body), {
      ...named(
        'setModelProvider',
        steppedUp(
          needs('settings:write', group, 'Use your own language model from the next run on', [
            'invalid_request',
            'conflict',
            'wrong_state',
            'not_in_plan',
          ]),
        ),
      ),
      body: ModelProviderBody,
      response: { 200: ProviderView },
    })
    .delete(
      '/providers/model',
      async ({ ctx, set }) => {
        await removeProvider(deps, ctx, 'model')
        set.status = 204
      },
      {
        ...named(
          'removeModelProvider',
          steppedUp(
            needs('settings:write', group, 'Go back to the operator’s language model', [
              'not_found',
            ]),
          ),
        ),
        response: { 204: t.Void() },
      },
    )
    .post(
      '/providers/model/test',
      ({ ctx, body }) => testProvider(deps, ctx, 'model', body ?? null),
      {
        ...named(
          'testModelProvider',
          needs(
            'settings:write',
            group,
            'Ask your language model for a word',
            ['not_found', 'invalid_request', 'wrong_state', 'too_many_requests'],
            tests,
          ),
        ),
        body: TestModelBody,
        response: { 200: ProviderTest },
      },
    )
