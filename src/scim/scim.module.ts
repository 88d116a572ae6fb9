import { Module } from '@nestjs/common';

/** The SCIM 2.0 service provider. */
@Module({})
export class ScimModule {}
