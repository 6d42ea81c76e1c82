import { benchBrowserUpload } from './browser-upload.ts'
import { benchItems } from './items.ts'
import { benchList } from './list.ts'
import { benchMedia } from './media.ts'
import { benchLlm } from './llm.ts'
import { benchPacks } from './packs.ts'
import { benchPipeline } from './pipeline.ts'
import { benchRecovery } from './recovery.ts'
import { benchRegression } from './scenarios/regression.ts'
import { benchScorecard } from './scenarios/scorecard.ts'
import { benchSignIn } from './sign-in.ts'
import { benchStall } from './stall/index.ts'
import { benchStart } from './start.ts'
import { benchTelemetry } from './telemetry.ts'
import { benchUsage } from './usage.ts'
import type { Say, BenchOptions } from './bench-options.ts'

interface Bench {
  summary: string
  run(say: Say, options: BenchOptions): Promise<Record<string, unknown>>
}

export const benches: Record<string, Bench> = {
  start: { summary: 'time from `bun start` to ready, first and later', run: benchStart },
  pipeline: {
    summary: 'a one-hour transcript from import to review; SQL statements by stage',
    run: benchPipeline,
  },
  media: {
    summary: 'uploads through the API against a copy to the same disk; memory with five at once',
    run: benchMedia,
  },
  recovery: {
    summary:
      'time until services answer again after kill -9; answers while they are frozen, and after the thaw',
    run: benchRecovery,
  },
  'browser-upload': {
    summary: 'a video added in a browser, left and resumed, read to the end; memory meanwhile',
    run: benchBrowserUpload,
  },
  llm: {
    summary: 'an hour past an instant language model: own time, CPU, tokens, cacheable prefix',
    run: benchLlm,
  },
  'sign-in': {
    summary:
      'questions about accounts that exist and that do not, in turn; fails when they are told apart',
    run: benchSignIn,
  },
  stall: {
    summary: 'inputs of strangers beside the event loops of API and worker; fails when one is held',
    run: benchStall,
  },
  packs: {
    summary: 'hostile scenario packs beside the event loop of the API; memory of 1,000 own packs',
    run: benchPacks,
  },
  regression: {
    summary: 'ten accepted meetings of an hour against a draft, past an instant language model',
    run: benchRegression,
  },
  scorecard: {
    summary: 'the scorecard of a scenario among 200,000 items, and the indexes that it goes by',
    run: benchScorecard,
  },
  list: {
    summary:
      'a page of 20 meetings among 100,000, against a bare server without row-level security',
    run: benchList,
  },
  telemetry: {
    summary:
      'the same page with traces and figures collected, against the API without them; fails above 10 %',
    run: benchTelemetry,
  },
  usage: {
    summary: 'usage of a year among a million rows of the ledger; its sums made again',
    run: benchUsage,
  },
  items: {
    summary: 'lists whose names follow speakers and people, against the same names written down',
    run: benchItems,
  },
}

/** Runs one measurement; returns its figures. Throws for an unknown name. */
export async function runBench(
  name: string,
  say: Say,
  options: BenchOptions = {},
): Promise<Record<string, unknown>> {
  const bench = benches[name]
  if (!bench) throw new RangeError(`There is no measurement ${name}.`)
  say(`\n== ${name}: ${bench.summary}`)
  return bench.run(say, options)
}
