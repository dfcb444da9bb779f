import { readFileSync } from "node:fs";
import { type ConnectionOptions, rootCertificates } from "node:tls";
import type { PlatformConfig } from "../../config/platform.js";
import { FlyteError } from "../../errors/index.js";

/** Whose certificates a TLS connection takes, in node:tls's words. */
export interface TrustOptions {
	readonly ca?: readonly string[];
	readonly rejectUnauthorized?: false;
}

/**
 * Whom requests for tokens trust. The configured authority counts besides the usual ones, since Flyte may have a private one while the server of
 * tokens is a public service.
 * @throws FlyteError AUTH_TLS when the configured file cannot be read
 */
export function trustOf(config: PlatformConfig): TrustOptions {
	if (config.insecureSkipVerify) return { rejectUnauthorized: false };
	const file = config.caCertFilePath;
	if (file === undefined) return {};
	try {
		return { ca: [...rootCertificates, readFileSync(file, "utf8")] };
	} catch (cause) {
		const why = (cause as NodeJS.ErrnoException).code ?? "unreadable";
		throw new FlyteError("AUTH_TLS", `cannot read the certificates in ${file} for ${config.endpoint}: ${why}`, {
			wayOut: "admin.caCertFilePath names a PEM file that this user may read",
			cause,
		});
	}
}

/** The same in node:tls's own type, whose arrays may be written to. */
export function connection({ ca, ...trust }: TrustOptions): ConnectionOptions {
	return { ...trust, ...(ca !== undefined && { ca: [...ca] }) };
}
