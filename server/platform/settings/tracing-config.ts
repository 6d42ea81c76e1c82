import type { ReadAddress, ReadText } from './environment.ts'

export interface TracingConfig {
  /** URL of an OTLP/HTTP collector; null without one. */
  endpoint: string | null
  /** Share of ordinary traces to keep, from 0 to 1; traces with errors and slow ones are always kept. */
  ratio: number
}

export const defaultRatio = 0.1

/** Uses OpenTelemetry's variable names. */
export function readTracing(text: ReadText, address: ReadAddress, faults: string[]): TracingConfig {
  const given = text('OTEL_TRACES_SAMPLER_ARG')
  const ratio = given === null ? defaultRatio : Number(given)
  if (!(ratio >= 0 && ratio <= 1)) {
    faults.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1: the share of traces to keep')
  }
  return { endpoint: address('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https']), ratio }
}
