export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** All settings of a process, validated. Only the embedded PostgreSQL reads one more by itself: `PG_BIN_DIR`. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash; null: made from the address that the process listens on. */
  readonly publicUrl: string | null;
  /** null: the embedded PostgreSQL below `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly platformToken: string | null;
  /** 32 bytes; null: kept in a file below `dataDir`, made at first start. */
  readonly encryptionKey: Buffer | null;
  /** Keys that still open what they sealed, and whether what was sealed with others is given up. */
  readonly previousEncryptionKeys: { readonly keys: readonly Buffer[]; readonly lost: boolean };
  /** `host` or `host:port`, lower case. */
  readonly lcvistaAllowedHosts: readonly string[];
  readonly signInAllowedHosts: readonly string[];
  readonly webhookAllowedHosts: readonly string[];
  /** Requests per second and organization; 0: no ceiling. */
  readonly rateLimitPerSecond: number;
  readonly smtp: { readonly url: string; readonly from: string } | null;
  readonly scheduler: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: 'json' | 'pretty';
}
