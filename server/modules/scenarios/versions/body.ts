import { createHash } from 'node:crypto'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import { findBody, insertBody } from './repo.ts'

/** SHA-256 (hex) over all files, fixtures included. Bodies are stored and checked by it. */
export function digestOf(files: PackFiles): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    const text = files[path] ?? ''
    hash.update(`${path}\n${Buffer.byteLength(text)}\n${text}\n`)
  }
  return hash.digest('hex')
}

/** Stores the files once; returns their digest. */
export async function storeBody(tx: TenantTx, files: PackFiles): Promise<string> {
  const digest = digestOf(files)
  await insertBody(tx, digest, files)
  return digest
}

/** The files of a digest; throws when they are missing or do not match it. */
export async function loadBody(tx: TenantTx, digest: string): Promise<PackFiles> {
  return checkBody(digest, await findBody(tx, digest))
}

export function checkBody(digest: string, files: PackFiles | undefined): PackFiles {
  if (files && digestOf(files) === digest) return files
  throw new Error(`The body ${digest} of a scenario is damaged or missing.`)
}
