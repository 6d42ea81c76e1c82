/** Trying the draft of a scenario on past meetings, and publishing it. */
export const trials = {
  'trials.changes': 'Changes',
  'trials.dryRun': 'Dry run',
  'trials.publish': 'Publish…',
  'trials.on': 'Dry run on “{title}”',
  'trials.intro': 'Try the draft on a past meeting',
  'trials.introWords':
    'You see what it would find there, with quotes. Nothing in the meeting changes.',
  'trials.choose': 'Choose a meeting',
  'trials.chooseWords':
    'The draft is saved and run over the transcript of a past meeting. Nothing in the meeting changes.',
  'trials.search': 'Title or participant',
  'trials.lastTime': 'last time',
  'trials.noMeetings': 'No meeting with a transcript was found.',
  'trials.noMeetingsRemedy':
    'Look for another word, or bring a transcript on the page of meetings first.',
  'trials.moreMeetings': 'There are more meetings than are shown here: refine the search.',
  'trials.notSaved': 'The draft could not be saved, so nothing was started.',
  'trials.run': 'Run',
  'trials.again': 'Run again',
  'trials.another': 'Another meeting',
  'trials.queued': 'Waiting for its turn',
  'trials.running': 'Reading the transcript',
  'trials.runningOf': 'Reading the transcript · {done} of {total}',
  'trials.leave': 'You may leave this page: the result waits here for a day.',
  'trials.older': 'This is the result of an older state of the draft.',
  'trials.failed': 'The dry run failed',
  'trials.extractive':
    'Found by key phrases, without a language model. Prompts have no effect until an administrator connects one.',
  'trials.model': 'By {model}: {tokens} tokens, {cost}',
  'trials.priceUnknown': 'price unknown',
  'trials.coverage': 'Cited: {share} of the words; read: {seen} of {all} parts of the talk',
  'trials.nothing':
    'No section found anything in this meeting. That can be right: try another one.',
  'trials.showAll': { one: 'Show {count} more', other: 'Show {count} more' },
  'trials.emptySections': 'Nothing found for: {names}',
  'trials.modelSections': 'Only a language model can fill: {names}',
  'trials.reason.scenario_invalid':
    'The draft is not valid any more. Mend what the form marks and run it again.',
  'trials.reason.not_found':
    'The meeting or its transcript was deleted meanwhile. Choose another meeting.',
  'trials.reason.trial_failed':
    'Something unexpected stopped it. Run it again; if it repeats, tell whoever operates AAM.',
  'trials.reason.timeout':
    'It took too long and was stopped. Try a shorter meeting, or ask for less in one step.',
  'trials.reason.worker_lost': 'The work was interrupted. Run it again.',
  'publish.before': 'Before publishing',
  'publish.ok': 'in order',
  'publish.not': 'not in order',
  'publish.none': 'nothing to test',
  'publish.unknown': 'not known yet',
  'publish.schema':
    'The model can take it: {used} of {most} fields, {levels} of {mostLevels} levels of nesting',
  'publish.schemaOver': 'More is asked for than the model can take: {what}',
  'publish.schemaUnread': 'What is asked for cannot be read. Mend output.schema.json first.',
  'publish.limit.sections': '{used} of {most} sections',
  'publish.limit.properties': '{used} of {most} fields',
  'publish.limit.levels': '{used} of {most} levels of nesting',
  'publish.limit.enumValues': '{used} of {most} values to choose from',
  'publish.limit.schemaBytes': '{used} of {most} bytes',
  'publish.checking': 'The draft is being checked',
  'publish.valid': 'The draft has no faults',
  'publish.faults': {
    one: '{count} fault in the draft',
    other: '{count} faults in the draft',
  },
  'publish.showFaults': 'Show in the form',
  'publish.unchecked':
    'The draft could not be checked yet: the server has not answered. Nothing was published.',
  'publish.fixtures': {
    one: '{passed} of {count} test case passes',
    other: '{passed} of {count} test cases pass',
  },
  'publish.fixturesUnknown': {
    one: '{count} test case, not run on this draft yet',
    other: '{count} test cases, not run on this draft yet',
  },
  'publish.noFixtures': 'No test cases in the draft',
  'publish.goldens': {
    one: '{kept} of {count} example meeting kept all that was accepted',
    other: '{kept} of {count} example meetings kept all that was accepted',
  },
  'publish.goldensLost': {
    one: '{lost} of {count} example meeting lost something accepted',
    other: '{lost} of {count} example meetings lost something accepted',
  },
  'publish.goldensUnknown': {
    one: '{count} example meeting, not compared with this draft yet',
    other: '{count} example meetings, not compared with this draft yet',
  },
  'publish.noGoldens': 'Nothing to test against yet: keep an accepted meeting as an example',
  'publish.version': 'Version {version} fits the changes',
  'publish.versionTooLow': 'Version {version} is too low for the changes: at least {least}',
  'publish.versionUnknown': 'The version number is judged when the draft has no faults',
  'publish.runTests': 'Run the tests',
  'publish.testsFailed': 'The tests did not come to an end',
  'publish.setVersion': 'Make it {version}',
  'publish.title': 'Publish “{title}”',
  'publish.versionField': 'Version',
  'publish.versionHint': 'Three numbers, such as 1.4.0. At least {least}.',
  'publish.versionHintFirst': 'Three numbers; 1.0.0 is a good start.',
  'publish.versionBadFirst': 'Write three numbers with points, such as 1.0.0.',
  'publish.versionBad': 'Write three numbers with points, at least {least}.',
  'publish.versionFirst': 'This is the first version of the scenario.',
  'publish.versionUnwritten':
    'The number could not be written: pack.json cannot be read. Mend it in the files of the draft.',
  'publish.why.major':
    'Since {before} the changes are large: results of before look different, so the first number goes up.',
  'publish.why.minor':
    'Since {before} something was added or is asked for differently, so the second number goes up.',
  'publish.why.patch': 'Since {before} only words have changed, so the last number goes up.',
  'publish.why.none': 'Nothing that counts has changed since {before}.',
  'publish.more': { one: 'and {count} more', other: 'and {count} more' },
  'publish.testsWords':
    'First the draft is tested: its test cases are run, and the example meetings are compared with what people accepted in them.',
  'publish.testing': 'Testing',
  'publish.testingOf': 'Testing · {done} of {total}',
  'publish.costTitle': 'This asks a paid language model',
  'publish.cost': {
    one: '{count} run, about {input} tokens in and {output} out: about {cost}.',
    other: '{count} runs, about {input} tokens in and {output} out: about {cost}.',
  },
  'publish.costUnknown': 'an unknown price',
  'publish.costConfirm': 'Spend it and run the tests',
  'publish.green': 'All tests pass. This version can be published.',
  'publish.greenOfNothing':
    'Nothing to test against yet: keep an accepted meeting as an example. This version can be published.',
  'publish.red': 'Something is lost, so this version cannot be published yet.',
  'publish.redRemedy':
    'Close this, mend the draft – a dry run on the meeting shows what it finds there – and test again.',
  'publish.lostIn': 'Not found again in “{title}”',
  'publish.lostHidden': 'Not found again in a meeting that you may not see',
  'publish.lostText': 'an accepted item',
  'publish.missingIn': {
    one: 'missing in {count} run of {runs}',
    other: 'missing in {count} runs of {runs}',
  },
  'publish.sectionGone': 'its section is gone',
  'publish.letGo': 'Test without {names}',
  'publish.letGoWords':
    'Is a section meant to go? Then what was accepted in it is not looked for; results of past meetings keep it.',
  'publish.dropped': {
    one: '{count} accepted item goes with its section, as you said',
    other: '{count} accepted items go with their sections, as you said',
  },
  'publish.fixtureFails': 'Test case {path}',
  'publish.spent': 'Spent: {tokens} tokens, {cost}',
  'publish.run': 'Publish {version}',
  'publish.never': 'A published version never changes; what comes later is a new version.',
  'publish.refusedVersion': 'The server wants another version number: at least {least}.',
  'publish.done': 'Version {version} of “{title}” is published',
  'publish.doneFirst': 'New meetings can use this scenario from now on.',
  'publish.doneNext':
    'New meetings under this scenario use {version} from now on. Meetings from before keep the version that they were analysed with.',
  'publish.toScenario': 'To the scenario',
} as const
