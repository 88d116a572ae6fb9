import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../common/clock.js';
import { Encryption } from '../common/encryption.js';
import type { Config } from './config.js';
import { PublicAddress } from './public-address.js';

/** The injection token of `Config`. */
export const CONFIG = Symbol('Config');

/** The settings of the process, its keys and its clock, for every floor above. */
@Global()
@Module({})
export class ConfigModule {
  static of(config: Config, key: Buffer, clock: Clock = new SystemClock()): DynamicModule {
    const address = new PublicAddress(config.publicUrl ?? `http://${config.host}:${config.port}`);
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Encryption, useValue: new Encryption(key, config.previousEncryptionKeys.keys) },
        { provide: PublicAddress, useValue: address },
        { provide: Clock, useValue: clock },
      ],
      exports: [CONFIG, Encryption, PublicAddress, Clock],
    };
  }
}
