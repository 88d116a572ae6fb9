/** Where a resource stands in its list: what the next page begins after. */
export interface ListKey {
  readonly seq: number;
  readonly id: string;
  /** The text it is sorted by; null when it has none, and in lists that are not sorted. */
  readonly sortKey: string | null;
}
