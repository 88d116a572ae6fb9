import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { DirectoryModule } from '../directory/directory.module.js';
import { DiscoveryController } from './controllers/discovery.controller.js';
import { GroupsController } from './controllers/groups.controller.js';
import { MeController } from './controllers/me.controller.js';
import { UsersController } from './controllers/users.controller.js';
import { ListRepository } from './lists/list.repository.js';
import { ResourceLists } from './lists/resource-lists.service.js';
import { ResourceReader } from './resources/resource-reader.service.js';
import { GroupWriter } from './writes/group-writer.service.js';
import { MemberFinder } from './writes/member-finder.js';
import { ResourceTurns } from './writes/resource-turns.js';
import { ScimWrites } from './writes/scim-writes.service.js';
import { UserWriter } from './writes/user-writer.service.js';

/** The SCIM 2.0 service provider. */
@Module({
  imports: [CredentialsModule, DirectoryModule],
  controllers: [UsersController, GroupsController, MeController, DiscoveryController],
  providers: [
    ResourceReader,
    ResourceLists,
    ListRepository,
    ResourceTurns,
    MemberFinder,
    UserWriter,
    GroupWriter,
    ScimWrites,
  ],
  exports: [],
})
export class ScimModule {}
