/** Whom the server, and the programs that make it, run as when we are root, who may not run it. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}
