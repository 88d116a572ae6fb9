/** Calls the admin API to prepare what is measured. */
export class Api {
  constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  /** @throws Error when the answer is not a success */
  async post(path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.base}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }
}
