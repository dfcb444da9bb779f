import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority of the test's own and a certificate it gave to this machine. */
export interface Certificates {
	/** PEM file of the authority. */
	readonly caFile: string;
	readonly ca: string;
	readonly key: string;
	readonly cert: string;
	remove(): void;
}

/** Made anew for each test file by openssl, so that nothing secret or dated is committed. */
export function makeCertificates(names = "DNS:localhost,IP:127.0.0.1"): Certificates {
	const folder = mkdtempSync(join(tmpdir(), "certificates-"));
	const at = (name: string) => join(folder, name);
	const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
	const key = (name: string) => ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", at(name)];
	openssl("req", "-x509", ...key("ca.key"), "-subj", "/CN=authority of a test", "-days", "2", "-out", at("ca.pem"));
	openssl("req", "-new", ...key("server.key"), "-subj", "/CN=localhost", "-out", at("server.csr"));
	writeFileSync(at("names"), `subjectAltName=${names}\n`);
	const signed = [
		"-CA",
		at("ca.pem"),
		"-CAkey",
		at("ca.key"),
		"-CAcreateserial",
		"-extfile",
		at("names"),
		"-days",
		"2",
	];
	openssl("x509", "-req", "-in", at("server.csr"), ...signed, "-out", at("server.pem"));
	return {
		caFile: at("ca.pem"),
		ca: readFileSync(at("ca.pem"), "utf8"),
		key: readFileSync(at("server.key"), "utf8"),
		cert: readFileSync(at("server.pem"), "utf8"),
		remove: () => rmSync(folder, { recursive: true, force: true }),
	};
}
