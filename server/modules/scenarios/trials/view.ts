import type { DryRunReport, RegressionReport, TrialView } from './contract.ts'
import type { TrialRow } from './repo.ts'

/** Reads a stored report; those of an earlier release have no losses. */
export function readReport(stored: unknown): RegressionReport {
  const report = stored as RegressionReport
  return {
    ...report,
    goldens: report.goldens.map((golden) => ({
      ...golden,
      losses: (golden as Partial<typeof golden>).losses ?? [],
    })),
  }
}

export const toTrialView = (row: TrialRow): TrialView => ({
  id: row.id,
  scenarioId: row.scenarioId,
  kind: row.kind,
  version: row.version,
  digest: row.bodyDigest,
  state: row.state,
  progress: row.progress,
  reason: row.reason,
  meetingId: row.kind === 'dry-run' ? (row.input.meetingIds[0] ?? null) : null,
  regression: row.kind === 'regression' && row.state === 'done' ? readReport(row.report) : null,
  dryRun: row.kind === 'dry-run' && row.state === 'done' ? (row.report as DryRunReport) : null,
  createdAt: row.createdAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
})
