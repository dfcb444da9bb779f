import { readFile } from "node:fs/promises";
import { FlyteError } from "../../errors/index.js";
import { ConfigValues } from "./config-values.js";

/**
 * Reads flytectl's YAML, or flytekit's older INI file (any name without `.yaml` or `.yml`). Keys that nobody here knows are let be.
 * @throws FlyteError REMOTE_CONFIG with file and line for one that cannot be parsed
 */
export async function readConfig(file: string): Promise<ConfigValues> {
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch (cause) {
		throw new FlyteError("REMOTE_CONFIG", `cannot read ${file}: ${(cause as Error).message}`, { cause });
	}
	return /\.ya?ml$/i.test(file) ? fromYaml(file, text) : fromIni(file, text);
}

async function fromYaml(file: string, text: string): Promise<ConfigValues> {
	// Only a client that has such a file pays for the parser.
	const { isMap, isScalar, LineCounter, parseDocument } = await import("yaml");
	const lines = new LineCounter();
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
	const [error] = document.errors;
	if (error !== undefined) {
		const { line, col } = lines.linePos(error.pos[0]);
		throw new FlyteError("REMOTE_CONFIG", `${file}:${line}:${col} is not YAML: ${error.message}`, {
			wayOut: "such a file starts with `admin:` and, indented below it, `endpoint: dns:///host:port`",
		});
	}
	const values = new ConfigValues(file);
	const visit = (node: unknown, path: string) => {
		if (!isMap(node)) return;
		for (const { key, value } of node.items) {
			const name = isScalar(key) ? String(key.value) : undefined;
			if (name === undefined) continue;
			const inner = path === "" ? name : `${path}.${name}`;
			const start = (isScalar(key) ? key.range?.[0] : undefined) ?? 0;
			const { line } = lines.linePos(start);
			const plain = (value as { toJSON?(): unknown } | null)?.toJSON?.() ?? null;
			values.set(inner, { value: isMap(value) ? Object.create(null) : plain, line });
			visit(value, inner);
		}
	};
	visit(document.contents, "");
	return values;
}

/** INI keys, by the YAML ones that mean the same. */
const INI_NAMES: ReadonlyMap<string, string> = new Map([
	["platform.url", "admin.endpoint"],
	["platform.insecure", "admin.insecure"],
	["platform.insecure_skip_verify", "admin.insecureSkipVerify"],
	["platform.ca_cert_file_path", "admin.caCertFilePath"],
	["platform.console_endpoint", "console.endpoint"],
	["platform.http_proxy_url", "admin.httpProxyURL"],
	["credentials.command", "admin.command"],
	["credentials.proxy_command", "admin.proxyCommand"],
	["credentials.client_id", "admin.clientId"],
	["credentials.client_secret_location", "admin.clientSecretLocation"],
	["credentials.client_secret_env_var", "admin.clientSecretEnvVar"],
	["credentials.scopes", "admin.scopes"],
	["credentials.auth_mode", "admin.authType"],
	["aws.endpoint", "storage.connection.endpoint"],
	["aws.access_key_id", "storage.connection.access-key"],
	["aws.secret_access_key", "storage.connection.secret-key"],
]);

function fromIni(file: string, text: string): ConfigValues {
	const values = new ConfigValues(file);
	let section = "";
	for (const [index, whole] of text.split(/\r?\n/).entries()) {
		const line = whole.trim();
		if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
		const header = /^\[([^\]]+)\]$/.exec(line)?.[1];
		if (header !== undefined) {
			section = header.trim();
			continue;
		}
		const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
		if (key === undefined) {
			throw new FlyteError("REMOTE_CONFIG", `${file}:${index + 1} is neither [section] nor key=value`, {
				wayOut: "a file in flytectl's form ends in .yaml",
			});
		}
		const path = `${section}.${key}`.toLowerCase();
		values.set(INI_NAMES.get(path) ?? path, { value, line: index + 1 });
	}
	return values;
}
