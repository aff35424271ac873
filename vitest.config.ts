import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', '**/node_modules/**', '**/dist/**'],
    pool: 'forks',
    maxWorkers: 2,
    setupFiles: ['test/setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 30_000,
  },
});
