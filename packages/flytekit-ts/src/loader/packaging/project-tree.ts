import { type Dirent, existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { isSecret } from "./secret-files.js";

/** Why something of a project is not packaged. */
export type LeftOut = "outside the project" | "secret" | "link" | "special file" | "ignored" | "tool's own";

/** What of a project may be packaged, and what may not. */
export interface ProjectTree {
	/** Files relative to the project's folder, with `/`, in code unit order. */
	readonly files: readonly string[];
	/** Files, links and whole folders (those end in `/`) that are left out, in code unit order. */
	readonly leftOut: readonly { readonly path: string; readonly why: LeftOut }[];
}

/** Folders that are never code or data of the project. */
const TOOL_FOLDERS = new Set([
	".git",
	".hg",
	".svn",
	"node_modules",
	".flyte",
	".cache",
	".idea",
	".vscode",
	".venv",
	"__pycache__",
]);
const TOOL_FILES =
	/^(?:\.(?:git|docker|flyte)ignore|\.gitattributes|\.DS_Store|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|tsconfig(?:\..*)?\.json|flyte-package\.tgz|.*\.tsbuildinfo|.*\.pyc)$/;

/**
 * Looks through a project's folder. Left out are secrets, links and what else is no plain file, what .gitignore (in any folder, and above the project up
 * to its repository), .dockerignore and .flyteignore (in the project's folder) name, and what belongs to tools.
 */
export function projectTree(root: string): ProjectTree {
	const walk = new Walk(root);
	walk.folder("", gitRulesAbove(root));
	const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
	return { files: walk.files.sort(), leftOut: walk.leftOut.sort(byPath) };
}

/** Rules of one ignore file, with the folder that their paths are seen from. */
interface Rules {
	/** From the project's folder to theirs: "" or `a/b/`; of one above, what stands before the project's paths. */
	readonly inside: string;
	readonly above: string;
	readonly rules: Ignore;
}

class Walk {
	readonly files: string[] = [];
	readonly leftOut: { path: string; why: LeftOut }[] = [];
	readonly #root: string;
	readonly #ofRoot: readonly Ignore[];

	constructor(root: string) {
		this.#root = root;
		this.#ofRoot = [".dockerignore", ".flyteignore"].flatMap((name) => {
			const text = textOf(join(root, name));
			return text === undefined ? [] : [ignore().add(anchored(text))];
		});
	}

	folder(path: string, outer: readonly Rules[]): void {
		const own = textOf(join(this.#root, path, ".gitignore"));
		const git = own === undefined ? outer : [...outer, { inside: path, above: "", rules: ignore().add(own) }];
		for (const entry of readdirSync(join(this.#root, path), { withFileTypes: true })) {
			const name = path + entry.name;
			const why = this.#why(entry, name, git);
			if (why !== undefined) this.leftOut.push({ path: entry.isDirectory() ? `${name}/` : name, why });
			else if (entry.isDirectory()) this.folder(`${name}/`, git);
			else this.files.push(name);
		}
	}

	#why(entry: Dirent, path: string, git: readonly Rules[]): LeftOut | undefined {
		if (entry.isSymbolicLink()) return "link";
		if (entry.isDirectory()) {
			if (TOOL_FOLDERS.has(entry.name)) return "tool's own";
			if (isSecret(entry.name, "folder")) return "secret";
			return this.#isIgnored(`${path}/`, git) ? "ignored" : undefined;
		}
		if (!entry.isFile()) return "special file";
		if (isSecret(entry.name, "file")) return "secret";
		if (TOOL_FILES.test(entry.name)) return "tool's own";
		return this.#isIgnored(path, git) ? "ignored" : undefined;
	}

	#isIgnored(path: string, git: readonly Rules[]): boolean {
		if (this.#ofRoot.some((rules) => rules.ignores(path))) return true;
		let ignored = false;
		// the nearest file has the last word
		for (const { inside, above, rules } of git) {
			const said = rules.test(above + path.slice(inside.length));
			if (said.ignored) ignored = true;
			else if (said.unignored) ignored = false;
		}
		return ignored;
	}
}

/** .gitignore files between the project and the top of its repository, the outermost first. */
function gitRulesAbove(root: string): readonly Rules[] {
	const found: Rules[] = [];
	let above = "";
	for (let folder = root; !existsSync(join(folder, ".git")); ) {
		const parent = dirname(folder);
		if (parent === folder) return []; // no repository
		above = `${folder.slice(parent.length).replace(/^[\\/]/, "")}/${above}`;
		folder = parent;
		const text = textOf(join(folder, ".gitignore"));
		if (text !== undefined) found.unshift({ inside: "", above, rules: ignore().add(text) });
	}
	return found;
}

/** Patterns as Docker reads them, from the top, for a reader that takes them as git does. */
function anchored(text: string): string[] {
	return text
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== "" && !line.startsWith("#"))
		.map((line) => {
			const not = line.startsWith("!") ? "!" : "";
			const pattern = line
				.slice(not.length)
				.trim()
				.replace(/^\.?\//, "");
			return `${not}${pattern.startsWith("**") ? "" : "/"}${pattern}`;
		});
}

function textOf(file: string): string | undefined {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined; // mostly there is none
	}
}
