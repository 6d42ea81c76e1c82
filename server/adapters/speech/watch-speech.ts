import { SpeechError } from '../../modules/transcription/ports.ts'
import {
  type ProviderWatch,
  type ProviderWatchOptions,
  retrySilentAfterMs,
  watchProvider,
} from '../../platform/provider-watch.ts'

type Options = Omit<
  ProviderWatchOptions<SpeechError>,
  'provider' | 'makeRefusal' | 'probe' | 'times'
> & {
  /** Any response is a sign of life. */
  probe(signal: AbortSignal): Promise<Response>
  times: ProviderWatchOptions<SpeechError>['times'] | undefined
}

/** Watches a speech provider for signs of life; rejected work waits and is tried again. */
export const watchSpeech = (
  name: string,
  { probe, times = {}, ...options }: Options,
): ProviderWatch<SpeechError> =>
  watchProvider({
    ...options,
    times,
    provider: 'speech provider',
    probe: async (signal) => (await probe(signal)).body?.cancel(),
    makeRefusal: () =>
      new SpeechError(
        'provider_unavailable',
        true,
        `${name}: gives no sign of life`,
        retrySilentAfterMs(),
      ),
  })
