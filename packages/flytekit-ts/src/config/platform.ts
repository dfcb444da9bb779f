/** How a client proves who it is, as flyteidl's admin client and flytekit name it; flytekit's older names are read as these. */
export type AuthType = "Pkce" | "DeviceFlow" | "ClientSecret" | "ExternalCommand";

/**
 * Where a Flyte deployment is and how to talk to it: section `admin` of flytectl's file, flytekit's PlatformConfig. Holds no secret, only where one is
 * kept.
 */
export interface PlatformConfig {
	/** `host:port`, without `dns:///`. */
	readonly endpoint: string;
	/** Plain text instead of TLS. */
	readonly insecure: boolean;
	/** TLS without checking whose certificate it is. */
	readonly insecureSkipVerify: boolean;
	/** PEM file of the authorities to trust in place of the system's. */
	readonly caCertFilePath?: string;
	/** The name that the server's certificate must bear, where it is not the endpoint's. */
	readonly serverName?: string;
	/** `https://host` of the console; derived from the endpoint when left out. */
	readonly consoleEndpoint?: string;
	readonly authType: AuthType;
	readonly clientId?: string;
	/** File that holds the client's secret. */
	readonly clientSecretLocation?: string;
	/** Name of the environment variable that holds it. */
	readonly clientSecretEnvVar?: string;
	readonly scopes: readonly string[];
	readonly audience?: string;
	/** Asks the server for the audience instead. */
	readonly useAudienceFromAdmin: boolean;
	/** Overrides the header's name that the server tells. */
	readonly authorizationHeader?: string;
	readonly tokenUrl?: string;
	readonly authorizationServerUrl?: string;
	/** Prints a token: program and arguments. */
	readonly command?: readonly string[];
	/** Prints a token for a proxy in front of Flyte. */
	readonly proxyCommand?: readonly string[];
	/** Proxy for OAuth requests. */
	readonly httpProxyUrl?: string;
	/** How often a call that failed in transit is made again. */
	readonly rpcRetries: number;
}

/** Section `storage` of flytectl's file, the part that a client may need. */
export interface StorageConfig {
	readonly type?: string;
	readonly endpoint?: string;
	readonly region?: string;
	readonly container?: string;
	/** `iam` or `accesskey`; keys themselves are left in the file and in the environment. */
	readonly authType?: string;
}

/** What the configuration says, after files, environment and what a caller gave. flytekit's Config. */
export interface FlyteConfig {
	readonly platform: PlatformConfig;
	readonly storage: StorageConfig;
	/** Defaults of a client; flytekit's are `flytesnacks` and `development`. */
	readonly project?: string;
	readonly domain?: string;
	/** The file that was read, for messages. */
	readonly source?: string;
}
