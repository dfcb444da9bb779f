import { FlyteError } from "../../errors/index.js";
import type { TarMember } from "./tar-members.js";

const NAME_BYTES = 255;
const PATH_BYTES = 4096;
const SETUID_OR_SETGID = 0o6000;

/** Judges the members of one archive: whether each is one that code needs, at a place of its own inside the folder. */
export class MemberPaths {
	/** Every path and its folders: by the form in which file systems compare names, the path as it is written. */
	readonly #taken = new Map<string, { readonly path: string; readonly kind: "file" | "folder" }>();

	/**
	 * The member's path inside the folder, with `/`; "" for the folder itself. Throws ARCHIVE_MEMBER for links, devices, setuid
	 * bits, paths that leave the folder or are too long, and names that are there already, in other letters too.
	 */
	check(member: TarMember): string {
		const { name, kind, mode } = member;
		if (kind !== "file" && kind !== "folder") throw refused(name, `is a ${kind}`);
		if ((mode & SETUID_OR_SETGID) !== 0) throw refused(name, "has a setuid or setgid bit");
		if (name.includes("\0")) throw refused(name, "has a NUL in its name");
		if (name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name)) throw refused(name, "has an absolute path");
		const steps = name.split("/").filter((step) => step !== "" && step !== ".");
		if (steps.some((step) => step === ".." || /^\.\.[\\]|[\\]\.\.(?:[\\]|$)/.test(step))) {
			throw refused(name, "leaves the folder by ..");
		}
		if (steps.length === 0) {
			if (kind === "file") throw refused(name, "has no name");
			return "";
		}
		const path = steps.join("/");
		if (kind === "file" && name.endsWith("/")) throw refused(name, "is a file with the name of a folder");
		if (steps.some((step) => Buffer.byteLength(step) > NAME_BYTES))
			throw refused(name, `has a name over ${NAME_BYTES} bytes`);
		if (Buffer.byteLength(path) > PATH_BYTES) throw refused(name, `has a path over ${PATH_BYTES} bytes`);
		for (let depth = 1; depth < steps.length; depth++) this.#take(name, steps.slice(0, depth).join("/"), "folder");
		this.#take(name, path, kind);
		return path;
	}

	#take(name: string, path: string, kind: "file" | "folder"): void {
		const form = path.normalize("NFKC").toLowerCase();
		const other = this.#taken.get(form);
		if (other === undefined) {
			this.#taken.set(form, { path, kind });
			return;
		}
		if (other.path !== path)
			throw refused(name, `collides with ${JSON.stringify(other.path)} where case does not count`);
		if (other.kind !== kind) throw refused(name, "is both a file and a folder");
		if (kind === "file") throw refused(name, "is there twice");
	}
}

function refused(name: string, what: string): FlyteError {
	const shown = name.length > 200 ? `${name.slice(0, 200)}...` : name;
	return new FlyteError(
		"ARCHIVE_MEMBER",
		`the archive's member ${JSON.stringify(shown)} ${what}; nothing was unpacked`,
		{
			wayOut:
				"an archive of code holds plain files and folders only: register again with tsflyte, or leave that file out",
		},
	);
}
