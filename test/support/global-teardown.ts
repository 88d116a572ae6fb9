/** Takes down what `global-setup` put up. */
export default async function globalTeardown(): Promise<void> {}
