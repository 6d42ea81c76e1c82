/** What a person may bring, as messages name it. */
export const READABLE_FORMATS = [
  'WebVTT captions (.vtt), as Zoom and Teams export them',
  'SRT captions (.srt)',
  'plain text with "Name: what was said"',
  'JSON with a list of segments {speaker, start, end, text}',
]
