/** Why a recording is not words yet, and what to do about it. */
export const speech = {
  'reason.transcribe.no_speech_provider':
    'Nobody is set up to transcribe recordings. An administrator sets SPEECH_PROVIDER and its key (DEEPGRAM_API_KEY) and starts AAM again; then it goes on by itself.',
  'reason.transcribe.answer_unreadable':
    'The speech provider answered, but no words could be found in its answer, which was kept. Trying again asks the provider once more, and that is paid for again. Or tell whoever operates AAM, or add a transcript.',
  'reason.transcribe.bad_credentials':
    'The speech provider refused the key. An administrator replaces it and starts AAM again; then try again.',
  'reason.transcribe.not_allowed':
    'The speech provider knows the key but does not allow it this model or service. An administrator checks its rights and plan; then try again.',
  'reason.transcribe.no_credit':
    'The account at the speech provider has no credit left. An administrator tops it up; then try again.',
  'reason.transcribe.address_refused':
    'The address of the speech provider is one that AAM may not ask. An administrator corrects it; then try again.',
  'reason.transcribe.own_bad_credentials':
    'Your speech provider refused your organisation’s key. An administrator replaces it under Organisation → Providers; then try again.',
  'reason.transcribe.own_not_allowed':
    'Your speech provider knows your organisation’s key but does not allow it this. An administrator checks its rights and plan there, or changes the key under Organisation → Providers; then try again.',
  'reason.transcribe.own_no_credit':
    'Your organisation’s account at the speech provider has no credit left. An administrator tops it up there, or removes the key under Organisation → Providers; then try again.',
  'reason.transcribe.own_address_refused':
    'The address of your organisation’s speech provider is one that AAM may not ask. An administrator corrects it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_rejected':
    'Your organisation’s speech provider does not take this request. An administrator tests it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_unavailable':
    'Your organisation’s speech provider did not answer, several times. An administrator tests it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_garbage':
    'What answered is no speech provider. An administrator corrects the address under Organisation → Providers; then try again.',
  'reason.transcribe.unreadable_media':
    'The speech provider cannot read this recording. Check that it plays, convert it to MP3 or MP4 and bring it again, or bring a transcript.',
  'reason.transcribe.media_too_large':
    'The recording is too large for the speech provider. Bring its sound alone or a shorter part, or bring a transcript.',
  'reason.transcribe.media_unreachable':
    'The speech provider could not fetch the recording from the storage. An administrator checks S3_PUBLIC_ENDPOINT or sets SPEECH_MEDIA=stream; then try again.',
  'reason.transcribe.rate_limited':
    'The speech provider took no more work for too long. Try again later; if it repeats, its plan is too small.',
  'reason.transcribe.provider_rejected':
    'The speech provider does not take this request. An administrator checks its address, the model and what it says of the language and key terms; then try again.',
  'reason.transcribe.provider_unavailable':
    'The speech provider did not answer, several times. Its status page tells more; try again later.',
  'reason.transcribe.provider_timeout':
    'The speech provider took too long, several times. Try again later, or bring a shorter part.',
  'reason.transcribe.provider_garbage':
    'What answered is no speech provider. An administrator checks its address and what stands between; then try again.',
  'reason.transcribe.no_speech':
    'Nobody speaks in this recording, or in another language than the meeting’s. Set the language that is spoken and try again, or add another recording or a transcript.',
  'reason.transcribe.media_missing':
    'The recording is not in the storage any more. Bring it again, or bring a transcript.',
  'reason.transcribe.storage_unavailable':
    'The storage did not answer, several times. Try again; if it repeats, an administrator looks at it.',
  'reason.transcribe.transcription_failed':
    'The transcription stopped on a mistake. Try again; if it repeats, report it. The recording is kept.',
  'reason.transcribe.worker_lost':
    'The work was interrupted several times. Try again; if it repeats, report it. The recording is kept.',
  'reason.waiting.minute_limit_reached':
    'There are not enough minutes left this month for this recording. It goes on by itself on the first of next month, with a larger plan, or when the operator raises the limit.',
  'reason.waiting.recording_over_limit':
    'The recording is longer than the minutes of a whole month. It goes on by itself with a larger plan, or when the operator raises the limit.',
  'reason.waiting.media_unreachable':
    'The speech provider could not fetch the recording. It is tried again by itself.',
  'reason.waiting.rate_limited':
    'The speech provider asks us to wait. It goes on by itself when that time is over.',
  'reason.waiting.provider_unavailable':
    'The speech provider does not answer just now. It is tried again by itself.',
  'reason.waiting.provider_timeout':
    'The speech provider took too long. It is tried again by itself.',
  'reason.waiting.provider_garbage':
    'The speech provider’s answer was broken. It is tried again by itself.',
}
