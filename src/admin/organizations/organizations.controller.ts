import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Origin } from '../../audit/origin.js';
import { PublicAddress } from '../../config/public-address.js';
import type { Caller, TenantIdentity } from '../../credentials/caller.js';
import { Allow, CurrentCaller, CurrentOrigin, CurrentTenant } from '../../credentials/request-identity.js';
import { OrganizationSettingsService } from '../../organizations/organization-settings.service.js';
import { OrganizationsService } from '../../organizations/organizations.service.js';
import { ListQuery } from '../listing/list-query.dto.js';
import { ApiProblem } from '../openapi/api-answers.js';
import { organizationAnswer, organizationChange, organizationDraft } from './organization-answer.js';
import { ChangeOrganization, CreateOrganization, OrganizationAnswer, OrganizationList } from './organization.dto.js';

/** Customers, one organization for each of their environments. */
@Controller('api/v1/organizations')
export class OrganizationsController {
  constructor(
    private readonly organizations: OrganizationsService,
    private readonly settings: OrganizationSettingsService,
    private readonly address: PublicAddress,
  ) {}

  /** Makes an organization. */
  @Post()
  @Allow('platform')
  @ApiProblem(409, { 'slug-taken': 'another organization has the slug' })
  async create(@CurrentOrigin() origin: Origin, @Body() body: CreateOrganization): Promise<OrganizationAnswer> {
    return organizationAnswer(await this.organizations.create(origin, organizationDraft(body)), this.address.base);
  }

  /** All organizations by slug. */
  @Get()
  @Allow('platform')
  async list(@Query() query: ListQuery): Promise<OrganizationList> {
    const page = await this.organizations.list(query);
    return { ...page, items: page.items.map((organization) => organizationAnswer(organization, this.address.base)) };
  }

  /** One organization. */
  @Get(':slug')
  @Allow('platform', 'admin', 'viewer')
  @ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
  async get(@CurrentTenant() tenant: TenantIdentity): Promise<OrganizationAnswer> {
    return organizationAnswer(await this.organizations.get(tenant.slug), this.address.base);
  }

  /** Changes settings; what is left out stays. A new time or zone moves the next sync. */
  @Patch(':slug')
  @Allow('platform', 'admin')
  @ApiParam({ name: 'slug', description: 'Slug of the organization.', example: 'acme' })
  @ApiProblem(409, { 'environment-in-use': 'members have signed in, so the environment stays' })
  async update(
    @CurrentTenant() tenant: TenantIdentity,
    @CurrentCaller() caller: Caller,
    @CurrentOrigin() origin: Origin,
    @Body() body: ChangeOrganization,
  ): Promise<OrganizationAnswer> {
    const isPlatform = caller.scope === 'platform';
    const changed = await this.settings.update(tenant.id, origin, organizationChange(body), isPlatform);
    return organizationAnswer(changed, this.address.base);
  }
}
