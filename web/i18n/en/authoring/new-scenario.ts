/** Beginning a scenario: from nothing, as a copy, or from a file. */
export const newScenario = {
  'newScenario.how': 'Start from',
  'newScenario.empty': 'Blank',
  'newScenario.copy': 'Copy',
  'newScenario.file': 'File',
  'newScenario.emptyWords': 'It starts with one section, decisions, that you can build on.',
  'newScenario.from': 'Copy of',
  'newScenario.titleEn': 'Title in English',
  'newScenario.titleRu': 'Title in Russian',
  'newScenario.titleHint': 'One language is enough.',
  'newScenario.id': 'Id',
  'newScenario.idHint':
    'Used in addresses and exports; it cannot be changed. Lower-case Latin letters, digits and hyphens.',
  'newScenario.needTitle': 'Enter a title',
  'newScenario.needId': 'Start with a letter; then lower-case Latin letters, digits and hyphens',
  'newScenario.idTaken': 'A scenario with this id already exists',
  'newScenario.create': 'Create and edit',
  'newScenario.createFaulty': 'Import as a draft and fix',
  'newScenario.becomes': 'Import the pack as',
  'newScenario.becomes.draft': 'The next draft',
  'newScenario.becomes.replace': 'Replace the draft',
  'newScenario.into':
    'The scenario is “{title}”: version {published} is the newest here, the file contains {version}.',
  'newScenario.intoUnpublished':
    'The scenario is “{title}”, not published yet; the file contains version {version}.',
  'newScenario.older':
    'The file is older: {version} replaces {published} and restores the earlier state. It can only be published with a number above {published}.',
  'newScenario.changesNothing': 'The file contains no changes to {published}.',
  'newScenario.changes': 'Changes to {published} – {bump}:',
  'newScenario.becomes.scenario': 'A new scenario',
  'newScenario.takeDraft': 'Import as the next draft',
  'newScenario.replaceDraft': 'Replace the open draft',
  'newScenario.replaces':
    'A draft of “{title}” is open, saved {when}. The pack replaces it, and its contents are lost.',
  'newScenario.beginsAnew': 'It is version {version} of another id; here it starts as 1.0.0.',
  'newScenario.noMigrations': {
    one: '{count} migration is left out: there are no older versions for it to continue from.',
    other:
      '{count} migrations are left out: there are no older versions for them to continue from.',
  },
  'newScenario.choose': 'Choose a file',
  'newScenario.change': 'Choose another file',
  'newScenario.drop': 'Drop an exported pack here',
  'newScenario.dropHint': 'One .aam.json file, 1 MB at most.',
  'newScenario.needFile': 'Choose a pack file',
  'newScenario.checking': 'Checking the pack…',
  'newScenario.sound': 'The pack is valid: {files}.',
  'newScenario.files': { one: '{count} file', other: '{count} files' },
  'newScenario.faults': {
    one: '{count} error in the pack',
    other: '{count} errors in the pack',
  },
  'newScenario.faultsWords':
    'Nothing is used until it is published, so you can import the pack as it is and fix it in the editor.',
  'packFile.too_large':
    'This file has {size}; the limit is 1 MB. Export it without large test cases.',
  'packFile.not_json':
    'This is not JSON, or it was cut off. Export the pack again and choose the new file.',
  'packFile.not_a_pack':
    'This is JSON, but not an exported pack. A pack looks like { "format": "aam-pack/1", "files": { … } }.',
  'packFile.not_text': '“{path}” must contain text. Export the pack again.',
  'packFile.no_files': 'This pack contains no files. Export it again.',
  'packFile.unreadable': 'The browser cannot read this file. Choose it again.',
} as const
