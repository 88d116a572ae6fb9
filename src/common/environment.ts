/** Staging and production are apart: an organization, a claim token and a user belong to exactly one of them. */
export const environments = ['production', 'staging'] as const;

export type Environment = (typeof environments)[number];
