import type { S3Client } from '@aws-sdk/client-s3'
import { type FairGateOptions, openFairGate } from '../../platform/fair-gate.ts'
import { tenantOfKey } from '../../platform/object-keys.ts'
import { type PeerWatch, whileAnswering } from '../../platform/peer-watch.ts'

/** The SDK opens 50 connections and serves requests in the order in which they arrive. */
const connections: FairGateOptions = {
  name: 'storage',
  slots: 48,
  runningPerTenant: 24,
  waitingAtMost: 4_000,
  what: { en: 'requests for files', ru: 'обращений к файлам' },
}

interface Addressed {
  input: { Key?: string | undefined; Prefix?: string | undefined }
}

/** Shares the connections fairly between tenants, and rejects at once while the storage is silent. */
export function sendInTurn(client: S3Client, watch: PeerWatch): void {
  const turns = openFairGate(connections)
  const sender = client as { send(command: Addressed, options?: object): Promise<unknown> }
  const send = sender.send.bind(client)
  sender.send = (command, options) =>
    whileAnswering(watch, 'storage', (abortSignal) => {
      const tenantId = tenantOfKey(command.input.Key ?? command.input.Prefix ?? '')
      return turns.run({ tenantId, signal: abortSignal }, () =>
        send(command, { ...options, abortSignal }),
      )
    })
}
