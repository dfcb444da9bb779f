import type { AuthType, FlyteConfig, PlatformConfig, StorageConfig } from "../../config/platform.js";
import { FlyteError } from "../../errors/index.js";
import { ConfigValues, flagOf, listOf } from "./config-values.js";
import { type ConfigPlace, findConfig, processPlace } from "./find-config.js";
import { readConfig } from "./read-config.js";

/** What a caller says over files and environment. */
export interface ConfigOptions {
	/** The file to read, in place of those that are looked for. */
	readonly file?: string;
	/** Settings that win over file and environment. */
	readonly platform?: Partial<PlatformConfig>;
	/** Surroundings of the process; a test gives its own. */
	readonly place?: ConfigPlace;
}

/** Where flytekit's and flytectl's sandboxes listen. */
const DEFAULT_ENDPOINT = "localhost:30080";

/**
 * The configuration as flytekit and flytectl read it: what the caller says, then `FLYTE_PLATFORM_*` and `FLYTE_CREDENTIALS_*`, then the file, then
 * defaults. flytekit: Config.auto.
 * @throws FlyteError REMOTE_CONFIG with file and line, or the variable's name
 */
export async function readFlyteConfig(options: ConfigOptions = {}): Promise<FlyteConfig> {
	const place = options.place ?? processPlace();
	const file = findConfig(place, options.file);
	const values = file === undefined ? new ConfigValues("") : await readConfig(file);
	const storage: StorageConfig = defined({
		type: values.text("storage.type"),
		endpoint: values.text("storage.connection.endpoint"),
		region: values.text("storage.connection.region"),
		container: values.text("storage.container"),
		authType: values.text("storage.connection.auth-type"),
	});
	const { project = place.env.FLYTE_PROJECT, domain = place.env.FLYTE_DOMAIN } = defined({
		project: values.text("project") ?? values.text("admin.project"),
		domain: values.text("domain") ?? values.text("admin.domain"),
	});
	return {
		platform: { ...platformFrom(values, place.env), ...defined(options.platform ?? {}) },
		storage,
		...defined({ project, domain, source: file }),
	};
}

function platformFrom(values: ConfigValues, env: ConfigPlace["env"]): PlatformConfig {
	const text = (variable: string, key: string) => said(env, variable) ?? values.text(key);
	const flag = (variable: string, key: string) => envFlag(env, variable) ?? values.flag(key);
	const list = (variable: string, key: string) => {
		const given = said(env, variable);
		return given === undefined ? values.list(key) : listOf(given);
	};
	const clientSecretLocation = text("FLYTE_CREDENTIALS_CLIENT_SECRET_LOCATION", "admin.clientSecretLocation");
	const clientSecretEnvVar =
		text("FLYTE_CREDENTIALS_CLIENT_SECRET_ENV_VAR", "admin.clientSecretEnvVar") ??
		(said(env, "FLYTE_CREDENTIALS_CLIENT_SECRET") === undefined ? undefined : "FLYTE_CREDENTIALS_CLIENT_SECRET");
	const authName = text("FLYTE_CREDENTIALS_AUTH_MODE", "admin.authType");
	const command = list("FLYTE_CREDENTIALS_COMMAND", "admin.command");
	const proxyCommand = list("FLYTE_CREDENTIALS_PROXY_COMMAND", "admin.proxyCommand");
	const scopes = list("FLYTE_CREDENTIALS_SCOPES", "admin.scopes");
	// flytekit takes a secret that is there for a wish to use it.
	const hasSecret = clientSecretLocation !== undefined || (clientSecretEnvVar && said(env, clientSecretEnvVar));
	return {
		endpoint: endpointFrom(text("FLYTE_PLATFORM_URL", "admin.endpoint") ?? DEFAULT_ENDPOINT),
		insecure: flag("FLYTE_PLATFORM_INSECURE", "admin.insecure") ?? false,
		insecureSkipVerify: flag("FLYTE_PLATFORM_INSECURE_SKIP_VERIFY", "admin.insecureSkipVerify") ?? false,
		authType: hasSecret ? "ClientSecret" : authTypeFrom(authName),
		scopes: scopes ?? [],
		useAudienceFromAdmin: values.flag("admin.useAudienceFromAdmin") ?? false,
		rpcRetries: values.count("admin.maxRetries") ?? 4,
		...defined({
			caCertFilePath: text("FLYTE_PLATFORM_CA_CERT_FILE_PATH", "admin.caCertFilePath"),
			serverName: values.text("admin.serverName"),
			consoleEndpoint: text("FLYTE_PLATFORM_CONSOLE_ENDPOINT", "console.endpoint"),
			clientId: text("FLYTE_CREDENTIALS_CLIENT_ID", "admin.clientId"),
			clientSecretLocation,
			clientSecretEnvVar,
			audience: values.text("admin.audience"),
			authorizationHeader: values.text("admin.authorizationHeader"),
			tokenUrl: values.text("admin.tokenUrl"),
			authorizationServerUrl: values.text("admin.authorizationServerUrl"),
			command: command?.length === 0 ? undefined : command,
			proxyCommand: proxyCommand?.length === 0 ? undefined : proxyCommand,
			httpProxyUrl: text("FLYTE_PLATFORM_HTTP_PROXY_URL", "admin.httpProxyURL"),
		}),
	};
}

/** `host:port` of an endpoint as people write it: with `dns:///`, with `https://`, with a slash at the end. */
export function endpointFrom(text: string): string {
	const bare = text.replace(/^[a-z][a-z+.-]*:\/{2,3}/i, "").replace(/\/+$/, "");
	if (bare !== "" && !/[\s/]/.test(bare)) return bare;
	throw new FlyteError("REMOTE_CONFIG", `the endpoint ${JSON.stringify(text)} is no host and port`, {
		wayOut: "admin.endpoint in the file or FLYTE_PLATFORM_URL: dns:///flyte.example.com, or localhost:30080",
	});
}

const AUTH_TYPES: ReadonlyMap<string, AuthType> = new Map<string, AuthType>([
	["pkce", "Pkce"],
	["standard", "Pkce"],
	["deviceflow", "DeviceFlow"],
	["clientsecret", "ClientSecret"],
	["clientcredentials", "ClientSecret"],
	["basic", "ClientSecret"],
	["externalcommand", "ExternalCommand"],
	["externalprocess", "ExternalCommand"],
]);

function authTypeFrom(name: string | undefined): AuthType {
	if (name === undefined) return "Pkce";
	const known = AUTH_TYPES.get(name.toLowerCase().replace(/[-_]/g, ""));
	if (known !== undefined) return known;
	throw new FlyteError("REMOTE_CONFIG", `admin.authType ${JSON.stringify(name)} is not known`, {
		wayOut: "Pkce, DeviceFlow, ClientSecret or ExternalCommand",
	});
}

function said(env: ConfigPlace["env"], name: string): string | undefined {
	const value = env[name];
	return value === "" ? undefined : value;
}

function envFlag(env: ConfigPlace["env"], name: string): boolean | undefined {
	const text = said(env, name);
	if (text === undefined) return undefined;
	const flag = flagOf(text);
	if (flag !== undefined) return flag;
	throw new FlyteError("REMOTE_CONFIG", `${name} is true or false, and something else stands there`);
}

/** Without the keys whose value is undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
