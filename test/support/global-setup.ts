/** Prepares what all test files share. */
export default async function globalSetup(): Promise<void> {}
