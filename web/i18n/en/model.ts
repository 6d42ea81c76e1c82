/** Language models: what went wrong with them, and the page of calls to them. */
export const model = {
  'reason.own_model_bad_credentials':
    'Your language model rejected your organisation’s key. An administrator can replace it under Organisation → Providers; then try again.',
  'reason.own_model_no_access':
    'Your organisation’s key may not use this language model. An administrator can choose another model under Organisation → Providers; then try again.',
  'reason.own_model_unknown':
    'Your organisation’s server does not know this language model. An administrator can correct its name or address under Organisation → Providers; then try again.',
  'reason.own_model_address_refused':
    'AAM is not allowed to connect to the address of your organisation’s language model. An administrator can correct it under Organisation → Providers; then try again.',
  'reason.own_model_no_quota':
    'Your organisation’s account with the language model provider is out of credit. An administrator can top it up there, or remove the key under Organisation → Providers; then try again.',
  'reason.own_model_request_refused':
    'Your organisation’s language model rejected the request. An administrator can test it under Organisation → Providers; then try again.',
  'reason.own_model_context_exceeded':
    'The meeting is too long for your organisation’s language model. An administrator can correct its context size, or choose a larger model, under Organisation → Providers.',
  'reason.own_model_unavailable':
    'Your organisation’s language model is not responding. The transcript is kept; an administrator can test the model under Organisation → Providers. Then try again.',
  'reason.own_model_garbage':
    'Your organisation’s server returned an unreadable answer. An administrator can test it under Organisation → Providers; then try again.',
  'reason.model_bad_credentials':
    'The language model rejected the key. Your AAM operator can replace it; then try again.',
  'reason.model_no_access':
    'The key may not use this language model. Your AAM operator can choose another model or allow this one; then try again.',
  'reason.model_unknown':
    'The server does not know the configured language model. Your AAM operator can correct its name or address; then try again.',
  'reason.model_address_refused':
    'AAM is not allowed to connect to the address of the language model. Your AAM operator can correct it; then try again.',
  'reason.model_no_quota':
    'The account with the language model provider is out of credit. Your AAM operator can top it up; then try again.',
  'reason.model_rate_limited':
    'The language model had too many requests for several minutes. Try again later; an administrator can have the limit raised.',
  'reason.model_request_refused':
    'The language model’s server rejected the request. Your AAM operator can check which server and model are configured.',
  'reason.model_prompt_refused':
    'The language model’s server refuses to process this meeting. An administrator can choose another model; the transcript is kept.',
  'reason.model_context_exceeded':
    'The meeting is too long for the language model. Your AAM operator can correct its context size, or choose a larger model.',
  'reason.model_unavailable':
    'The language model is not responding. The transcript is kept; try again in a few minutes.',
  'reason.model_timeout':
    'The language model took too long to respond. The transcript is kept; try again in a few minutes.',
  'reason.model_cut': 'The connection to the language model broke several times. Try again.',
  'reason.model_garbage':
    'The language model’s server returned an unreadable answer. Try again; if it happens again, your AAM operator can check its address.',
  'reason.model_answer_cut':
    'Every answer was longer than the language model’s limit, so none can be used. An administrator can choose a model that writes longer answers; then try again.',
  'reason.model_answer_empty':
    'The language model returned an empty answer. Try again; if it happens again, an administrator can check the limits of its server or choose another model.',
  'reason.model_answer_too_dear':
    'Checking the model’s answers against the scenario took too long, so no section was completed. Its author can use simpler patterns or ask for fewer entries; then try again.',
  'reason.model_answer_invalid':
    'The language model did not answer in the format that the scenario requires, so there is no result. Try again; if it happens again, an administrator can choose another model.',
  'reason.model_over_budget':
    'The meeting would exceed its scenario’s budget, so no request was sent to the language model. An administrator can raise the limit or choose another scenario.',
  'reason.model_schema_too_large':
    'The scenario asks for more at once than the language model can handle. Its author can split it into more steps.',
  'reason.waiting.model_rate_limited':
    'The language model has too many requests right now. AAM retries automatically when its limit resets; an administrator can have the limit raised.',
  'reason.waiting.model_unavailable':
    'The language model is not responding right now. AAM retries automatically.',
  'reason.waiting.model_timeout':
    'The language model took too long to respond. AAM retries automatically.',
  'reason.waiting.model_cut':
    'The connection to the language model broke. AAM retries automatically.',
  'reason.waiting.model_garbage':
    'The language model’s answer could not be read. AAM retries automatically.',
  'reason.waiting.run_limit_reached':
    'Today’s runs are used up. This meeting continues automatically after midnight UTC, or when your AAM operator raises the limit.',
  'reason.waiting.spending_limit_reached':
    'The language model budget is used up. This meeting continues automatically on the first of next month, or when your AAM operator raises the limit.',
  'meeting.calls': 'Model calls',
  'calls.total': {
    one: '{count} call · {tokens} tokens · {cost}',
    other: '{count} calls · {tokens} tokens · {cost}',
  },
  'calls.totalUncounted': {
    one: '{count} call · tokens not counted',
    other: '{count} calls · tokens not counted',
  },
} as const
