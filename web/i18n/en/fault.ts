/** What exactly is wrong with a file, by the importer's reasons. */
export const fault = {
  'fault.unstorable': 'This contains an invisible character that cannot be stored. Type it again.',
  'fault.empty_file': 'The file is empty.',
  'fault.blank_file': 'The file contains nothing but white space.',
  'fault.no_words': 'The file could be read, but it contains no spoken words.',
  'fault.no_cues':
    'These captions have no timed cues: a line such as 00:00:05.320 --> 00:00:07.000 with words below it.',
  'fault.file_too_large':
    'The file is larger than 20 MB. A transcript is text: check that this is not the recording.',
  'fault.too_many_lines': 'The file has more than a million lines.',
  'fault.too_slow': 'Reading the file takes too long.',
  'fault.too_much_memory': 'Reading the file takes too much memory.',
  'fault.too_many_cues': 'The file has more than 100,000 cues or lines of speech.',
  'fault.too_many_segments': 'The transcript has more than 20,000 utterances.',
  'fault.too_much_text': 'The transcript has more words than twelve hours of talk.',
  'fault.recording': 'This is a recording, not a transcript. Add it as a recording.',
  'fault.pdf': 'This is a PDF document. Save its text as TXT, or export captions.',
  'fault.office_document':
    'This is an office document that cannot be read as a transcript. Save it as DOCX or as plain text (TXT).',
  'fault.spreadsheet':
    'This is a spreadsheet. Save the sheet as text separated by tabs (time, name, words).',
  'fault.open_document':
    'This is an OpenDocument text (ODT). Save it as DOCX or as plain text (TXT).',
  'fault.docx_damaged':
    'This Word document cannot be opened: it is cut off, has a password, or has no text. Export it again.',
  'fault.docx_doctype':
    'This Word document contains a DOCTYPE, which no word processor writes. Save it in Word as a new DOCX.',
  'fault.docx_too_large':
    'This Word document unpacks to more than 32 MB of text. Save the transcript as plain text (TXT).',
  'fault.docx_no_transcript':
    'This Word document is not a transcript: no text in it follows a name or a time. Add the DOCX that Teams, Google Meet, Otter or Fireflies exports.',
  'fault.picture': 'This is a picture.',
  'fault.archive': 'This is an archive. Unpack it and add the file inside.',
  'fault.web_page': 'This is a web page. Save its text as TXT, or export captions.',
  'fault.other_captions': 'These are captions in another format. Export them as VTT or SRT.',
  'fault.chat':
    'This is the meeting chat: what people typed, not what they said. In Zoom, the name of the transcript ends in .transcript.vtt.',
  'fault.notes_only':
    'These are Gemini’s meeting notes, not what people said. Export the “📖 Transcript” part of the document.',
  'fault.media_transcript': 'This is text, not a recording. Add it as a transcript instead.',
  'fault.media_zip': 'This is an archive or a document. Unpack it and upload the recording inside.',
  'fault.media_pdf': 'This is a PDF. Upload the recording itself, or add the text as a transcript.',
  'fault.media_image': 'This is a picture. Upload the recording itself.',
  'fault.media_document':
    'This is a document. Upload the recording itself, or add the text as a transcript.',
  'fault.media_empty': 'The file is empty. Export the recording again.',
  'fault.media_dictation':
    'This is a dictation file (DSS or DS2), which only its own program can read. Save it there as MP3 or WAV and choose that.',
  'fault.media_protected':
    'This recording is copy-protected (DRM), so only the seller’s own player can play it. Choose an unprotected one.',
  'fault.media_outdated':
    'AAM cannot read this format (RealMedia, Monkey’s Audio, TTA, DSD). Save the recording as MP3, M4A or WAV and choose that.',
  'fault.media_unknown':
    'AAM does not recognise this as a recording, or it is damaged. Export it as MP4, WebM, MP3, M4A or WAV.',
  'fault.binary': 'This is not text.',
  'fault.json_invalid': 'This starts like JSON but is not valid: it may have been cut off.',
  'fault.json_syntax':
    'The file looks like JSON, but a comma, quote or bracket is wrong, so it cannot be read. Export it again, or add VTT or SRT.',
  'fault.json_too_deep': 'The JSON is nested too deeply for a transcript.',
  'fault.encoding_unknown':
    'The encoding of the text could not be detected. Save the file as UTF-8 (in Notepad: Save as → Encoding → UTF-8) and add it again.',
  'fault.json_unknown':
    'This JSON has no list of utterances: words, each with a speaker or a time. Add {“segments”: [{“speaker”, “start”, “end”, “text”}]}, VTT or SRT.',
  'fault.json_no_turns':
    'Deepgram’s answer has neither utterances nor paragraphs. Request them with utterances=true or paragraphs=true.',
  'fault.json_segment': '{pointer}: expected an object with the words of one utterance.',
  'fault.json_text': '{pointer}: the words of the segment are missing or are not text.',
  'fault.json_speaker': '{pointer}: the speaker must be a name or a number.',
  'fault.json_time':
    '{pointer}: the time must be a number or a time such as 00:01:05, not below 0.',
} as const
