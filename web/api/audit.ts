import type { AuditPage } from '../../server/modules/audit/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { download } from '../lib/download.ts'

export interface AuditFilter {
  actor?: string
  /** Areas and actions, with commas between them. */
  action?: string
  from?: string
  to?: string
}

export const listAudit = (
  filter: AuditFilter,
  limit: number,
  cursor?: string,
): Promise<AuditPage> => request('GET', withQuery('/audit', { ...filter, limit, cursor }))

export const downloadAudit = (filter: AuditFilter, format: 'csv' | 'json'): Promise<void> =>
  download(withQuery('/audit/export', { ...filter, format }))
