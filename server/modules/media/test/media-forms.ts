const said = (hertz: number): string =>
  `aevalsrc=0.4*sin(2*PI*${hertz}*t)*lt(mod(t\\,2)\\,1.2):d=4:s=48000`

/** Speech-like bursts of a tone. */
const tone = `-f lavfi -i ${said(440)}`
const other = `-f lavfi -i ${said(700).replace('0.4', '0.09').replace('lt(mod(t\\,2)\\,1.2)', 'gt(mod(t\\,2)\\,1.2)')}`
const picture = '-f lavfi -i testsrc=d=4:s=160x120:r=10'
const silence = '-f lavfi -i anullsrc=d=4:r=48000:cl=mono'
const both = `${picture} ${tone} -shortest`

export interface MediaForm {
  name: string
  /** Arguments of ffmpeg before the output file. */
  how: string
  /** Duration, if not four seconds. */
  seconds?: number
}

const form = (name: string, how: string, seconds?: number): MediaForm => ({
  name,
  how,
  ...(seconds === undefined ? {} : { seconds }),
})

/** Recordings as phones, recorders, browsers, cameras and conferencing programs write them. */
export const mediaForms: MediaForm[] = [
  form('lame.mp3', `${tone} -b:a 64k`),
  form('bare.mp3', `${tone} -id3v2_version 0 -write_xing 0`),
  form('vbr-no-xing.mp3', `${tone} -q:a 6 -id3v2_version 0 -write_xing 0`),
  form('low-rate.mp3', `${tone} -ar 8000 -b:a 16k`),
  form('layer2.mp2', `${tone} -c:a mp2`),
  form('aac-lc.m4a', `${tone} -c:a aac`),
  form('alac.m4a', `${tone} -c:a alac`),
  form('mp3-in.m4a', `${tone} -c:a libmp3lame -f mp4`),
  form('ac3-in.m4a', `${tone} -c:a ac3 -f mp4`),
  form('opus-in.mp4', `${tone} -c:a libopus -f mp4`),
  form('flac-in.mp4', `${tone} -c:a flac -strict -2 -f mp4`),
  form('fragmented.m4a', `${tone} -c:a aac -movflags frag_keyframe+empty_moov -f mp4`),
  form('late-index.m4a', `${tone} -c:a aac -movflags 0 -f ipod`),
  form('adts.aac', `${tone} -c:a aac`),
  form('pcm16.wav', `${tone} -c:a pcm_s16le`),
  form('pcm8.wav', `${tone} -c:a pcm_u8 -ar 8000`),
  form('pcm24.wav', `${tone} -c:a pcm_s24le`),
  form('pcm32.wav', `${tone} -c:a pcm_s32le`),
  form('float.wav', `${tone} -c:a pcm_f32le`),
  form('double.wav', `${tone} -c:a pcm_f64le`),
  form('alaw.wav', `${tone} -c:a pcm_alaw -ar 8000`),
  form('mulaw.wav', `${tone} -c:a pcm_mulaw -ar 8000`),
  form('adpcm-ms.wav', `${tone} -c:a adpcm_ms -ar 22050`),
  form('adpcm-ima.wav', `${tone} -c:a adpcm_ima_wav -ar 22050`),
  form('g726.wav', `${tone} -c:a g726 -ar 8000 -f wav`),
  form('mp3-in.wav', `${tone} -c:a libmp3lame -f wav`),
  form('rf64.wav', `${tone} -rf64 always`),
  form('wave64.w64', `${tone}`),
  form('pcm.aiff', `${tone}`),
  form('pcm24.aifc', `${tone} -c:a pcm_s24be -f aiff`),
  form('sun.au', `${tone}`),
  form('mulaw.au', `${tone} -c:a pcm_mulaw -ar 8000`),
  form('alac.caf', `${tone} -c:a alac`),
  form('pcm.caf', `${tone} -c:a pcm_s16le`),
  form('opus.caf', `${tone} -c:a libopus`),
  form('flac.flac', `${tone}`),
  form('flac24.flac', `${tone} -sample_fmt s32`),
  form('opus.opus', `${tone} -c:a libopus`),
  form('vorbis.ogg', `${tone} -c:a libvorbis`),
  form('flac.oga', `${tone} -c:a flac`),
  form('speex.spx', `${tone} -c:a libspeex -ar 16000`),
  form('aac-in.3gp', `${picture} ${tone} -c:v mpeg4 -c:a aac -shortest`),
  form('dolby.ac3', `${tone} -c:a ac3`),
  form('dolby.eac3', `${tone} -c:a eac3`),
  form('pack.wv', `${tone}`),
  form('windows.wma', `${tone} -c:a wmav2`),
  form('windows.wmv', `${both} -c:v wmv2 -c:a wmav2`),
  form('sound.webm', `${tone} -c:a libopus`),
  form('vorbis.webm', `${tone} -c:a libvorbis`),
  form('live.webm', `${tone} -c:a libopus -live 1 -f webm`),
  form('vp8.webm', `${both} -c:v libvpx -c:a libopus`),
  form('h264.mp4', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac`),
  form('h264-ac3.mp4', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a ac3`),
  form('h264-mp2.mp4', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a mp2`),
  form('mpeg4.mp4', `${both} -c:v mpeg4 -c:a aac`),
  form('h264.mov', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac`),
  form('pcm.mov', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a pcm_s16le`),
  form('alac.mov', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a alac`),
  form('h264.mkv', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac`),
  form('ac3.mkv', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a ac3`),
  form('pcm.mkv', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a pcm_s16le`),
  form('sound.mka', `${tone} -c:a libopus -f matroska`),
  form('xvid.avi', `${both} -c:v mpeg4 -c:a mp3`),
  form('pcm.avi', `${both} -c:v mpeg4 -c:a pcm_s16le`),
  form('flash.flv', `${both} -c:v flv -c:a mp3 -ar 44100`),
  form('h264.flv', `${both} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac`),
  form('sound.flv', `${tone} -c:a aac`),
  form('broadcast.ts', `${both} -c:v libx264 -preset ultrafast -c:a aac`),
  form(
    'camera.m2ts',
    `${both} -c:v libx264 -preset ultrafast -c:a ac3 -f mpegts -mpegts_m2ts_mode 1`,
  ),
  form('program.mpg', `${both} -r 25 -c:v mpeg2video -c:a mp2`),
  form('studio.mxf', `${both} -r 25 -c:v mpeg2video -c:a pcm_s16le -ar 48000`),
  form('theora.ogv', `${both} -c:v libtheora -c:a libvorbis`),
  // Faults that only decoding the whole file reveals.
  form('silent-first.mkv', `${silence} ${tone} -map 0 -map 1 -c:a libopus`),
  form('two-tracks.mp4', `${picture} ${tone} ${other} -map 0 -map 1 -map 2 -c:v mpeg4 -c:a aac`),
  form('three-tracks.mkv', `${tone} ${other} ${silence} -map 0 -map 1 -map 2 -c:a aac`),
  form('opposite.m4a', `${tone} -af pan=stereo|c0=c0|c1=-1*c0 -c:a aac`),
  form('opposite.wav', `${tone} -af pan=stereo|c0=c0|c1=-1*c0`),
  form('left-only.m4a', `${tone} -af pan=stereo|c0=c0 -c:a aac`),
  form('call.wav', `${tone} ${other} -filter_complex join=inputs=2:channel_layout=stereo`),
  form('six-microphones.wav', `${tone} -af pan=6c|c3=c0`),
  form('centre.m4a', `${tone} -af pan=5.1|FC=c0 -c:a aac`),
  form('subwoofer-only.flac', `${tone} -af pan=2.1|c2=c0`),
  form('late.mkv', `${picture} -itsoffset 2 ${tone} -map 0 -map 1 -c:v mpeg4 -c:a aac`, 6),
  form('late.mp4', `${picture} -itsoffset 2 ${tone} -map 0 -map 1 -c:v mpeg4 -c:a aac`, 6),
  form('quiet.wav', `${tone} -af volume=-48dB`),
  form('negative.mkv', `${tone} -c:a aac -output_ts_offset 3 -avoid_negative_ts disabled`),
]
