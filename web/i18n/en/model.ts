/** Language models: what went wrong with them, and the page of calls to them. */
export const model = {
  'reason.own_model_bad_credentials':
    'Your language model refused your organisation’s key. An administrator replaces it under Organisation → Providers; then try again.',
  'reason.own_model_no_access':
    'Your organisation’s key may not use this language model. An administrator chooses another model under Organisation → Providers; then try again.',
  'reason.own_model_unknown':
    'Your organisation’s server does not know this language model. An administrator corrects its name or address under Organisation → Providers; then try again.',
  'reason.own_model_address_refused':
    'The address of your organisation’s language model is one that AAM may not ask. An administrator corrects it under Organisation → Providers; then try again.',
  'reason.own_model_no_quota':
    'Your organisation’s account at the language model has no credit left. An administrator adds some there, or removes the key under Organisation → Providers; then try again.',
  'reason.own_model_request_refused':
    'Your organisation’s language model refused the request. An administrator tests it under Organisation → Providers; then try again.',
  'reason.own_model_context_exceeded':
    'The meeting does not fit into what your organisation’s language model takes at once. An administrator corrects its context, or chooses a larger model, under Organisation → Providers.',
  'reason.own_model_unavailable':
    'Your organisation’s language model does not answer. The transcript is kept; an administrator can test it under Organisation → Providers. Then try again.',
  'reason.own_model_garbage':
    'Your organisation’s server answered with something unreadable. An administrator tests it under Organisation → Providers; then try again.',
  'reason.model_bad_credentials':
    'The language model refused the key. An administrator can replace it; then try again.',
  'reason.model_no_access':
    'The key may not use this language model. An administrator can choose another model or allow this one; then try again.',
  'reason.model_unknown':
    'The server does not know the configured language model. An administrator can correct its name or address; then try again.',
  'reason.model_address_refused':
    'The address of the language model is one that AAM may not ask. An administrator can correct it; then try again.',
  'reason.model_no_quota':
    'The account at the language model has no credit left. An administrator can add some; then try again.',
  'reason.model_rate_limited':
    'The language model had too many requests for several minutes. Try again in a while; an administrator can have the limit raised.',
  'reason.model_request_refused':
    'The language model’s server refused the request. An administrator can check which server and model are configured.',
  'reason.model_prompt_refused':
    'The language model’s server refuses to answer about this meeting. An administrator can choose another model; the transcript is kept.',
  'reason.model_context_exceeded':
    'The meeting does not fit into what the language model takes at once. An administrator can correct the size of its context, or choose a larger model.',
  'reason.model_unavailable':
    'The language model does not answer. The transcript is kept; try again in a few minutes.',
  'reason.model_timeout':
    'The language model was silent for too long. The transcript is kept; try again in a few minutes.',
  'reason.model_cut': 'The connection to the language model broke several times. Try again.',
  'reason.model_garbage':
    'The language model’s server answered with something unreadable. Try again; if it repeats, an administrator can check its address.',
  'reason.model_answer_cut':
    'Every answer was longer than the language model may write, so nothing of it can be used. An administrator can choose a model that writes longer answers; then try again.',
  'reason.model_answer_empty':
    'The language model answered without a word. Try again; if it repeats, an administrator can check the limits of its server or choose another model.',
  'reason.model_answer_too_dear':
    'Checking the model’s answers against the scenario took too long, so no section came through. Its author can use simpler patterns or ask for fewer entries; then try again.',
  'reason.model_answer_invalid':
    'The language model did not answer in the form that the scenario asks for, so there is no result. Try again; if it repeats, an administrator can choose another model.',
  'reason.model_over_budget':
    'The meeting would take more than its scenario may spend, so the language model was not asked. An administrator can raise the limit or choose another scenario.',
  'reason.model_schema_too_large':
    'The scenario asks for more at once than the language model takes. Its author can split it into more steps.',
  'reason.waiting.model_rate_limited':
    'The language model has too many requests just now. It is tried again by itself when its limit has passed; an administrator can have the limit raised.',
  'reason.waiting.model_unavailable':
    'The language model does not answer just now. It is tried again by itself.',
  'reason.waiting.model_timeout':
    'The language model was silent for too long. It is tried again by itself.',
  'reason.waiting.model_cut':
    'The connection to the language model broke. It is tried again by itself.',
  'reason.waiting.model_garbage':
    'The language model’s answer could not be read. It is tried again by itself.',
  'reason.waiting.run_limit_reached':
    'The runs for today are used up. This meeting goes on by itself after midnight UTC, or when the operator raises the limit.',
  'reason.waiting.spending_limit_reached':
    'The money for the language model is used up. This meeting goes on by itself on the first of next month, or when the operator raises the limit.',
  'section.fault.invalid':
    'The language model answered twice in a way that does not fit. What fits is shown.',
  'section.fault.refused':
    'The language model refused to answer for this section. If it does so again, an administrator can choose another model.',
  'section.fault.cut':
    'The answer was longer than the language model may write, in parts as well. An administrator can choose a larger model.',
  'section.fault.too-long':
    'The meeting does not fit into what the language model takes at once, in parts neither. An administrator can correct the size of its context, or choose a larger model.',
  'section.fault.garbage':
    'The language model answered twice with something unreadable. If it does so again, an administrator can choose another model.',
  'section.fault.empty':
    'The language model answered without a word. Run the scenario again; if it repeats, an administrator can choose another model.',
  'section.fault.request-refused':
    'The language model’s server refused the request for this section. An administrator sees its words under “Model calls”.',
  'section.fault.schema-too-large':
    'This step of the scenario asks for more at once than the language model takes. Its author can split it into more steps.',
  'section.fault.too-dear':
    'Checking the model’s answer against the scenario took too long. Its author can use simpler patterns or ask for fewer entries; then run the scenario again.',
  'section.fault.unanswered':
    'No whole answer came for a part of the meeting, also after several tries. Run the scenario again to have it asked once more.',
  'section.fault.left-out': 'The language model left this section out, also when asked again.',
  'section.fault.over-budget':
    'The scenario’s limit for one meeting was reached before this section. An administrator can raise it.',
  'section.fault.instruction':
    'Words in the meeting that are addressed to a language model were left out here: they are no result. They stay in the transcript.',
  'section.fault.personal':
    'Personal matters (family, health, age, origin, beliefs, past pay) were left out here: this kind of meeting never records them.',
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
