/** A process that owns a test cluster and waits to be killed. Says the cluster's address. */
import { startTestCluster } from './test-cluster.js';

const { url } = await startTestCluster();
process.stdout.write(`${JSON.stringify({ url })}\n`);
setInterval(() => undefined, 60_000);
