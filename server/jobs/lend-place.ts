import type { Silence } from '../platform/provider-watch.ts'
import type { JobCtx } from './define-job.ts'

/**
 * Lends the job's place for as long as its provider gives no sign of life: jobs that wait for a dead provider must not
 * hold up all others. Returns what ends that.
 */
export function lendWhileSilent(ctx: JobCtx, silence: Silence | undefined): () => void {
  let takeBack: (() => void) | undefined
  const stop = silence?.onChange((isSilent) => {
    takeBack?.()
    takeBack = isSilent ? ctx.lendPlace?.() : undefined
  })
  return () => {
    stop?.()
    takeBack?.()
  }
}
