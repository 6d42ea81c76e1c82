import type { Elysia } from 'elysia'
import { join } from 'node:path'
import { pingDatabase } from '../../db/lookup.ts'
import { createSuspensionCheck } from '../../tenants/suspend.ts'
import { createAttemptCounter } from '../adapters/redis/attempt-counter.ts'
import { createLeaseCounter, createRequestLeases } from '../adapters/redis/quota-counters.ts'
import { createRequestCountStore } from '../platform/redis/request-counts.ts'
import { createCredentialCache } from '../adapters/redis/credential-cache.ts'
import { openTenantChanges } from '../platform/redis/tenant-changes.ts'
import { createProbe } from '../adapters/own-providers/probe.ts'
import { openPictureMaker } from '../adapters/ffmpeg/picture.ts'
import { createHttp } from '../http/app.ts'
import { serveDashboard } from '../http/dashboard.ts'
import { eventRoutes } from '../http/events.ts'
import {
  type checkHealth,
  type HealthCheck,
  healthRoutes,
  shareHealthCheck,
} from '../http/health.ts'
import type { RouteFacts } from '../http/route-facts.ts'
import { createForwarding } from '../http/session/proxies.ts'
import type { SessionPlugin } from '../http/session/session.ts'
import { tenantOrigin } from '../http/session/tenant-origin.ts'
import { createTokens } from '../http/session/tokens.ts'
import { createEventHub } from '../jobs/live-events.ts'
import { sampleMeetings } from './sample-meetings.ts'
import { startRelay } from '../jobs/relay.ts'
import {
  analysisRoutes,
  backfillRoutes,
  interactionRoutes,
  personUses,
} from '../modules/analysis/index.ts'
import { auditRoutes, createAuditNotes } from '../modules/audit/index.ts'
import { billingRoutes, createSubscriptionEnd, webhookRoutes } from '../modules/billing/index.ts'
import { directoryRoutes } from '../modules/directory/index.ts'
import {
  checkKey,
  checkSession,
  createTenantFinder,
  identityRoutes,
  isStillAllowed,
  keyExists,
} from '../modules/identity/index.ts'
import {
  createInvitationMail,
  createJoiningMail,
  createPasswordMail,
} from '../modules/identity/mail-requests.ts'
import { createAccountMail } from '../modules/identity/account-mail.ts'
import { signUpRoutes } from '../modules/identity/sign-up/index.ts'
import type { SignUpMode } from '../platform/config.ts'
import { keyEnvironmentOf, keyRoutes } from '../modules/identity/keys/index.ts'
import { sampleRoutes } from '../modules/samples/index.ts'
import { providerRoutes } from '../modules/providers/index.ts'
import { mailRoutes } from '../modules/mail/index.ts'
import { mediaRoutes, openUploads } from '../modules/media/index.ts'
import { meetingRoutes, ownedMeetings } from '../modules/meetings/index.ts'
import { itemRoutes, reviewRoutes } from '../modules/review/index.ts'
import { scenarioRoutes } from '../modules/scenarios/index.ts'
import { settingsRoutes } from '../modules/settings/index.ts'
import { goldenRoutes } from '../modules/scenarios/goldens/index.ts'
import { trialRoutes } from '../modules/scenarios/trials/index.ts'
import { transcriptRoutes } from '../modules/transcription/index.ts'
import { usageRoutes } from '../modules/usage/index.ts'
import { keyId } from '../platform/context.ts'
import { createRequestCounter } from '../platform/request-counts.ts'
import { settledWithin } from '../jobs/dispatch/wait.ts'
import type { TrustedProxies } from '../platform/settings/network-config.ts'
import { createLimitReader } from '../../tenants/limits/stored-limits.ts'
import { openPasswordMeter } from '../runtimes/strength/index.ts'
import { providerChecks, vendorOf } from './provider-health.ts'
import type { ProcessServices } from './services.ts'
import { countWorkers, ffmpegStatus } from './worker-presence.ts'

