/** Where the resources of one organization are: what `Location`, `meta.location` and `$ref` say. */
export class ScimLocations {
  /** Of the endpoint itself, without a slash at its end. */
  readonly base: string;
  readonly users: string;
  readonly groups: string;

  /**
   * @param address what links begin with, without a slash at its end
   * @param slug of the organization
   */
  constructor(address: string, slug: string) {
    this.base = `${address}/scim/v2/${slug}`;
    this.users = `${this.base}/Users`;
    this.groups = `${this.base}/Groups`;
  }

  user(id: string): string {
    return `${this.users}/${id}`;
  }

  group(id: string): string {
    return `${this.groups}/${id}`;
  }
}
