import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { makeCertificate } from './sandbox/tls';

/** Tests that start the built programs as processes. Each file runs in a process of its own. */
const programs = ['test/crash/crash.test.ts', 'test/scenarios/the-program.test.ts', 'test/cli/program.test.ts'];

/** Tests that run the built app in their own process, between the simulated cloud and Azurite. */
const scenarios = ['test/scenarios/**/*.test.ts', 'test/runtime/**/*.test.ts'];

/**
 * Node reads NODE_EXTRA_CA_CERTS only when a process starts, so the certificate of the tests' HTTPS servers is made
 * here, before the workers are forked. Tests read it from TEST_TLS_CERT and TEST_TLS_KEY (paths of PEM files).
 */
export default defineConfig(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relay-test-'));
  const certificate = await makeCertificate();
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, certificate.cert);
  writeFileSync(key, certificate.key);
  Object.assign(process.env, { NODE_EXTRA_CA_CERTS: cert, TEST_TLS_CERT: cert, TEST_TLS_KEY: key });
  const common = {
    pool: 'forks' as const,
    globalSetup: 'test/support/share-azurite.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { TEST_TLS_CERT: cert, TEST_TLS_KEY: key },
  };
  return {
    test: {
      // Most tests wait for other processes, so more workers than cores pay off; by default two cores would get one.
      minWorkers: 1,
      maxWorkers: 3,
      projects: [
        { test: { ...common, name: 'programs', include: programs } },
        { test: { ...common, name: 'scenarios', include: scenarios, exclude: programs } },
        { test: { ...common, name: 'units', include: ['test/**/*.test.ts'], exclude: [...programs, ...scenarios] } },
      ],
    },
  };
});
