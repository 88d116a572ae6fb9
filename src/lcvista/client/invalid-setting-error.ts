export interface SettingProblem {
  /** the field of the connection, with dots: `wireProfile.person.email` */
  readonly field: string;
  readonly message: string;
}

/** A connection setting that cannot be used; nothing was sent anywhere. */
export class InvalidSettingError extends Error {
  constructor(readonly problems: readonly SettingProblem[]) {
    super(problems.map(({ field, message }) => `${field} ${message}`).join('; '));
    this.name = 'InvalidSettingError';
  }
}
