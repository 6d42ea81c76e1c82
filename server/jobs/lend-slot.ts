import type { ProviderStatus } from '../platform/provider-watch.ts'
import type { JobCtx } from './define-job.ts'

/**
 * Lends the job's slot to another job while its provider is silent, so that jobs waiting for a dead provider do not
 * block all others. Returns a function that takes the slot back for good.
 */
export function lendWhileSilent(ctx: JobCtx, silence: ProviderStatus | undefined): () => void {
  let takeBack: (() => void) | undefined
  const stop = silence?.onChange((isSilent) => {
    takeBack?.()
    takeBack = isSilent ? ctx.lendSlot?.() : undefined
  })
  return () => {
    stop?.()
    takeBack?.()
  }
}
