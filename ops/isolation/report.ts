/** The cases that a part of the proof tried, and its failures. */
export interface Findings {
  /** Names of the counters, in display order. */
  counts: Record<string, number>
  /** One line per failure, which names its object. */
  failures: string[]
}

export const emptyFindings = (): Findings => ({ counts: {}, failures: [] })

export function count(findings: Findings, name: string, by = 1): void {
  findings.counts[name] = (findings.counts[name] ?? 0) + by
}

/** Counts one case, and records a failure if the result is not as expected. */
export function expectSame(
  findings: Findings,
  kind: string,
  name: string,
  actual: string,
  expected: string,
): void {
  count(findings, kind)
  if (actual !== expected) findings.failures.push(`${name}: ${actual} instead of ${expected}`)
}

const mostShown = 60

/** A table of all counters, and the failures below it. */
export function formatReport(
  parts: { title: string; seconds: number; findings: Findings }[],
): string {
  const lines = parts.flatMap(({ title, seconds, findings }) => [
    `${title}  (${seconds.toFixed(1)} s)`,
    ...Object.entries({ ...findings.counts, failures: findings.failures.length }).map(
      ([name, value]) => `  ${name.padEnd(52)} ${String(value).padStart(8)}`,
    ),
  ])
  const failures = parts.flatMap(({ title, findings }) =>
    findings.failures.map((failure) => `- ${title}: ${failure}`),
  )
  const left = failures.length - mostShown
  return [
    ...lines,
    ...(failures.length > 0 ? ['', 'Failures', ...failures.slice(0, mostShown)] : []),
    ...(left > 0 ? [`… and ${left} more`] : []),
  ].join('\n')
}
