import { readFileSync } from 'node:fs';

/**
 * What the host needs: the bundle, host.json and a package.json that names the entry point. No source map: it is three
 * times the bundle, and the host doesn't read it. No dependencies: there is nothing to install.
 *
 * @returns {{ name: string, content: Buffer }[]} sorted by name
 */
export function packageFiles() {
  const {
    name,
    version,
    license,
    private: isPrivate,
    main,
    engines,
  } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = { name, version, license, private: isPrivate, main, engines };
  return [
    { name: main, content: readFileSync(main) },
    { name: 'host.json', content: readFileSync('host.json') },
    { name: 'package.json', content: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
  ];
}
