import { ApiProperty } from '@nestjs/swagger';

/** One way to authenticate; choose one. */
export class EntraAuthentication {
  @ApiProperty({ enum: ['bearer', 'oauth2-client-credentials', 'workload-identity'], example: 'bearer' })
  method!: 'bearer' | 'oauth2-client-credentials' | 'workload-identity';

  /** @example "Secret Token" */
  entraField!: string;

  /** @example "Paste a token of scope scim, made at POST …/tokens." */
  howTo!: string;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'Where access tokens are made.' })
  tokenEndpoint!: string | null;
}

/** A row of Entra's attribute mapping. */
export class AttributeMapping {
  @ApiProperty({ enum: ['User', 'Group'], example: 'User' })
  resource!: 'User' | 'Group';

  /** @example userPrincipalName */
  source!: string;

  /** @example userName */
  target!: string;

  /** @example "Matching precedence 1." */
  note!: string;

  @ApiProperty({ example: false, description: "Whether it differs from Entra's own default." })
  change!: boolean;
}

/** What to paste into Microsoft Entra. */
export class EntraSetup {
  /** @example https://muster.example.com/scim/v2/acme?aadOptscim062020 */
  tenantUrl!: string;

  @ApiProperty({ type: [EntraAuthentication] })
  authentication!: EntraAuthentication[];

  @ApiProperty({ type: [AttributeMapping] })
  attributeMappings!: AttributeMapping[];

  @ApiProperty({ type: [String] })
  notes!: string[];
}
