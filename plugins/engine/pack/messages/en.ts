import { locales } from '../../../vocabulary.ts'
import type { ProblemText } from './problem-text.ts'

const manifestRemedy = 'Compare it with the pack.json of general-minutes, which has every field.'

export const en = {
  'pack-too-large': {
    reason: 'The pack has {sizeBytes} bytes; at most {maxBytes} are allowed.',
    remedy: 'Shorten or remove test cases.',
  },
  'too-many-files': {
    reason: 'A pack holds at most {max} files.',
    remedy: 'Remove test cases.',
  },
  'file-unknown': {
    reason: 'A pack has no such file.',
    remedy:
      'A pack holds pack.json, output.schema.json, prompts/, i18n/, fixtures/ and migrations/.',
  },
  'file-missing': { reason: 'The file is missing.', remedy: 'Add it to the pack.' },
  'file-too-large': {
    reason: 'The file has {sizeBytes} bytes; at most {maxBytes} are allowed.',
    remedy: 'Shorten descriptions, or split the scenario into two packs.',
  },
  'text-unreadable': {
    reason: 'The text holds half of a character or a NUL, which cannot be stored.',
    remedy: 'Type the text again at this place; save the file as UTF-8.',
  },
  'json-too-deep': {
    reason: 'The file nests deeper than {max} levels.',
    remedy: 'Flatten it: a section needs at most 5 levels.',
  },
  'json-invalid': {
    reason: 'The file is not valid JSON: {detail}.',
    remedy: 'Check commas, quotes and brackets.',
  },
  'json-not-object': {
    reason: 'The file is no JSON object.',
    remedy: 'Start it with { and end it with }.',
  },
  'json-duplicate-key': {
    reason: 'The key {key} stands here twice.',
    remedy: 'Keep one of the two: the other would be lost without a word.',
  },
  'shape-missing': { reason: '{name} is missing.', remedy: 'Add {name}.' },
  'shape-unknown': {
    reason: '{name} is not known here.',
    remedy: 'Remove it, or correct its spelling.',
  },
  'shape-type': { reason: 'This is no {type}.', remedy: 'Write a value of type {type}.' },
  'shape-values': { reason: 'This value is not allowed.', remedy: 'Use one of {allowed}.' },
  'shape-pattern': {
    reason: 'This is not written as it must be.',
    remedy: 'Write lower-case letters and digits, joined by hyphens.',
  },
  'shape-too-long': {
    reason: 'This is too long: at most {limit} characters are allowed.',
    remedy: 'Shorten it.',
  },
  'shape-too-short': {
    reason: 'This is too short: it needs {limit} or more characters.',
    remedy: 'Write more.',
  },
  'shape-too-many': {
    reason: 'This list is too long: at most {limit} entries are allowed.',
    remedy: 'Remove some.',
  },
  'shape-too-few': {
    reason: 'This list is too short: it needs {limit} or more entries.',
    remedy: 'Add what is missing.',
  },
  'shape-too-large': {
    reason: 'This number is too large: at most {limit} is allowed.',
    remedy: 'Take a smaller one.',
  },
  'shape-too-small': {
    reason: 'This number is too small: at least {limit} is needed.',
    remedy: 'Take a larger one.',
  },
  'shape-repeated': { reason: 'A value stands here twice.', remedy: 'Remove one of them.' },
  'shape-other': { reason: 'This is not valid ({detail}).', remedy: manifestRemedy },
  'version-invalid': {
    reason: '“{version}” is no semantic version.',
    remedy: 'Write it as major.minor.patch, for example 1.0.0.',
  },
  'engine-range-invalid': {
    reason: '“{range}” is no version range.',
    remedy: 'Write for example ^{engine}.',
  },
  'engine-unsupported': {
    reason: 'This engine is {engine}; the pack asks for {range}.',
    remedy: 'Use a version of the pack made for this engine.',
  },
  'step-twice': { reason: 'Two steps are called {step}.', remedy: 'Rename one.' },
  'step-order': {
    reason: 'No step {earlier} stands before {step}.',
    remedy: 'List steps in the order in which they run; a step may only follow an earlier one.',
  },
  'section-asked-twice': {
    reason: 'The section {section} is asked for twice.',
    remedy: 'Keep it in one step.',
  },
  'section-unasked': {
    reason: 'No step asks for the section {section}.',
    remedy: 'Add it to a step.',
  },
  'section-unknown': {
    reason: '{section} is no section of the schema.',
    remedy: 'Correct the name, or add the section.',
  },
  'prompt-missing': {
    reason: 'The prompt is missing.',
    remedy: 'Add it: each step needs a prompt, and the pack a system prompt.',
  },
  'prompt-unused': {
    reason: 'No step uses this prompt.',
    remedy: 'Remove it, or name a step after it.',
  },
  'prompt-too-long': {
    reason: 'The prompt is longer than {max} characters.',
    remedy: 'Shorten it; what the schema says need not be said again.',
  },
  'placeholder-unknown': {
    reason: 'Line {line} has the unknown placeholder {found}.',
    remedy: 'Known placeholders: {known}.',
  },
  'label-missing': {
    reason: 'The title of {key} is missing or is no text of 1 to 200 characters.',
    remedy: 'Add "{key}" to {file}.',
  },
  'label-unused': {
    reason: 'Nothing in the schema uses this key.',
    remedy: 'Remove it, or correct its spelling.',
  },
  'root-not-object': {
    reason: 'The root is no object.',
    remedy: 'Set "type": "object"; each property is a section.',
  },
  'schema-uri-unknown': {
    reason: 'This version of JSON Schema is not the one that packs are written in.',
    remedy: 'Write {uri}, or leave $schema out.',
  },
  'defs-not-object': {
    reason: '$defs is no object.',
    remedy: 'List the definitions by name.',
  },
  'no-sections': { reason: 'The schema has no section.', remedy: 'Add a property to the root.' },
  'too-many-sections': {
    reason: 'There are {count} sections; at most {max} are allowed.',
    remedy: 'Join sections, or split the scenario.',
  },
  'not-a-schema': { reason: 'A schema must be an object.', remedy: 'Write { "type": … }.' },
  'keyword-refused': {
    reason: 'The keyword {keyword} is not part of the dialect for {type}.',
    remedy: 'Allowed here: {allowed}.',
  },
  'too-deep': {
    reason: 'This nests deeper than {max} levels of objects and lists.',
    remedy: 'Flatten the item.',
  },
  'ref-refused': {
    reason:
      'Only references of the form #/$defs/<name> are allowed; nothing is loaded from elsewhere.',
    remedy: 'Copy the definition into $defs.',
  },
  'ref-sibling': {
    reason: 'Beside $ref the keyword {keyword} is not allowed.',
    remedy: 'Move it into the definition.',
  },
  'ref-loop': {
    reason: 'The definition {name} refers to itself.',
    remedy: 'Write the inner shape out.',
  },
  'ref-too-deep': {
    reason: 'References follow each other more than {max} deep.',
    remedy: 'Write the inner shape out.',
  },
  'ref-unknown': { reason: 'There is no definition {name}.', remedy: 'Add it to $defs.' },
  'type-refused': {
    reason: 'The type is missing, unknown or more than one type.',
    remedy: 'Write one of {types}, or such a type with "null": ["string", "null"].',
  },
  'properties-missing': {
    reason: 'An object needs properties.',
    remedy: 'List its fields by name.',
  },
  'additional-properties': {
    reason: 'Fields that are not listed are never allowed.',
    remedy: 'Leave additionalProperties out, or set it to false.',
  },
  'required-invalid': {
    reason: 'required must list different names that are in properties.',
    remedy: 'Remove the unknown or repeated name, or add the field.',
  },
  'name-refused': {
    reason: 'The name “{name}” cannot be used.',
    remedy: 'Use a short camelCase name; evidence is the engine’s own field.',
  },
  'too-many-properties': {
    reason: 'With its references written out the schema has more than {max} properties.',
    remedy: 'Use fewer fields, or fewer references to large definitions.',
  },
  'count-invalid': {
    reason: '{keyword} is no whole number from 0 to {max}.',
    remedy: 'Write for example 200.',
  },
  'number-invalid': { reason: '{keyword} is no number.', remedy: 'Write for example 0.' },
  'range-reversed': {
    reason: '{lower} is above {upper}: nothing could ever fit.',
    remedy: 'Lower {lower}, or raise {upper}.',
  },
  'text-invalid': { reason: '{keyword} is no text.', remedy: 'Put it in quotes.' },
  'format-unknown': { reason: 'This format is unknown.', remedy: 'Use one of {formats}.' },
  'const-invalid': {
    reason: 'const is no value of type {type}.',
    remedy: 'Write a text, a number, or true or false, as the type says.',
  },
  'enum-invalid': {
    reason: 'enum must list texts, for a field of type string.',
    remedy: 'List codes.',
  },
  'enum-too-long': {
    reason: 'There are {count} values; at most {max} are allowed.',
    remedy: 'Use free text, or group the values.',
  },
  'enum-values': {
    reason: 'Values must be different codes of lower-case letters, digits and hyphens.',
    remedy: 'Put the wording for people into i18n.',
  },
  'pattern-not-text': { reason: 'pattern is no text.', remedy: 'Put the expression in quotes.' },
  'pattern-too-long': {
    reason: 'The pattern is longer than {max} characters.',
    remedy: 'Use a simpler expression, in RE2 syntax.',
  },
  'pattern-too-costly': {
    reason: 'The pattern repeats so much that it would be slow to match.',
    remedy: 'Use a simpler expression, in RE2 syntax.',
  },
  'patterns-too-slow': {
    reason:
      'The patterns of the schema could take {millions} million steps for one item; at most {max} million are allowed. This one takes most: {size} steps for each of up to {chars} characters.',
    remedy:
      'Give the field a smaller maxLength and its list a maxItems, or use a simpler expression or a format.',
  },
  'pattern-invalid': {
    reason: 'The pattern is not accepted: {detail}.',
    remedy: 'Use a simpler expression, in RE2 syntax.',
  },
  'too-many-patterns': {
    reason: 'The schema has more than {max} different patterns.',
    remedy: 'Use a format, or fewer patterns.',
  },
  'cues-by-locale': {
    reason: `Cues are listed by locale: ${locales.join(', ')}.`,
    remedy: 'Write { "en": […], "ru": […] }.',
  },
  'cues-not-list': {
    reason: 'Cues are a list of at most {max}.',
    remedy: 'Keep the strongest.',
  },
  'cue-not-pair': {
    reason: 'A cue is [weight, pattern].',
    remedy: 'Weights are above 0 and at most 3.',
  },
  'cue-too-long': {
    reason: 'The cue is longer than {max} characters.',
    remedy: 'Simplify the cue.',
  },
  'cue-syntax': {
    reason: "A cue may hold letters, digits, spaces, ' - ( ) | ? * _ and [ ] only.",
    remedy: 'Simplify the cue.',
  },
  'cue-invalid': {
    reason: 'The cue is not accepted: {detail}.',
    remedy: 'Simplify the cue.',
  },
  'section-shape': {
    reason: 'A section is an object or a list of objects.',
    remedy: 'Wrap the text in an object.',
  },
  'section-min-items': {
    reason: 'A section may always be empty.',
    remedy: 'Remove minItems.',
  },
  'section-without-text': {
    reason: 'A section needs a field with text.',
    remedy: 'Add a field of type string.',
  },
  'annotations-missing': {
    reason: 'The annotations are missing.',
    remedy: 'State render, order and evidence.',
  },
  'annotation-unknown': {
    reason: 'The annotation {name} is not known here.',
    remedy: 'Known annotations: {known}.',
  },
  'annotation-value': {
    reason: 'The value of {name} is not usable.',
    remedy: 'Use one of: {allowed}.',
  },
  'annotation-misplaced': {
    reason: 'Annotations belong to a section or to one of its fields.',
    remedy: 'Move x-aam there, or remove it.',
  },
  'computed-invalid': {
    reason: '{field} says that it is computed, but is no date or has no text to start from.',
    remedy: 'computedFrom belongs to a field of format date and names a text field of the item.',
  },
  'schema-uncompilable': {
    reason: 'The schema cannot be compiled: {detail}.',
    remedy: 'Correct the keyword that it names.',
  },
  'fixture-section-unknown': {
    reason: 'The test case expects something of {section}, which is no section of the schema.',
    remedy: 'Correct the name.',
  },
  'fixture-field-unknown': {
    reason: 'The test case looks into {field}, which is no field of {section}.',
    remedy: 'Correct the name.',
  },
  'migration-name': {
    reason: 'A migration is named <from>-<to>.json by major versions, one apart.',
    remedy: 'Rename the file, for example to 1-2.json.',
  },
  'migration-beyond': {
    reason: 'The migration leads to version {to}, but the pack has version {version}.',
    remedy: 'Raise the version of the pack, or remove the migration.',
  },
  'migration-gap': {
    reason: 'There is no migration from version {from} to {to}, though an earlier one exists.',
    remedy: 'Add migrations/{from}-{to}.json; it may have no operations.',
  },
  'migration-target-unknown': {
    reason: 'After all migrations there is {name}, which the schema does not have.',
    remedy: 'Correct the name, or drop it in a later migration.',
  },
  'migration-default-invalid': {
    reason: 'The default of {name} does not fit the schema: {detail}.',
    remedy: 'Use a value that the schema allows.',
  },
  'migration-unknown-name': {
    reason: '{name} was dropped or renamed by an earlier operation.',
    remedy: 'Use the name that it has at this point.',
  },
  'bundle-format': {
    reason: 'This is no exported pack.',
    remedy: 'An exported pack is { "format": "aam-pack/1", "files": { "<path>": "<text>" } }.',
  },
  'bundle-path': {
    reason: 'This is no path of a file inside a pack.',
    remedy: 'Write for example prompts/system.md: no leading slash, no dots, no backslash.',
  },
  'check-too-slow': {
    reason: 'Checking the pack took longer than {seconds} s and was stopped.',
    remedy: 'Use fewer fields, references and patterns.',
  },
  'check-too-hungry': {
    reason: 'Checking the pack took more than {megabytes} MB of memory and was stopped.',
    remedy: 'Use fewer fields, references and patterns.',
  },
  'check-lost': {
    reason: 'Checking the pack ended without an answer.',
    remedy: 'Check it again; if that repeats, simplify the schema.',
  },
  'version-too-small': {
    reason: 'The changes since {from} are {bump}; {version} is too small a step.',
    remedy: 'Call this version at least {least}.',
  },
  'version-not-newer': {
    reason: '{version} is not newer than {from}.',
    remedy: 'Call this version at least {least}.',
  },
  'pack-id-changed': {
    reason: 'The pack is called {id}, but the version before is one of {before}.',
    remedy: 'Keep the id, or make a new scenario.',
  },
} as const satisfies Record<string, ProblemText>

/** The stable name of a fault: what the API gives and what its wording depends on. */
export type ProblemCode = keyof typeof en
