import type { ReadText } from './environment.ts'

/** Where metrics are served. */
export interface MetricsConfig {
  hostname: string
  port: number
}

const defaultPort = 9464

/** Null when metrics are off (`METRICS_PORT=0`). */
export function readMetrics(text: ReadText, faults: string[]): MetricsConfig | null {
  const value = text('METRICS_PORT')
  const port = value === null ? defaultPort : Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    faults.push('METRICS_PORT must be a whole number from 0 to 65535; 0 serves no figures')
    return null
  }
  return port === 0 ? null : { hostname: text('METRICS_HOST') ?? '127.0.0.1', port }
}
