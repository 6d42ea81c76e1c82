/** What messages tell people to provide. */
export const READABLE_FORMATS = [
  'WebVTT captions (.vtt), as Zoom and Teams export them',
  'SRT or SBV captions (.srt, .sbv)',
  'the text or Word document that Teams, Google Meet, Otter, Fireflies, Zoom or Kontur Talk exports (.txt, .docx, .md)',
  'plain text with "Name: what was said"',
  'JSON of Fireflies, Fathom or Deepgram, or a list of segments {speaker, start, end, text}',
]
