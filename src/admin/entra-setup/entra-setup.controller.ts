import { Controller, Get } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { PublicAddress } from '../../config/public-address.js';
import { type TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentTenant } from '../../credentials/request-identity.js';
import { EntraSetup } from './entra-setup.dto.js';
import { entraSetup } from './entra-setup.js';

/** Instructions for the customer's own administrator, made for the organization. */
@Controller('api/v1/organizations/:slug/entra-setup')
@Allow('platform', 'admin', 'viewer')
export class EntraSetupController {
  constructor(private readonly address: PublicAddress) {}

  @Get()
  @ApiOperation({ summary: 'What to paste into Microsoft Entra' })
  read(@CurrentTenant() { slug, directorySyncEnabled }: TenantIdentity): EntraSetup {
    return entraSetup(this.address.base, slug, directorySyncEnabled);
  }
}