export interface ApiOptions {
  port: number
  tenantBaseDomain: string
  /** Who may create an organisation at the bare host. */
  signUp: SignUpMode
  publicUrl: string | null
  /** The address to listen on; by default only this machine's own. */
  host?: string
  trustedProxies?: TrustedProxies
  /** Serves the dashboard's files; false in tests of the API alone. */
  withDashboard: boolean
  /** Additional routes, for tests that check whether a bad route is found. */
  moreRoutes?: (session: SessionPlugin, services: ProcessServices) => Elysia[]
}

export interface Api {
  port: number
  /** What each route declared about itself, by `METHOD path`. */
  facts: ReadonlyMap<string, RouteFacts>
  /** The health of its parts, as in `/health/ready`. */
  checkParts(): ReturnType<typeof checkHealth>
  /** Makes `/health/ready` report that the process is about to end; requests are still answered. */
  drain(): void
  stop(): Promise<void>
}

/** The application's own limit is far lower and has a message; beyond this one the connection just ends. */
const largestBodyBytes = 256 * 1024 * 1024

/** How long the final request counts may take to reach Redis. */
const countedWithinMs = 1_000

/** Composes the API from a process's services and listens. Rejects with EADDRINUSE if the port is taken. */
export function startApi(services: ProcessServices, options: ApiOptions): Api {
  const {
    db,
    redis,
    log,
    cursors,
    packs,
    provider,
    files,
    sealer,
    addresses,
    judge,
    checker,
    reader,
    mailer,
  } = services
  const outside = addresses.s3.publicEndpoint
  const credentials = createCredentialCache(redis)
  const attempts = createAttemptCounter(redis)
  const tokens = createTokens(addresses.secrets.sessionSecret)
  const meter = openPasswordMeter()
  const pictures = openPictureMaker()
  const limitsOf = createLimitReader(db)
  const tenantChanges = openTenantChanges(redis)
  const findTenant = createTenantFinder(db, tenantChanges)
  const isSuspended = createSuspensionCheck(db, tenantChanges)
  const requestCounter = createRequestCounter(createRequestCountStore(redis), log)
  const notes = createAuditNotes({ db, log })
  const hub = createEventHub({ redis, log })
  services.judge.warm()
  const relay = startRelay({ db, redis, log })
  db.onOutbox = () => relay.poke()

  let listeningAt = options.port
  const homeOf = (slug: string): string => tenantOrigin(slug, { ...options, port: listeningAt })
  const routes = (session: SessionPlugin) => {
    const common = {
      db,
      log,
      cursors,
      packs,
      provider,
      files,
      sealer,
      judge,
      checker,
      reader,
      session,
      notes,
      payments: services.payments,
      ownModel: services.own.modelOf,
      tenantChanges,
    }
    const identity = {
      ...common,
      tokens,
      credentials,
      attempts,
      ownedMeetings: ownedMeetings,
      meter,
      invitationMail: mailer && createInvitationMail(services),
      passwordMail: mailer && createPasswordMail(services),
      joiningMail: mailer && createJoiningMail(services),
      hasMail: mailer !== null,
      endSubscription: createSubscriptionEnd(common),
      accountMail: mailer && createAccountMail(services),
      sessionSecret: addresses.secrets.sessionSecret,
    }
    return [
      identityRoutes(identity),
      signUpRoutes({
        ...identity,
        signUp: options.signUp,
        startsOnFreePlan: services.payments !== null,
        tenantBaseDomain: options.tenantBaseDomain,
        homeOf,
      }),
      keyRoutes({
        ...common,
        credentials,
        keyEnvironment: keyEnvironmentOf(options.tenantBaseDomain),
      }),
      mailRoutes({ ...common, delivers: mailer !== null }),
      providerRoutes({
        ...common,
        probe: createProbe(services.outbound),
        offered: { speech: services.speech?.name ?? null, model: services.model?.name ?? null },
        attempts,
      }),
      meetingRoutes({ ...common, scenarios: packs, uploads: openUploads }),
      mediaRoutes({
        ...common,
        reachFrom: (origin) => (outside === undefined ? { publicEndpoint: `${origin}/_s3` } : {}),
      }),
      transcriptRoutes(common),
      analysisRoutes(common),
      backfillRoutes({ ...common, model: services.model }),
      interactionRoutes(common),
      reviewRoutes(common),
      itemRoutes(common),
      scenarioRoutes(common),
      trialRoutes({ ...common, model: services.model }),
      goldenRoutes(common),
      auditRoutes(common),
      billingRoutes(common),
      webhookRoutes(common),
      usageRoutes(common),
      settingsRoutes({ ...common, pictures }),
      directoryRoutes({ ...common, personUses }),
      sampleRoutes({
        ...common,
        scenarios: packs,
        samples: sampleMeetings,
        turns: createLeaseCounter(redis, 'samples'),
      }),
      eventRoutes({
        db,
        hub,
        session,
        streams: createLeaseCounter(redis, 'streams'),
        limitsOf,
        isLive: async (ctx) =>
          !(await isSuspended(ctx.tenantId)) &&
          isStillAllowed({ db, credentials, log }, ctx.tenantId, ctx.principal),
      }),
      ...(options.moreRoutes?.(session, services) ?? []),
    ]
  }
  const checkParts = shareHealthCheck(partChecks(services))
  let isDraining = false
  const health = healthRoutes(checkParts, vendorOf(provider.name), () => isDraining)
  const http = createHttp({
    db,
    log,
    tokens,
    credentials: {
      checkSession: (tenantId, claims) => checkSession({ db, credentials, log }, tenantId, claims),
      checkKey: (tenantId, key, address) =>
        checkKey({ db, credentials, log }, tenantId, key, address),
      keyExists: (tenantId, key) => keyExists({ db }, tenantId, key),
    },
    notes,
    countRequest: (ctx) =>
      requestCounter.count(ctx.tenantId, {
        userId: ctx.principal.userId,
        keyId: keyId(ctx),
      }),
    limitsOf,
    requests: createRequestLeases(redis),
    findTenant,
    tenantBaseDomain: options.tenantBaseDomain,
    publicUrl: options.publicUrl,
    homeOf,
    storageUpstream:
      outside === undefined ? { ...addresses.s3, whileAnswering: files.whileAnswering } : null,
    storageOrigin: outside === undefined ? null : new URL(outside).origin,
    routes: routes as never,
    health: health as never,
    dashboard: options.withDashboard
      ? serveDashboard(join(import.meta.dir, '../../web/dist'))
      : null,
  })
  http
    .warm()
    .catch((error: unknown) => log.error({ err: error }, 'The OpenAPI document could not be built'))
  const forwarded = createForwarding(options.trustedProxies ?? null, options.publicUrl)
  const server = Bun.serve({
    port: options.port,
    hostname: options.host ?? '127.0.0.1',
    idleTimeout: 60,
    maxRequestBodySize: largestBodyBytes,
    // The development error page would show source code and paths to callers.
    development: false,
    fetch: async (request, self) => {
      const response = await http.fetch(forwarded(request, self.requestIP(request)?.address))
      // A proxy that keeps the connection would send its next request just as it is closed.
      if (isDraining) response.headers.set('connection', 'close')
      return response
    },
    error: (error) => {
      log.error({ err: error }, 'A request failed outside the application')
      return new Response(null, { status: 500 })
    },
  })
  http.app.server = server as never
  listeningAt = server.port ?? options.port
  return {
    port: server.port ?? options.port,
    facts: http.facts,
    checkParts,
    drain() {
      isDraining = true
    },
    async stop() {
      isDraining = true
      hub.close()
      judge.stop()
      meter.stop()
      reader.stop()
      await Promise.race([server.stop(), Bun.sleep(5_000)])
      await server.stop(true)
      await relay.stop()
      await settledWithin(countedWithinMs, requestCounter.stop())
    },
  }
}

const partChecks = (services: ProcessServices): Record<string, HealthCheck> => {
  const { db, redis, files } = services
  return {
    database: () => pingDatabase(db).then(() => null),
    redis: () => redis.ping().then(() => null),
    storage: () => files.ping().then(() => null),
    workers: async () =>
      (await countWorkers(redis)) > 0 ? null : 'no worker is running; meetings wait',
    recordings: () => ffmpegStatus(redis),
    ...providerChecks(services, { forOperator: false }),
  }
}
