import type postgres from 'postgres'
import type { TenantTx } from './tenant.ts'

/** A value for a JSON column; NULL for `null`. Properties that are undefined are left out. */
export function toJson(tx: TenantTx, value: object): postgres.Parameter
export function toJson(tx: TenantTx, value: object | null): postgres.Parameter | null
export function toJson(tx: TenantTx, value: object | null): postgres.Parameter | null {
  return value === null ? null : tx.sql.json(value as postgres.JSONValue)
}
