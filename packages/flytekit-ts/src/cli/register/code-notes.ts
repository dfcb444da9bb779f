import type { Io } from "../io.js";
import type { PreparedRegistration } from "./prepare-registration.js";

/** Says on stderr what the code is made of, and what the image must have. */
export function sayCode(
	prepared: PreparedRegistration,
	io: Pick<Io, "stderr">,
	{ verbose }: { verbose: boolean },
): void {
	const { archive, code } = prepared;
	if (archive === undefined) return;
	const size = archive.bytes.length;
	io.stderr.write(
		`code: ${code.files.length} files, ${kilobytes(size)} packed, sha256 ${archive.digest.slice(0, 12)}\n`,
	);
	if (verbose) for (const { path, bytes } of code.files) io.stderr.write(`  ${path}  ${kilobytes(bytes.length)}\n`);
	const { bundled, left } = code.packages;
	if (bundled.size > 0) io.stderr.write(`bundled packages: ${named([...bundled.values()])}\n`);
	for (const { name, version, why } of left.values()) {
		const what = version === "" ? name : `${name}@${version}`;
		io.stderr.write(`the image must have ${what}: it is not bundled (${why})\n`);
	}
}

function named(packages: readonly { readonly name: string; readonly version: string }[]): string {
	return packages
		.map(({ name, version }) => (version === "" ? name : `${name}@${version}`))
		.sort()
		.join(", ");
}

/** `812 B`, `1.4 kB`, `3.0 MB`. */
export function kilobytes(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
