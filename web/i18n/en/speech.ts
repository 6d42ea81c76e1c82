/** Why a recording is not words yet, and what to do about it. */
export const speech = {
  'reason.transcribe.no_speech_provider':
    'No speech provider is set up. Your AAM operator can set SPEECH_PROVIDER and its key (DEEPGRAM_API_KEY) and restart AAM; transcription then starts automatically.',
  'reason.transcribe.answer_unreadable':
    'The speech provider answered, but no words could be read from its answer, which was kept. Trying again sends another request, which is paid for again. Or tell your AAM operator, or add a transcript.',
  'reason.transcribe.bad_credentials':
    'The speech provider rejected the key. Your AAM operator can replace it and restart AAM; then try again.',
  'reason.transcribe.not_allowed':
    'The speech provider does not allow this key to use this model or service. Your AAM operator can check its permissions and plan; then try again.',
  'reason.transcribe.no_credit':
    'The account with the speech provider is out of credit. Your AAM operator can top it up; then try again.',
  'reason.transcribe.address_refused':
    'AAM is not allowed to connect to the address of the speech provider. Your AAM operator can correct it; then try again.',
  'reason.transcribe.own_bad_credentials':
    'Your speech provider rejected your organisation’s key. An administrator can replace it under Organisation → Providers; then try again.',
  'reason.transcribe.own_not_allowed':
    'Your speech provider does not allow your organisation’s key to do this. An administrator can check its permissions and plan there, or change the key under Organisation → Providers; then try again.',
  'reason.transcribe.own_no_credit':
    'Your organisation’s account with the speech provider is out of credit. An administrator can top it up there, or remove the key under Organisation → Providers; then try again.',
  'reason.transcribe.own_address_refused':
    'AAM is not allowed to connect to the address of your organisation’s speech provider. An administrator can correct it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_rejected':
    'Your organisation’s speech provider rejected this request. An administrator can test it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_unavailable':
    'Your organisation’s speech provider did not respond after several attempts. An administrator can test it under Organisation → Providers; then try again.',
  'reason.transcribe.own_provider_garbage':
    'The answer did not come from a speech provider. An administrator can correct the address under Organisation → Providers; then try again.',
  'reason.transcribe.unreadable_media':
    'The speech provider cannot read this recording. Check that it plays, convert it to MP3 or MP4 and upload it again, or add a transcript.',
  'reason.transcribe.media_too_large':
    'The recording is too large for the speech provider. Upload only its audio or a shorter part, or add a transcript.',
  'reason.transcribe.media_unreachable':
    'The speech provider could not fetch the recording from storage. Your AAM operator can check S3_PUBLIC_ENDPOINT or set SPEECH_MEDIA=stream; then try again.',
  'reason.transcribe.rate_limited':
    'The speech provider accepted no more work for too long. Try again later; if it happens again, its plan is too small.',
  'reason.transcribe.provider_rejected':
    'The speech provider rejected this request. Your AAM operator can check its address, its model and its limits on languages and key terms; then try again.',
  'reason.transcribe.provider_unavailable':
    'The speech provider did not respond after several attempts. Check its status page and try again later.',
  'reason.transcribe.provider_timeout':
    'The speech provider took too long, several times. Try again later, or upload a shorter part.',
  'reason.transcribe.provider_garbage':
    'The answer did not come from a speech provider. Your AAM operator can check its address and what is in between; then try again.',
  'reason.transcribe.no_speech':
    'No speech was found in this recording, or it is in a language other than the meeting’s. Set the spoken language and try again, or add another recording or a transcript.',
  'reason.transcribe.media_missing':
    'The recording is no longer in storage. Upload it again, or add a transcript.',
  'reason.transcribe.storage_unavailable':
    'The storage did not respond after several attempts. Try again; if it happens again, tell your AAM operator.',
  'reason.transcribe.transcription_failed':
    'Transcription stopped because of an error. Try again; if it happens again, report it. The recording is kept.',
  'reason.transcribe.worker_lost':
    'Transcription was interrupted several times. Try again; if it happens again, report it. The recording is kept.',
  'reason.waiting.minute_limit_reached':
    'There are not enough minutes left this month for this recording. It continues automatically on the first of next month, on a larger plan, or when your AAM operator raises the limit.',
  'reason.waiting.recording_over_limit':
    'The recording is longer than a whole month’s minutes. It continues automatically on a larger plan, or when your AAM operator raises the limit.',
  'reason.waiting.media_unreachable':
    'The speech provider could not fetch the recording. AAM retries automatically.',
  'reason.waiting.rate_limited':
    'The speech provider asked AAM to wait. The recording continues automatically when that time is over.',
  'reason.waiting.provider_unavailable':
    'The speech provider is not responding right now. AAM retries automatically.',
  'reason.waiting.provider_timeout':
    'The speech provider took too long. AAM retries automatically.',
  'reason.waiting.provider_garbage':
    'The speech provider’s answer was unreadable. AAM retries automatically.',
}
