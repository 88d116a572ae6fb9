import { Module } from '@nestjs/common';

/** Tenants. */
@Module({})
export class OrganizationsModule {}
