/** Beginning a scenario: from nothing, as a copy, or from a file. */
export const newScenario = {
  'newScenario.how': 'How it begins',
  'newScenario.empty': 'Empty',
  'newScenario.copy': 'As a copy',
  'newScenario.file': 'From a file',
  'newScenario.emptyWords': 'It begins with one section, decisions, that you build on.',
  'newScenario.from': 'Copy of',
  'newScenario.titleEn': 'Title in English',
  'newScenario.titleRu': 'Title in Russian',
  'newScenario.titleHint': 'One language is enough.',
  'newScenario.id': 'Id',
  'newScenario.idHint':
    'Used in addresses and exports; it stays for good. Lower-case Latin letters, digits and hyphens.',
  'newScenario.needTitle': 'Enter a title',
  'newScenario.needId': 'Begin with a letter; then lower-case Latin letters, digits and hyphens',
  'newScenario.idTaken': 'There is a scenario by this id already',
  'newScenario.create': 'Create and edit',
  'newScenario.createFaulty': 'Import as a draft to mend',
  'newScenario.becomes': 'What the pack becomes',
  'newScenario.becomes.draft': 'The next draft',
  'newScenario.becomes.replace': 'Replace the draft',
  'newScenario.into':
    'The scenario is “{title}”: version {published} is the newest here, the file holds {version}.',
  'newScenario.intoUnpublished':
    'The scenario is “{title}”, not published yet; the file holds version {version}.',
  'newScenario.older':
    'The file is older: {version} comes over {published} and brings back what was before. It can be published only under a number above {published}.',
  'newScenario.changesNothing': 'The file changes nothing of {published}.',
  'newScenario.changes': 'What it changes of {published} – {bump}:',
  'newScenario.becomes.scenario': 'A new scenario',
  'newScenario.takeDraft': 'Take as the next draft',
  'newScenario.replaceDraft': 'Replace the open draft',
  'newScenario.replaces':
    'A draft of “{title}” is open, saved {when}. The pack takes its place, and what is in it is lost.',
  'newScenario.beginsAnew': 'It is version {version} of another id; here it begins as 1.0.0.',
  'newScenario.noMigrations': {
    one: '{count} migration is left out: there are no older versions that it could lead on from.',
    other:
      '{count} migrations are left out: there are no older versions that they could lead on from.',
  },
  'newScenario.choose': 'Choose a file',
  'newScenario.change': 'Choose another file',
  'newScenario.drop': 'Drop an exported pack here',
  'newScenario.dropHint': 'One .aam.json file, 1 MB at most.',
  'newScenario.needFile': 'Choose the file of a pack',
  'newScenario.checking': 'Checking the pack…',
  'newScenario.sound': 'The pack is sound: {files}.',
  'newScenario.files': { one: '{count} file', other: '{count} files' },
  'newScenario.faults': {
    one: '{count} fault in the pack',
    other: '{count} faults in the pack',
  },
  'newScenario.faultsWords':
    'Nothing is in use before it is published, so you can import it as it is and mend it in the editor.',
  'packFile.too_large':
    'This file has {size}; 1 MB is the most that is taken. Export it without large test cases.',
  'packFile.not_json':
    'This is no JSON, or it was cut off. Export the pack again and choose the new file.',
  'packFile.not_a_pack':
    'This is JSON, but not an exported pack. One looks like { "format": "aam-pack/1", "files": { … } }.',
  'packFile.not_text': 'In “{path}” there must be text. Export the pack again.',
  'packFile.no_files': 'There are no files in this pack. Export it again.',
  'packFile.unreadable': 'The browser cannot read this file. Choose it again.',
} as const
