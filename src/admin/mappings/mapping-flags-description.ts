/** For the API's document, of a member and of a mapping. */
export const mappingFlagsDescription =
  'What is odd about the mapping as of now, mostly nothing: `email-differs` (an address has changed on one side), `member-removed` (the next sync ends it, unless it was made by hand), and of one made by hand `lcvista-user-gone`, `lcvista-user-inactive` and `not-assigned`; more may come.';
