import { plainLine } from "../../errors/index.js";
import { elementText } from "../../remote/array-calls.js";
import type { LogLink, NodeTree } from "../../remote/index.js";
import type { ParsedArgs } from "../args/parse.js";
import { switchOf, textOf } from "../args/values.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import type { Io } from "../io.js";
import { jsonText } from "../output/result-json.js";
import { executionOf } from "./execution-of.js";
import { nameIn, withRemote } from "./options.js";

interface NodeLink extends LogLink {
	readonly execution: string;
	readonly node: string;
	readonly attempt: number;
	/** Of a map's element. */
	readonly index?: number;
	/** Which call it is. */
	readonly call?: string;
}

/** Links to what an execution's tasks print, where the deployment keeps logs: `tsflyte logs --remote RUN`. */
export async function remoteLogs(args: ParsedArgs, io: Io): Promise<ExitCode> {
	return withRemote(args, async (remote) => {
		const execution = await executionOf(remote, args, "logs");
		const only = textOf(args, "node") ?? args.positionals[1];
		const links = linksOf(await execution.nodes({ graphs: true })).filter(
			({ node }) => only === undefined || node === only,
		);
		if (switchOf(args, "json")) io.stdout.write(`${jsonText(links)}\n`);
		else if (links.length > 0) io.stdout.write(links.map(linkText).join(""));
		else
			io.stderr.write(
				`${nameIn(remote, execution)} has no links to logs: ask who runs the deployment where they are kept\n`,
			);
		return EXIT.ok;
	});
}

function linksOf(trees: readonly NodeTree[]): NodeLink[] {
	return trees.flatMap(({ node, attempts, children, launched = [], calls }) => {
		const of = { execution: node.id.execution.name, node: node.id.nodeId };
		const own = attempts.flatMap(({ attempt, logs, elements }) => [
			...logs.map((link) => ({ ...of, attempt, ...link })),
			...elements.flatMap((element) =>
				element.logs.map((link) => ({
					...of,
					index: element.index,
					attempt: element.attempt,
					...(calls === undefined ? {} : { call: elementText(calls, element.index) }),
					...link,
				})),
			),
		]);
		return [...own, ...linksOf(children), ...linksOf(launched)];
	});
}

function linkText({ node, attempt, index, call, name, uri }: NodeLink): string {
	const element = index === undefined ? "" : `[${index}]${call === undefined ? "" : ` ${plainLine(call)}`}`;
	return `${node}${element} attempt ${attempt}  ${name}  ${uri}\n`;
}
