import { defineConfig } from '@playwright/test'
import base from '../../playwright.config.ts'

/** The tests of the examples: each installs what its framework needs, builds, and pays. */
export default defineConfig({
  ...base,
  testDir: '.',
  outputDir: '../../test-results/frameworks',
  timeout: 240_000,
})
