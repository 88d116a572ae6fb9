/** What links begin with. With a free port the address is known only once the process listens. */
export class PublicAddress {
  constructor(private address: string) {}

  /** Without a trailing slash. */
  get base(): string {
    return this.address;
  }

  listensOn(address: string): void {
    this.address = address;
  }
}
