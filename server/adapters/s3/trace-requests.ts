import { SpanKind } from '@opentelemetry/api'
import type { S3Client } from '@aws-sdk/client-s3'
import { countStorageCall } from '../../platform/metrics/instruments.ts'
import { inSpan } from '../../platform/telemetry/span.ts'

/** Statuses that are about an object, not about a fault of the storage. */
const expected = new Set([304, 404, 412, 416])

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode

const isExpected = (error: unknown): boolean => expected.has(statusOf(error) ?? 0)

/**
 * Records a span and a metric for each request that is sent, retries included, without bucket or key: either may name
 * an organisation.
 */
export function traceRequests(client: S3Client): void {
  client.middlewareStack.add(
    (next, { commandName = 'Command' }) =>
      (args) => {
        const operation = commandName.replace(/Command$/, '')
        const startedAt = performance.now()
        const count = (outcome: 'ok' | 'refused' | 'error'): void =>
          countStorageCall((performance.now() - startedAt) / 1_000, { operation, outcome })
        const attributes = { 'rpc.system.name': 'aws-api', 'rpc.method': `S3/${operation}` }
        return inSpan(
          `S3/${operation}`,
          attributes,
          async (span) => {
            try {
              const result = await next(args)
              const { statusCode } = result.response as { statusCode?: number }
              if (statusCode !== undefined)
                span.setAttribute('http.response.status_code', statusCode)
              count('ok')
              return result
            } catch (error) {
              const status = statusOf(error)
              if (status !== undefined) span.setAttribute('http.response.status_code', status)
              count(isExpected(error) ? 'refused' : 'error')
              throw error
            }
          },
          { kind: SpanKind.CLIENT, isExpected },
        )
      },
    // The outermost middleware of the last step: an address that is only signed does not pass here.
    { step: 'deserialize', name: 'traceRequests', priority: 'high' },
  )
}
