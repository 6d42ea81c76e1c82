import { plugin } from 'bun'

// Bun would compile JSX for React and take Solid's server build; Vite does this for the browser.
plugin({
  name: 'solid',
  setup(build) {
    build.onLoad({ filter: /\/(?:web|node_modules)\/.*\.[jt]sx$/ }, async ({ path }) => {
      const [{ transformAsync }, { default: solid }] = await Promise.all([
        import('@babel/core'),
        import('babel-preset-solid'),
      ])
      const compiled = await transformAsync(await Bun.file(path).text(), {
        filename: path,
        presets: [[solid, { generate: 'dom' }]],
        parserOpts: { plugins: ['jsx', 'typescript'] },
        configFile: false,
        babelrc: false,
        sourceMaps: 'inline',
      })
      return { contents: compiled?.code ?? '', loader: 'ts' }
    })
    build.onLoad({ filter: /\/node_modules\/solid-js\/.*dist\/server\.js$/ }, async ({ path }) => ({
      contents: await Bun.file(path.replace(/server\.js$/, 'dev.js')).text(),
      loader: 'js',
    }))
    build.onLoad({ filter: /\/web\/.*\.css$/ }, () => ({ contents: '', loader: 'js' }))
  },
})
