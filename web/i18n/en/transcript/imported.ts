/** What a reader should know of an import, by the importer's codes. */
export const imported = {
  'imported.labels_unclear': {
    one: '{count} line starts with what may be a name, but it was not recognised ({place}: “{example}”). The words are kept without a speaker: choose one in the transcript.',
    other:
      '{count} lines start with what may be names, but they were not recognised (the first, {place}: “{example}”). The words are kept without a speaker: choose one in the transcript.',
  },
  'imported.line': 'line {line}',
  'imported.bytes_unread': {
    one: '{count} damaged byte appears as � in the text; everything else is unchanged.',
    other: '{count} damaged bytes appear as � in the text; everything else is unchanged.',
  },
  'imported.encoding_assumed':
    'The file is not UTF-8; it was read as {example}. If characters look wrong, save it as UTF-8 and add it again.',
  'imported.lines_left_out': {
    one: '{count} line that is not speech was left out: a title, a date, a heading or a link.',
    other: '{count} lines that are not speech were left out: titles, dates, headings, links.',
  },
  'imported.no_speakers':
    'The file names no speakers. Use lines like “Name: words”, or “speaker” in each JSON segment, to name them.',
  'imported.speakers_missing': {
    one: '{count} caption names no speaker, while others do. Its words are kept without one: choose the speaker in the transcript.',
    other:
      '{count} captions name no speaker, while others do. Their words are kept without one: choose the speakers in the transcript.',
  },
  'imported.heads_unread': {
    one: '{count} line looks like a time and a name but could not be read ({place}: “{example}”). It was kept as text: export the transcript as VTT, SRT or JSON.',
    other:
      '{count} lines look like times and names but could not be read (the first, {place}: “{example}”). They were kept as text: export the transcript as VTT, SRT or JSON.',
  },
  'imported.fields_unread': {
    one: '{count} segment has fields that may name a speaker or a time but were not read ({example}). Name them “speaker”, “start” and “end”.',
    other:
      '{count} segments have fields that may name a speaker or a time but were not read ({example}). Name them “speaker”, “start” and “end”.',
  },
  'imported.records_empty': {
    one: '{count} record without words was left out.',
    other: '{count} records without words were left out.',
  },
  'imported.time_unit_assumed':
    'Times were read as {example}: in seconds, a single word would last minutes.',
  'imported.cues_skipped': {
    one: '{count} cue was left out because its time could not be read.',
    other: '{count} cues were left out because their times could not be read.',
  },
  'imported.cues_out_of_order': 'Cues were sorted by time.',
  'imported.parts_joined':
    'The times start again within the file, so it was read in {count} parts, each counted from the end of the previous one. Pauses between the parts are unknown.',
  'imported.text_without_time': {
    one: '{count} piece of text has no time. If it follows another caption, it was kept with that one; otherwise it was left out.',
    other:
      '{count} pieces of text have no time. Those that follow another caption were kept with it; the rest were left out.',
  },
  'imported.recording_cut': {
    one: 'The recording is cut off: about {count} minute is missing from the file.',
    other: 'The recording is cut off: about {count} minutes are missing from the file.',
  },
  'imported.recording_silent': 'The recording is silent: this text was probably never said.',
  'imported.unheard_left_out': {
    one: '{count} utterance was left out because nobody is heard there.',
    other: '{count} utterances were left out because nobody is heard there.',
  },
  'imported.late_left_out': {
    one: '{count} utterance was left out because the recording had already ended.',
    other: '{count} utterances were left out because the recording had already ended.',
  },
  'imported.repeats_left_out': {
    one: '{count} repetition was left out: speech recognition repeats itself when it hears nothing.',
    other:
      '{count} repetitions were left out: speech recognition repeats itself when it hears nothing.',
  },
  'imported.speakers_by_piece': {
    one: 'The recording was transcribed in {count} piece.',
    other:
      'The recording was too long for the speech provider and was transcribed in {count} pieces. It numbers the speakers anew in each, so one person can appear as several speakers. Merge them under Speakers.',
  },
  'imported.times_estimated': {
    one: '{count} long utterance came without word times; the times of its parts are estimated.',
    other:
      '{count} long utterances came without word times; the times of their parts are estimated.',
  },
  'imported.times_missing': {
    one: 'The speech provider gave no time for {count} utterance; it was taken from its neighbours.',
    other:
      'The speech provider gave no time for {count} utterances; it was taken from their neighbours.',
  },
  'imported.times_left_out':
    'Times that run backwards or are not positions in a recording were left out.',
  'imported.names_cut': {
    one: '{count} speaker name was cut to 200 characters.',
    other: '{count} speaker names were cut to 200 characters.',
  },
  'imported.segments_cut': {
    one: '{count} very long utterance was split between sentences.',
    other: '{count} very long utterances were split between sentences.',
  },
} as const
