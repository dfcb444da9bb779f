import type { Node } from "typescript-native/unstable/ast";
import { type Diagnostic, DiagnosticCategory } from "typescript-native/unstable/sync";
import { sourceFrame } from "../../errors/index.js";
import type { DetectionProblem } from "../detected.js";
import { relativeFile } from "../project-root.js";
import type { CheckedProgram } from "./checker.js";
import { wayOutOf } from "./compiler-ways-out.js";

/** Cannot find module; module has no such export: the types that they would have brought are missing elsewhere. */
const IMPORT_ERRORS: ReadonlySet<number> = new Set([2307, 2305, 2614, 2724, 7016]);

const cache = new WeakMap<CheckedProgram, Map<string, readonly Diagnostic[]>>();

/** The compiler's own error at a node, or in it: why a type came out as `any`. The whole file is checked once. */
export function compilerMessageAt(program: CheckedProgram, node: Node): string | undefined {
	const { fileName } = node.getSourceFile();
	const errors = semantic(program, fileName).filter((d) => d.category === DiagnosticCategory.Error);
	const found =
		errors.find((d) => d.pos < node.end && d.end > node.getStart()) ?? errors.find((d) => IMPORT_ERRORS.has(d.code));
	return found === undefined ? undefined : `${found.text} (TS${found.code})`;
}

function semantic(program: CheckedProgram, file: string): readonly Diagnostic[] {
	let files = cache.get(program);
	if (files === undefined) {
		files = new Map();
		cache.set(program, files);
	}
	let diagnostics = files.get(file);
	if (diagnostics === undefined) {
		diagnostics = program.program.getSemanticDiagnostics(file);
		files.set(file, diagnostics);
	}
	return diagnostics;
}

/** What the compiler itself finds wrong in a file (syntax first, then types), as problems with frames: for `check`. */
export function compilerProblems(program: CheckedProgram, file: string): readonly DetectionProblem[] {
	const syntax = program.program.getSyntacticDiagnostics(file);
	const all = syntax.length > 0 ? syntax : semantic(program, file);
	const source = program.sourceFile(file);
	if (source === undefined) return [];
	return all
		.filter((d) => d.category === DiagnosticCategory.Error)
		.map((d) => {
			const at = source.getLineAndCharacterOfPosition(d.pos);
			const location = { file: relativeFile(program.root, file), line: at.line + 1, column: at.character + 1 };
			return {
				code: "INTERFACE_TYPESCRIPT",
				message: `TS${d.code}: ${[d.text, ...(d.messageChain ?? []).map((m) => m.text)].join(" ")}`,
				location,
				frame: sourceFrame(source.text, location.line, location.column, Math.max(1, d.end - d.pos)),
				wayOut: wayOutOf(d),
			};
		});
}
