import { All, Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../../credentials/request-identity.js';
import { ScimError } from '../../scim-core/messages/scim-error.js';

/** `/Me` (RFC 7644 section 3.11): a directory's token is nobody in particular. */
@ApiExcludeController()
@Controller('scim/v2/:slug/Me')
@Allow('scim')
export class MeController {
  /** @throws ScimError 501 always, whatever the method */
  @All()
  me(): never {
    throw new ScimError(501, 'The token belongs to a directory, not to a person: /Me is nobody.');
  }
}
