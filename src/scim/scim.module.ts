import { Module } from '@nestjs/common';
import { Encryption } from '../common/encryption.js';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DirectoryModule } from '../directory/directory.module.js';
import { CURSOR_TIMEOUT } from '../scim-core/discovery/service-provider-config.js';
import { BulkService } from './bulk/bulk.service.js';
import { BulkController } from './controllers/bulk.controller.js';
import { DiscoveryController } from './controllers/discovery.controller.js';
import { GroupsController } from './controllers/groups.controller.js';
import { MeController } from './controllers/me.controller.js';
import { RootController } from './controllers/root.controller.js';
import { UsersController } from './controllers/users.controller.js';
import { ListCursors } from './lists/list-cursor.js';
import { ListRepository } from './lists/list.repository.js';
import { ResourceLists } from './lists/resource-lists.service.js';
import { RootListRepository } from './lists/root-list.repository.js';
import { RootLists } from './lists/root-lists.service.js';
import { ResourceReader } from './resources/resource-reader.service.js';
import { GroupWriter } from './writes/group-writer.service.js';
import { MemberFinder } from './writes/member-finder.js';
import { ResourceTurns } from './writes/resource-turns.js';
import { ScimWrites } from './writes/scim-writes.service.js';
import { UserWriter } from './writes/user-writer.service.js';

/** The SCIM 2.0 service provider. */
@Module({
  imports: [CredentialsModule, DirectoryModule],
  controllers: [UsersController, GroupsController, RootController, BulkController, MeController, DiscoveryController],
  providers: [
    ResourceReader,
    ResourceLists,
    ListRepository,
    RootLists,
    RootListRepository,
    BulkService,
    {
      provide: ListCursors,
      useFactory: (encryption: Encryption) => new ListCursors(encryption.deriveEach('scim-cursor'), CURSOR_TIMEOUT),
      inject: [Encryption],
    },
    ResourceTurns,
    MemberFinder,
    UserWriter,
    GroupWriter,
    ScimWrites,
  ],
})
export class ScimModule {}
