import { Module } from '@nestjs/common';

/** Who is calling, and what for. */
@Module({})
export class CredentialsModule {}
