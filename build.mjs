// Builds the three programs: the function app (package.json "main"), the command line and the sandbox.
import { chmodSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

// The bundles are CommonJS, where `import.meta.url` doesn't exist, but the storage SDK calls createRequire with it.
const importMetaUrl = {
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': '__importMetaUrl' },
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
await Promise.all([
  // The Functions worker supplies @azure/functions-core at run time; it is on no registry.
  build({
    ...common,
    ...importMetaUrl,
    entryPoints: ['functions/index.ts'],
    outfile: 'dist/functions/index.js',
    external: ['@azure/functions-core'],
  }),
  build({
    ...common,
    banner: { js: `#!/usr/bin/env node\n${importMetaUrl.banner.js}` },
    define: importMetaUrl.define,
    entryPoints: ['cli/index.ts'],
    outfile: 'dist/cli/index.js',
  }),
  build({ ...common, ...importMetaUrl, entryPoints: ['sandbox/index.ts'], outfile: 'dist/sandbox/index.js' }),
]);

// npx links to this file, and makes it executable only when it links it for the first time.
chmodSync('dist/cli/index.js', 0o755);
