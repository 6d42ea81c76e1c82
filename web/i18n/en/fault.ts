/** What exactly is wrong with a file, by the importer's reasons. */
export const fault = {
  'fault.empty_file': 'The file is empty.',
  'fault.blank_file': 'There is nothing but white space in the file.',
  'fault.no_words': 'The file could be read, but nobody says a word in it.',
  'fault.no_cues':
    'These are captions without a single timed cue: a line such as 00:00:05.320 --> 00:00:07.000 with words below it.',
  'fault.file_too_large':
    'The file is larger than 20 MB. A transcript is text: check that it is not the recording.',
  'fault.too_many_lines': 'The file has more than a million lines.',
  'fault.too_many_cues': 'The file has more than 100,000 cues or lines of talk.',
  'fault.too_many_segments': 'The transcript has more than 20,000 utterances.',
  'fault.too_much_text': 'The transcript holds more words than twelve hours of talk.',
  'fault.recording': 'This is a recording. Recordings cannot be added yet: add its transcript.',
  'fault.pdf': 'This is a PDF document. Save its text as TXT, or export captions.',
  'fault.office_document':
    'This is an office document (such as Word, Excel or PowerPoint). Save it as plain text (TXT).',
  'fault.picture': 'This is a picture.',
  'fault.archive': 'This is an archive. Unpack it and add the file inside.',
  'fault.web_page': 'This is a web page. Save its text as TXT, or export captions.',
  'fault.other_captions': 'These are captions in another format. Export them as VTT or SRT.',
  'fault.other_layout':
    'The text is laid out in columns or with times after the names. Export it as VTT or SRT, or as lines “Name: words”.',
  'fault.chat':
    'This is the chat of the meeting: what people typed, not what they said. In Zoom the name of the transcript ends in .transcript.vtt.',
  'fault.binary': 'This is not text.',
  'fault.json_invalid': 'It begins like JSON but is not valid: it may have been cut off.',
  'fault.json_too_deep': 'The JSON is nested too deeply for a transcript.',
  'fault.json_unknown':
    'There is no list of segments in this JSON. Each needs “text”; “speaker”, “start” and “end” in seconds are optional.',
  'fault.json_segment': '{pointer}: a segment must be an object with at least “text”.',
  'fault.json_text': '{pointer}: the words of the segment are missing, or are not text.',
  'fault.json_speaker': '{pointer}: the speaker must be a name or a number.',
  'fault.json_time': '{pointer}: the time must be a number, 0 or more.',
} as const
