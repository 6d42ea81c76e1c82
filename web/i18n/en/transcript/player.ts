export const player = {
  'player.label': 'Recording',
  'player.play': 'Play',
  'player.pause': 'Pause',
  'player.back': 'Back 5 s',
  'player.forward': 'Forward 5 s',
  'player.seek': 'Position in the recording',
  'player.place': '{at} of {length}',
  'player.speed': 'Speed: {speed}',
  'player.silence': 'Silence',
  'player.skipSilence': 'Skip silence: saves {time}',
  'player.playingFrom': 'Playing from {place}',
  'player.pausedAt': 'Paused at {place}',
  'player.wait.loading': 'Loading…',
  'player.wait.slow': 'The network is slow, loading…',
  'player.video': 'Video of the meeting',
  'player.larger': 'Larger',
  'player.smaller': 'Smaller',
  'player.fullScreen': 'Full screen',
  'player.playFrom': 'Play from {time}',
  'player.follow': 'Jump to playback',
  'player.download': 'Download the recording',
  'player.soundOnly': 'This browser cannot show the video, so only the sound is played.',
  'player.silent':
    'This recording is silent on every track. Check the microphone settings, and upload a recording with sound.',
  'player.cut': 'This recording is cut off: {time} is missing from the file.',
  'player.fault.expired': 'The recording is no longer kept: its retention period has ended.',
  'player.fault.gone':
    'The recording is no longer in storage. The transcript and the result stay as they are; your AAM operator can restore the file.',
  'player.fault.offline':
    'The recording cannot be reached: there is no connection. Playback resumes from the same place.',
  'player.fault.unsupported':
    'This browser cannot play {name}. Download it and open it in a media player, or open this page in another browser.',
  'player.fault.failed':
    'The recording did not load. Try again in a minute; playback resumes from the same place.',
} as const
