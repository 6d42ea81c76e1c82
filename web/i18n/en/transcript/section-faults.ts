/** Why a section of a result is empty or not whole. */
export const sectionFaults = {
  'section.fault.invalid':
    'The language model returned an invalid answer twice. The valid parts are shown.',
  'section.fault.refused':
    'The language model refused to answer for this section. If it happens again, an administrator can choose another model.',
  'section.fault.cut':
    'The answer was longer than the language model’s limit, even in parts. An administrator can choose a larger model.',
  'section.fault.too-long':
    'The meeting is too long for the language model, even in parts. An administrator can correct its context size, or choose a larger model.',
  'section.fault.garbage':
    'The language model returned an unreadable answer twice. If it happens again, an administrator can choose another model.',
  'section.fault.empty':
    'The language model returned an empty answer. Run the scenario again; if it happens again, an administrator can choose another model.',
  'section.fault.request-refused':
    'The language model’s server rejected the request for this section. An administrator can see its response under “Model calls”.',
  'section.fault.schema-too-large':
    'This step of the scenario asks for more at once than the language model can handle. Its author can split it into more steps.',
  'section.fault.too-dear':
    'Checking the model’s answer against the scenario took too long. Its author can use simpler patterns or ask for fewer entries; then run the scenario again.',
  'section.fault.unanswered':
    'Part of the meeting got no complete answer, even after several attempts. Run the scenario again to retry it.',
  'section.fault.left-out': 'The language model left this section out, even when asked again.',
  'section.fault.over-budget':
    'The scenario’s limit for one meeting was reached before this section. An administrator can raise it.',
  'section.fault.instruction':
    'Words in the meeting addressed to a language model were left out here: they are not a result. They stay in the transcript.',
  'section.fault.personal':
    'Personal matters (family, health, age, origin, beliefs, past pay) were left out here: this kind of meeting never records them.',
}
