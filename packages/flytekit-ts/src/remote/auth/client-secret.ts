import { readFileSync } from "node:fs";
import type { PlatformConfig } from "../../config/platform.js";
import { FlyteError } from "../../errors/index.js";

/**
 * The client secret: of the variable that the configuration names, else of the file (ends of line at its end are not part of it). It is read when it
 * is used and kept nowhere.
 * @throws FlyteError AUTH_SECRET naming the variable or file, never what is in it
 */
export function clientSecretOf(config: PlatformConfig, env: NodeJS.ProcessEnv): string {
	const { endpoint, clientSecretEnvVar: variable, clientSecretLocation: file } = config;
	const fromVariable = variable === undefined ? undefined : env[variable];
	if (fromVariable !== undefined && fromVariable !== "") return fromVariable;
	if (file !== undefined) return fromFile(file, endpoint);
	if (variable === undefined)
		throw new FlyteError("AUTH_SECRET", `${endpoint} is to be asked with a client secret, and none is configured`, {
			wayOut: "name a variable as admin.clientSecretEnvVar or a file as admin.clientSecretLocation",
		});
	throw new FlyteError(
		"AUTH_SECRET",
		`the variable ${variable} that should hold the client secret for ${endpoint} is not set`,
		{
			wayOut: `set ${variable}, or name a file as admin.clientSecretLocation`,
		},
	);
}

function fromFile(file: string, endpoint: string): string {
	let secret: string;
	try {
		secret = readFileSync(file, "utf8").replace(/[\r\n]+$/, "");
	} catch (cause) {
		const why = (cause as NodeJS.ErrnoException).code ?? "unreadable";
		throw new FlyteError("AUTH_SECRET", `cannot read the client secret for ${endpoint} from ${file}: ${why}`, {
			wayOut: "make the file readable for this user, or set the variable named by admin.clientSecretEnvVar",
			cause,
		});
	}
	if (secret !== "") return secret;
	throw new FlyteError("AUTH_SECRET", `the client secret's file ${file} for ${endpoint} is empty`, {
		wayOut: "write the secret into it, or name another file as admin.clientSecretLocation",
	});
}
