export const uploads = {
  'dock.label': 'Files on their way',
  'dock.title': {
    one: 'Uploading {done} of {count}',
    other: 'Uploading {done} of {count}',
  },
  'dock.stopped': {
    one: '{count} upload is not finished',
    other: '{count} uploads are not finished',
  },
  'dock.done': { one: '{count} meeting added', other: '{count} meetings added' },
  'dock.fold': 'Fold',
  'dock.unfold': 'Unfold',
  'dock.queued': 'Waits for its turn',
  'dock.sending': 'Sending',
  'dock.size': '{sent} of {size}',
  'dock.left': '{time} left',
  'dock.waiting': '{size} · cannot get through, goes on by itself',
  'dock.paused': 'Paused at {share} · continues where it stopped',
  'dock.needsFile':
    'Stopped at {share}. Choose the same file again: the upload continues where it stopped.',
  'dock.needsLeave': 'Stopped at {share} · continues where it stopped',
  'dock.elsewhere': 'Being uploaded in another tab',
  'dock.finishing': 'Everything has arrived, checking the recording',
  'dock.uploaded': 'Uploaded',
  'dock.news': '{name}: {words}',
  'dock.chooseAgain': 'Choose the file',
  'dock.chooseAgainOf': 'Choose {name} again',
  'dock.goOn': 'Continue',
  'dock.pauseOf': 'Pause {name}',
  'dock.resumeOf': 'Continue {name}',
  'dock.cancelOf': 'Give up {name}',
  'dock.cancel': 'Give up',
  'dock.cancelAsk': 'Give up uploading “{name}”?',
  'dock.cancelWords':
    'What has arrived so far is thrown away, and so is the meeting that was made for it. The file on your device stays.',
  'dock.cancelWordsKept':
    'What has arrived so far is thrown away. The meeting and the file on your device stay.',
  'dock.imported': {
    one: '{count} utterance',
    other: '{count} utterances',
  },
  'dock.speakers': { one: '{count} speaker', other: '{count} speakers' },
  'uploading.queued': 'Upload waits for its turn',
  'uploading.sending': 'Uploading · {share}',
  'uploading.waiting': 'Upload waits for the connection · {share}',
  'uploading.paused': 'Upload paused · {share}',
  'uploading.needs_file': 'Upload stopped · {share}',
  'uploading.elsewhere': 'Uploading in another tab',
  'uploading.finishing': 'Checking the recording',
  'uploading.keepOpen':
    'Go to any other page here, but keep this tab open until the upload is done. Then the work starts by itself.',
  'uploading.onlyThere':
    'The recording comes from another window or device. If it was broken off there, it can be continued there; or give it up here and add the file again.',
  'uploading.signOutAsk': {
    one: 'Sign out with {count} upload unfinished?',
    other: 'Sign out with {count} uploads unfinished?',
  },
  'uploading.signOutWords':
    'Signing out gives them up: what has arrived is thrown away. The files on your device stay.',
} as const
