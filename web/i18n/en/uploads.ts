export const uploads = {
  'dock.label': 'Uploads',
  'dock.title': {
    one: 'Uploading {done} of {count}',
    other: 'Uploading {done} of {count}',
  },
  'dock.stopped': {
    one: '{count} unfinished upload',
    other: '{count} unfinished uploads',
  },
  'dock.done': { one: '{count} meeting added', other: '{count} meetings added' },
  'dock.fold': 'Collapse',
  'dock.unfold': 'Expand',
  'dock.queued': 'Queued',
  'dock.sending': 'Uploading',
  'dock.size': '{sent} of {size}',
  'dock.left': '{time} left',
  'dock.waiting': '{size} · no connection, retrying automatically',
  'dock.paused': 'Paused at {share} · resumes where it stopped',
  'dock.needsFile':
    'Stopped at {share}. Choose the same file again: the upload resumes where it stopped.',
  'dock.needsLeave': 'Stopped at {share} · resumes where it stopped',
  'dock.elsewhere': 'Uploading in another tab',
  'dock.finishing': 'Upload complete, checking the recording',
  'dock.uploaded': 'Uploaded',
  'dock.news': '{name}: {words}',
  'dock.chooseAgain': 'Choose file',
  'dock.chooseAgainOf': 'Choose {name} again',
  'dock.goOn': 'Resume',
  'dock.pauseOf': 'Pause {name}',
  'dock.resumeOf': 'Resume {name}',
  'dock.cancelOf': 'Discard {name}',
  'dock.cancel': 'Discard upload',
  'dock.cancelAsk': 'Discard the upload of “{name}”?',
  'dock.cancelWords':
    'Everything uploaded so far is deleted, and so is the meeting that was created for it. The file on your device stays.',
  'dock.cancelWordsKept':
    'Everything uploaded so far is deleted. The meeting and the file on your device stay.',
  'dock.imported': {
    one: '{count} utterance',
    other: '{count} utterances',
  },
  'dock.speakers': { one: '{count} speaker', other: '{count} speakers' },
  'uploading.queued': 'Upload queued',
  'uploading.sending': 'Uploading · {share}',
  'uploading.waiting': 'Upload waiting for a connection · {share}',
  'uploading.paused': 'Upload paused · {share}',
  'uploading.needs_file': 'Upload stopped · {share}',
  'uploading.elsewhere': 'Uploading in another tab',
  'uploading.finishing': 'Checking the recording',
  'uploading.keepOpen':
    'You can open other pages here, but keep this tab open until the upload is complete. Processing then starts automatically.',
  'uploading.onlyThere':
    'The recording is being uploaded from another window or device. If the upload stopped, resume it there, or discard it here and add the file again.',
  'uploading.signOutAsk': {
    one: 'Sign out with {count} upload unfinished?',
    other: 'Sign out with {count} uploads unfinished?',
  },
  'uploading.signOutWords':
    'Signing out discards them and deletes what was uploaded. The files on your device stay.',
} as const
