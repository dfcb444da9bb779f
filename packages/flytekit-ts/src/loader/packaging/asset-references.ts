import { dirname, resolve } from "node:path";

/** What a source file reads beside itself, as far as its text says. */
export interface AssetReferences {
	/** Absolute paths; a folder means what is in it. */
	readonly paths: readonly string[];
	/** 1-based line of the first use of its own place that does not say what is read. */
	readonly unclearLine: number | undefined;
}

const URL_OF = /new\s+URL\(\s*(["'`])([^"'`$]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g;
const JOINED = /\b(?:join|resolve)\(\s*import\.meta\.dirname\s*,((?:\s*(["'`])[^"'`$]*\2\s*,?)+)\)/g;
const IN_TEMPLATE = /`\$\{import\.meta\.dirname\}\/([^`$]+)`/g;
const OWN_PLACE = /\bimport\.meta\.(?:url|dirname|filename)\b/;
/** Uses of the own place that read nothing. */
const HARMLESS =
	/\bcreateRequire\(\s*import\.meta\.url\s*\)|import\.meta\.url\s*===?[^=].*|.*===?\s*import\.meta\.(?:url|filename)/g;

/**
 * Finds `new URL("./x", import.meta.url)`, `join(import.meta.dirname, "x")` and `${import.meta.dirname}/x` in a source file.
 *
 * @param file its absolute path
 */
export function assetReferences(text: string, file: string): AssetReferences {
	const folder = dirname(file);
	const paths: string[] = [];
	// the same number of lines stays, so that what is left keeps its place
	const taken = (all: string) => all.replace(/[^\n]/g, " ");
	const rest = withoutComments(text)
		.replace(URL_OF, (all, _quote, path: string) => {
			if (!/^[a-z][a-z+.-]*:/i.test(path)) paths.push(resolve(folder, decodeURIComponent(path)));
			return taken(all);
		})
		.replace(JOINED, (all, list: string) => {
			const steps = [...list.matchAll(/(["'`])([^"'`]*)\1/g)].map(([, , step]) => step as string);
			paths.push(resolve(folder, ...steps));
			return taken(all);
		})
		.replace(IN_TEMPLATE, (all, path: string) => {
			paths.push(resolve(folder, path));
			return taken(all);
		})
		.replace(HARMLESS, taken);
	const unclear = rest.split("\n").findIndex((line) => OWN_PLACE.test(line));
	return { paths, unclearLine: unclear < 0 ? undefined : unclear + 1 };
}

/** Good enough here: a comment's mark inside a text hides only what follows on its line. */
function withoutComments(text: string): string {
	return text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "));
}
