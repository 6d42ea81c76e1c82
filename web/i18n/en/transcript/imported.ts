/** What a reader should know of an import, by the importer's codes. */
export const imported = {
  'imported.labels_unclear': {
    one: '{count} line begins with what may be a name, but it was not recognised ({place}: “{example}”). The words are kept without a speaker: choose one in the transcript.',
    other:
      '{count} lines begin with what may be names, but they were not recognised (the first, {place}: “{example}”). The words are kept without a speaker: choose one in the transcript.',
  },
  'imported.line': 'line {line}',
  'imported.bytes_unread': {
    one: '{count} damaged byte stands as � in the text; everything else is as it was written.',
    other: '{count} damaged bytes stand as � in the text; everything else is as it was written.',
  },
  'imported.encoding_assumed':
    'The file is not UTF-8; it was read as {example}. If letters look wrong, save it as UTF-8 and add it again.',
  'imported.lines_left_out': {
    one: '{count} line that nobody said was left out: a title, a date, a heading or a link.',
    other: '{count} lines that nobody said were left out: titles, dates, headings, links.',
  },
  'imported.no_speakers':
    'The file names no speakers. Lines of the form “Name: words”, or “speaker” in each segment of JSON, would name them.',
  'imported.speakers_missing': {
    one: '{count} caption names no speaker, while others do. The words are kept without one: choose the speaker in the transcript.',
    other:
      '{count} captions name no speaker, while others do. The words are kept without one: choose the speakers in the transcript.',
  },
  'imported.heads_unread': {
    one: '{count} line looks like a time and a name that could not be read ({place}: “{example}”). It stands among the words: export the transcript as VTT, SRT or JSON.',
    other:
      '{count} lines look like times and names that could not be read (the first, {place}: “{example}”). They stand among the words: export the transcript as VTT, SRT or JSON.',
  },
  'imported.fields_unread': {
    one: '{count} segment has fields that may name a speaker or a time and were not read ({example}). Write them as “speaker”, “start” and “end”.',
    other:
      '{count} segments have fields that may name a speaker or a time and were not read ({example}). Write them as “speaker”, “start” and “end”.',
  },
  'imported.records_empty': {
    one: '{count} record without words was left out.',
    other: '{count} records without words were left out.',
  },
  'imported.time_unit_assumed':
    'The times were taken as {example}: as seconds, a single word would last minutes.',
  'imported.cues_skipped': {
    one: '{count} cue was left out because its time cannot be read.',
    other: '{count} cues were left out because their times cannot be read.',
  },
  'imported.cues_out_of_order': 'The cues were put in order of time.',
  'imported.parts_joined':
    'The times begin again within the file, so it was read in {count} parts, each counted from the end of the one before. Pauses between the parts are not known.',
  'imported.text_without_time': {
    one: '{count} piece of text has no time above it. Below another caption it was kept with that one, elsewhere it was left out.',
    other:
      '{count} pieces of text have no time above them. Those below other captions were kept with them, the rest was left out.',
  },
  'imported.recording_cut': {
    one: 'The recording is cut off: about {count} minute of it is not in the file.',
    other: 'The recording is cut off: about {count} minutes of it are not in the file.',
  },
  'imported.recording_silent':
    'Nothing is heard in the recording: what stands here was probably never said.',
  'imported.unheard_left_out': {
    one: '{count} utterance was left out because nobody is heard there.',
    other: '{count} utterances were left out because nobody is heard there.',
  },
  'imported.late_left_out': {
    one: '{count} utterance was left out because the recording had ended by then.',
    other: '{count} utterances were left out because the recording had ended by then.',
  },
  'imported.repeats_left_out': {
    one: '{count} repetition was left out: a recogniser that hears nothing says the same again and again.',
    other:
      '{count} repetitions were left out: a recogniser that hears nothing says the same again and again.',
  },
  'imported.speakers_by_piece': {
    one: 'The recording was transcribed in {count} piece.',
    other:
      'The recording was too long for the speech provider and was transcribed in {count} pieces. It numbers the speakers anew in each, so one person can appear as several speakers. Merge them under Speakers.',
  },
  'imported.times_estimated': {
    one: '{count} long utterance came without times of its words; its parts have estimated times.',
    other:
      '{count} long utterances came without times of their words; their parts have estimated times.',
  },
  'imported.times_missing': {
    one: 'For {count} utterance the speech provider gave no time; it has that of its neighbours.',
    other:
      'For {count} utterances the speech provider gave no time; they have that of their neighbours.',
  },
  'imported.times_left_out':
    'Times that run backwards or are not places in a recording were left out.',
  'imported.names_cut': {
    one: '{count} speaker’s name was cut to 200 characters.',
    other: '{count} speakers’ names were cut to 200 characters.',
  },
  'imported.segments_cut': {
    one: '{count} very long utterance was divided at the ends of sentences.',
    other: '{count} very long utterances were divided at the ends of sentences.',
  },
} as const
