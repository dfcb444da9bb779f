import type { InstalledPackage } from "../../loader/packaging/package-of.js";
import type { Io } from "../io.js";
import { sizeText } from "../output/size-text.js";
import type { PreparedRegistration } from "./prepare-registration.js";

const SHOWN = 10;

/** Says on stderr what the code is made of, what the image must have, and what was left out; all of it with `verbose`. */
export function sayCode(
	{ archive, code }: Pick<PreparedRegistration, "archive" | "code">,
	{ stderr }: Pick<Io, "stderr">,
	{ verbose, always = false }: { readonly verbose: boolean; readonly always?: boolean },
): void {
	if (archive === undefined && !always) return;
	const { files, bundled, copied, needed, leftOut, unclear } = code;
	if (archive !== undefined) {
		const size = sizeText(archive.bytes.length);
		stderr.write(`code: ${files.length} files, ${size} packed, sha256 ${archive.digest.slice(0, 12)}\n`);
	}
	if (verbose) for (const { path, bytes } of files) stderr.write(`  ${path}  ${sizeText(bytes.length)}\n`);
	if (bundled.length > 0) stderr.write(`bundled packages: ${named(bundled)}\n`);
	if (copied.length > 0) stderr.write(`copied packages, which read files of their own: ${named(copied)}\n`);
	for (const { why, ...found } of needed)
		stderr.write(`the image must have ${named([found])}: not in the code (${why})\n`);
	for (const place of unclear) {
		stderr.write(`${place} uses its own place: what it reads there is not packed unless --include names it\n`);
	}
	// what belongs to tools nobody misses
	const missed = leftOut.filter(({ why }) => verbose || (why !== "ignored" && why !== "tool's own"));
	const shown = verbose ? missed : missed.slice(0, SHOWN);
	for (const { path, why } of shown) stderr.write(`left out: ${path} (${why})\n`);
	if (missed.length > shown.length)
		stderr.write(`left out: ${missed.length - shown.length} more, --verbose lists them\n`);
}

function named(packages: readonly Pick<InstalledPackage, "name" | "version">[]): string {
	return packages
		.map(({ name, version }) => (version === "" ? name : `${name}@${version}`))
		.sort()
		.join(", ");
}
