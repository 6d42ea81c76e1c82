import type { ReadAddress, ReadText } from './environment.ts'

export interface TracingConfig {
  /** An OTLP/HTTP collector; null where nobody collects. */
  endpoint: string | null
  /** The share of ordinary traces that is kept, from 0 to 1; errors and slow traces always are. */
  ratio: number
}

export const usualRatio = 0.1

/** Variables as OpenTelemetry names them. */
export function readTracing(text: ReadText, address: ReadAddress, faults: string[]): TracingConfig {
  const given = text('OTEL_TRACES_SAMPLER_ARG')
  const ratio = given === null ? usualRatio : Number(given)
  if (!(ratio >= 0 && ratio <= 1)) {
    faults.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1: the share of traces to keep')
  }
  return { endpoint: address('OTEL_EXPORTER_OTLP_ENDPOINT', ['http', 'https']), ratio }
}
