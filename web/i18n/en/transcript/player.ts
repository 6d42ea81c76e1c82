export const player = {
  'player.label': 'Recording',
  'player.play': 'Play',
  'player.pause': 'Pause',
  'player.back': 'Back 5 s',
  'player.forward': 'Forward 5 s',
  'player.seek': 'Place in the recording',
  'player.place': '{at} of {length}',
  'player.speed': 'Speed: {speed}',
  'player.silence': 'Silence',
  'player.skipSilence': 'Skip silence: {time} shorter',
  'player.playingFrom': 'Playing from {place}',
  'player.pausedAt': 'Paused at {place}',
  'player.wait.loading': 'Loading…',
  'player.wait.slow': 'The network is slow, loading…',
  'player.video': 'Video of the meeting',
  'player.larger': 'Larger',
  'player.smaller': 'Smaller',
  'player.fullScreen': 'Whole screen',
  'player.playFrom': 'Play from {time}',
  'player.follow': 'To what is being said',
  'player.download': 'Download the recording',
  'player.soundOnly': 'This browser cannot show the picture, so only the sound is played.',
  'player.silent':
    'Nothing is heard in this recording: every track is silent. Check the microphone’s settings, and upload a recording with sound.',
  'player.cut': 'This recording is cut off: {time} of it are not in the file.',
  'player.fault.expired': 'The recording is not kept any more: its retention has ended.',
  'player.fault.gone':
    'The recording is not in storage any more. The transcript and the result stay as they are; whoever runs AAM for you can restore the file.',
  'player.fault.offline':
    'The recording cannot be reached: there is no connection. It goes on from the same place.',
  'player.fault.unsupported':
    'This browser cannot play {name}. Download it and open it in a media player, or open this page in another browser.',
  'player.fault.failed':
    'The recording did not arrive. Try again in a minute; it goes on from the same place.',
} as const
