import { Module } from '@nestjs/common';

/** Reading LCVista and mapping its people to members. */
@Module({})
export class LcvistaModule {}
