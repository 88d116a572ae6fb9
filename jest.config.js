/** Jest runs the JavaScript that `npm run build:test` made; stack traces map back to the TypeScript. */
export default {
  rootDir: 'dist-test',
  testMatch: ['<rootDir>/test/**/*.spec.js'],
  transform: {},
  testEnvironment: 'node',
  testTimeout: 30_000,
  maxWorkers: 2,
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  modulePathIgnorePatterns: ['<rootDir>/.data'],
};
