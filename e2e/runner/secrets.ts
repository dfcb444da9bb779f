/** What the cluster's secret "e2e" holds. Made up, and looked for where it must not be. */
export const SECRETS = { token: "canary-3f9c1d77aa20", certificate: "-----CANARY 5be0-----\nline two\n" } as const;
