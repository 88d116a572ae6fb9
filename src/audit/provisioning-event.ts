/** What the directory can ask for. */
const provisioningOperations = ['create', 'replace', 'patch', 'delete'] as const;

export type ProvisioningOperation = (typeof provisioningOperations)[number];

/** What is recorded: also a bulk request that was refused as a whole, of which no single operation was tried. */
export const recordedOperations = [...provisioningOperations, 'bulk'] as const;

/** A call of the directory that was refused, before it is written. */
export interface RefusedProvisioning {
  readonly operation: (typeof recordedOperations)[number];
  readonly resourceType: 'User' | 'Group' | 'Bulk';
  /** null when the call named none, or none that could be one of ours. */
  readonly resourceId: string | null;
  readonly status: number;
  /** The keyword of the error where it has one, else a stable code. */
  readonly reason: string;
  readonly detail: string;
}
